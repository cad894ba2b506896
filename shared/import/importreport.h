#pragma once

#include "shared/core/ids.h"

#include <QJsonObject>
#include <QString>

#include <cstdint>

namespace parlor {

enum class ImportResult {
    Uploaded,
    Had,     ///< the library had these bytes, or they stood in the sources before
    Missing, ///< of a dry run: it would be uploaded
    Skipped,
    Refused,
};

/// What became of one file.
struct ImportLine {
    QString path;
    ImportResult result = ImportResult::Skipped;
    PhotoId id;
    QString reason; ///< a wire code or a few words; empty for none

    [[nodiscard]] QJsonObject toJson() const;
};

struct ImportSummary {
    std::int64_t uploaded = 0, had = 0, missing = 0, skipped = 0, refused = 0, albums = 0;

    void count(ImportResult result);

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace parlor
