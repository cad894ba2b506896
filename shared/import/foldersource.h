#pragma once

#include "shared/import/filesource.h"

namespace parlor {

/// A folder with all that is in it. Symbolic links are not followed. A file that was named itself is a folder
/// of one.
class FolderSource final : public FileSource {
public:
    explicit FolderSource(QString path) : m_path(std::move(path)) {}

    [[nodiscard]] QString name() const override { return m_path; }

    Result<SourceListing> list() override;
    Result<QString> fetch(const SourceFile& file, const QString& folder) override;

private:
    [[nodiscard]] Status walk(const QString& below, int depth, SourceListing* listing) const;
    void take(const QString& path, SourceListing* listing) const;
    [[nodiscard]] QString placeOf(const QString& path) const;

    QString m_path;
};

} // namespace parlor
