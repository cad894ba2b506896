#pragma once

#include "shared/core/result.h"
#include "shared/import/sidecar.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace parlor {

/// A file of a source that may become a photo.
struct SourceFile {
    QString path; ///< with '/' between folders, relative to the source
    std::int64_t size = 0;
    std::int64_t changedAt = 0; ///< ms UTC; 0: not known
};

struct SkippedFile {
    QString path;
    QString reason; ///< one word or a few, for the report
};

struct SourceListing {
    QList<SourceFile> files;          ///< sorted by path in folders, as they stand in archives
    QHash<QString, Sidecar> sidecars; ///< JSON files that say something, by path
    QList<SkippedFile> skipped;
    QStringList archives; ///< names of those that lie in a folder itself, not below it
};

/// Files to be imported, from a folder or an archive. Blocks; used on one thread at a time.
class FileSource {
public:
    static constexpr qsizetype mostFiles = 2'000'000;

    virtual ~FileSource() = default;

    /// What it is called in reports: the path that it was opened with.
    [[nodiscard]] virtual QString name() const = 0;

    /// Everything in it. FileFailed when it can't be read at all, TooLarge for too many files.
    virtual Result<SourceListing> list() = 0;

    /// The file as one on this disk: itself, or a copy with its name in `folder`, which exists and is the
    /// caller's. Quick when asked in the order of the listing. FileFailed, BadRequest when it is damaged,
    /// sealed with a password or not what the listing said, DiskFull.
    virtual Result<QString> fetch(const SourceFile& file, const QString& folder) = 0;
};

/// A folder, or a .zip or .tgz archive. FileFailed when it is neither.
Result<std::unique_ptr<FileSource>> openSource(const QString& path);

} // namespace parlor
