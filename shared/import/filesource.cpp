#include "shared/import/filesource.h"

#include "shared/import/archivesource.h"
#include "shared/import/filenames.h"
#include "shared/import/foldersource.h"

#include <QFileInfo>

namespace parlor {

Result<std::unique_ptr<FileSource>> openSource(const QString& path) {
    const QFileInfo info(path);
    if (!info.exists() || !info.isReadable())
        return fail(ErrorCode::FileFailed, path + u" can not be read"_qs);
    if (info.isFile() && isArchive(path))
        return std::make_unique<ArchiveSource>(path);
    return std::make_unique<FolderSource>(path);
}

} // namespace parlor
