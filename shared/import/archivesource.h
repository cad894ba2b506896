#pragma once

#include "shared/import/filesource.h"

struct archive;
struct archive_entry;

namespace parlor {

/// A .zip or .tgz archive, read by libarchive as a stream: nothing is unpacked but the one file that is asked
/// for. What has an unsafe path, is no plain file, or larger than a photo or video may be is skipped; a file
/// that unpacks to more than was said is refused, and so is an archive whose files are together far larger
/// than it could hold.
class ArchiveSource final : public FileSource {
public:
    explicit ArchiveSource(QString path);
    ~ArchiveSource() override;

    [[nodiscard]] QString name() const override { return m_path; }

    Result<SourceListing> list() override;
    Result<QString> fetch(const SourceFile& file, const QString& folder) override;

private:
    struct Reader;

    Status rewind();
    /// The next entry; null at the end.
    Result<archive_entry*> next();
    Status take(archive_entry* entry, SourceListing* listing);
    Result<QByteArray> readWhole(std::int64_t largest);

    QString m_path;
    std::unique_ptr<Reader> m_reader;
    qsizetype m_at = 0;                 ///< entries that were passed
    QHash<QString, qsizetype> m_places; ///< of files, which entry they are
};

} // namespace parlor
