#include "shared/import/filenames.h"

#include <QSet>
#include <QStringList>

#include <algorithm>
#include <initializer_list>

namespace parlor {

namespace {

constexpr qsizetype longestPath = 4'096;

bool isHidden(const QString& name) {
    static const QSet<QString> names{u"thumbs.db"_qs, u"desktop.ini"_qs, u"@eadir"_qs,
                                     u"__macosx"_qs,  u"ehthumbs.db"_qs, u"$recycle.bin"_qs,
                                     u"#recycle"_qs,  u"lost+found"_qs,  u"system volume information"_qs,
                                     u"picasa.ini"_qs};
    return name.startsWith(u'.') || names.contains(name.toLower());
}

bool isPhoto(const QString& name) {
    static const QSet<QString> endings{
        u"jpg"_qs, u"jpeg"_qs, u"jpe"_qs, u"jfif"_qs, u"png"_qs,  u"webp"_qs, u"heic"_qs, u"heif"_qs,
        u"hif"_qs, u"avif"_qs, u"tif"_qs, u"tiff"_qs, u"gif"_qs,  u"dng"_qs,  u"cr2"_qs,  u"cr3"_qs,
        u"nef"_qs, u"nrw"_qs,  u"arw"_qs, u"sr2"_qs,  u"raf"_qs,  u"rw2"_qs,  u"orf"_qs,  u"pef"_qs,
        u"mp4"_qs, u"mov"_qs,  u"m4v"_qs, u"mkv"_qs,  u"webm"_qs, u"3gp"_qs,  u"mp"_qs,   u"mp~2"_qs};
    const qsizetype dot = name.lastIndexOf(u'.');
    return dot > 0 && endings.contains(name.mid(dot + 1).toLower());
}

} // namespace

bool isArchive(const QString& path) {
    return std::ranges::any_of(
        std::initializer_list<const char16_t*>{u".zip", u".tgz", u".tar.gz", u".tar"},
        [&](const char16_t* ending) { return path.endsWith(QStringView(ending), Qt::CaseInsensitive); });
}

FileUse useOf(const QString& path) {
    const QStringList parts = path.split(u'/');
    if (std::ranges::any_of(parts, isHidden))
        return FileUse::Hidden;
    if (parts.last().endsWith(u".json", Qt::CaseInsensitive))
        return FileUse::Sidecar;
    return isPhoto(parts.last()) ? FileUse::Photo : FileUse::Other;
}

bool isSafePath(const QString& path) {
    if (path.isEmpty() || path.startsWith(u'/') || path.contains(u'\\') || path.toUtf8().size() > longestPath)
        return false;
    if (path.size() > 1 && path.at(1) == u':')
        return false;
    if (std::ranges::any_of(path, [](QChar c) {
            return c.category() == QChar::Other_Control || c == QChar::ReplacementCharacter;
        }))
        return false;
    const QStringList parts = path.split(u'/');
    return std::ranges::none_of(parts, [](const QString& part) { return part == u".."; });
}

} // namespace parlor
