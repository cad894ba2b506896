#include "shared/import/foldersource.h"

#include "shared/import/filenames.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace parlor {

namespace {

constexpr int deepest = 64;

} // namespace

QString FolderSource::placeOf(const QString& path) const {
    return QFileInfo(m_path).isDir() ? m_path + u'/' + path : m_path;
}

Result<SourceListing> FolderSource::list() {
    const QFileInfo info(m_path);
    if (!info.exists() || !info.isReadable())
        return fail(ErrorCode::FileFailed, m_path + u" can not be read"_qs);
    SourceListing listing;
    if (info.isDir())
        TRY(walk({}, 0, &listing));
    else
        take(info.fileName(), &listing);
    return listing;
}

Status FolderSource::walk(const QString& below, int depth, SourceListing* listing) const {
    if (depth > deepest) {
        listing->skipped.append({below, u"too deep"_qs});
        return {};
    }
    const QDir folder(below.isEmpty() ? m_path : m_path + u'/' + below);
    const QFileInfoList entries = folder.entryInfoList(
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo& entry : entries) {
        const QString path = below.isEmpty() ? entry.fileName() : below + u'/' + entry.fileName();
        if (listing->files.size() + listing->skipped.size() + listing->archives.size() > mostFiles)
            return fail(ErrorCode::TooLarge, u"too many files"_qs);
        if (entry.isSymLink())
            listing->skipped.append({path, u"symbolic link"_qs});
        else if (useOf(path) == FileUse::Hidden)
            listing->skipped.append({path, u"hidden"_qs});
        else if (entry.isDir())
            TRY(walk(path, depth + 1, listing));
        else if (!entry.isFile())
            listing->skipped.append({path, u"no plain file"_qs});
        else
            take(path, listing);
    }
    return {};
}

void FolderSource::take(const QString& path, SourceListing* listing) const {
    const QFileInfo info(placeOf(path));
    switch (useOf(path)) {
    case FileUse::Photo:
        listing->files.append({path, info.size(), info.lastModified().toMSecsSinceEpoch()});
        return;
    case FileUse::Hidden:
        listing->skipped.append({path, u"hidden"_qs});
        return;
    case FileUse::Other:
        if (isArchive(path) && !path.contains(u'/')) {
            listing->archives.append(path);
            return;
        }
        listing->skipped.append({path, u"no photo"_qs});
        return;
    case FileUse::Sidecar:
        break;
    }
    const bool albums = path == u"albums.json";
    QFile file(info.filePath());
    Sidecar sidecar;
    if (info.size() <= (albums ? Sidecar::largestAlbums : Sidecar::largest) && file.open(QIODevice::ReadOnly))
        sidecar = readSidecar(file.readAll());
    if (sidecar.kind == Sidecar::Kind::None)
        listing->skipped.append({path, u"no photo"_qs});
    else
        listing->sidecars.insert(path, sidecar);
}

Result<QString> FolderSource::fetch(const SourceFile& file, const QString&) {
    const QFileInfo info(placeOf(file.path));
    if (!info.isFile() || info.isSymLink() || !info.isReadable())
        return fail(ErrorCode::FileFailed, u"the file can not be read"_qs);
    return info.filePath();
}

} // namespace parlor
