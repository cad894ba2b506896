#pragma once

#include "shared/core/result.h"
#include "shared/protocol/limits.h"

#include <QJsonObject>
#include <QStringView>

namespace parlor {

/// What a server takes, as it says in `limits` of GET /v1/server; what this program is made for where it says
/// nothing.
struct ServerLimits {
    std::int64_t textCharacters = limits::textCharacters; ///< of a message, in code points
    int photosPerMessage = limits::photosPerMessage;
    std::int64_t imageBytes = limits::imageFile; ///< of one file
    std::int64_t videoBytes = limits::videoFile; ///< of one that is named like a video

    /// Bytes that a file of this name may have.
    [[nodiscard]] std::int64_t largestFileNamed(QStringView name) const;

    friend bool operator==(const ServerLimits&, const ServerLimits&) = default;
};

QJsonObject toJson(const ServerLimits& limits);
/// A number that can't be a limit is BadFrame; fields that are not known are passed over.
Result<ServerLimits> serverLimitsFromJson(const QJsonObject& json);

} // namespace parlor
