#include "server/domain/uploads/filename.h"

#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr qsizetype longestName = 255;
constexpr qsizetype longestExtension = 16;

bool isAllowed(char32_t c) {
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        break;
    }
    // Characters that turn the reading direction: photo_gpj.exe.
    return !((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f
             || c == 0x061c || c == 0xfeff);
}

bool isDevice(const QString& name) {
    static const QSet<QString> devices = [] {
        QSet<QString> names{u"con"_s, u"prn"_s, u"aux"_s, u"nul"_s};
        for (int i = 0; i < 10; ++i)
            names << u"com"_s + QString::number(i) << u"lpt"_s + QString::number(i);
        return names;
    }();
    return devices.contains(name.section(u'.', 0, 0).trimmed().toLower());
}

void shorten(QString* name) {
    const qsizetype dot = name->lastIndexOf(u'.');
    const QString extension = dot > 0 && name->size() - dot <= longestExtension ? name->mid(dot) : QString();
    QString base = name->chopped(extension.size());
    while (base.toUtf8().size() + extension.toUtf8().size() > longestName) {
        const bool pair = base.size() > 1 && base.back().isLowSurrogate();
        base.chop(pair ? 2 : 1);
    }
    *name = base + extension;
}

} // namespace

QString cleanFileName(const QString& raw) {
    const qsizetype cut = std::max(raw.lastIndexOf(u'/'), raw.lastIndexOf(u'\\'));
    QString name;
    for (const char32_t c : raw.mid(cut + 1).normalized(QString::NormalizationForm_C).toUcs4())
        if (isAllowed(c))
            name += QString::fromUcs4(&c, 1);
    name = name.trimmed();
    while (name.endsWith(u'.') || name.endsWith(u' '))
        name.chop(1);
    if (name.startsWith(u'.') || isDevice(name))
        name.prepend(u'_');
    if (name.toUtf8().size() > longestName)
        shorten(&name);
    return name.isEmpty() ? u"photo"_s : name;
}

} // namespace parlor::server
