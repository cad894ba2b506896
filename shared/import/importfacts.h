#pragma once

#include "shared/protocol/photocrop.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <utility>

namespace parlor {

/// What a sidecar says of a picture that the picture itself may not.
struct ImportFacts {
    std::optional<std::int64_t> takenAt; ///< ms UTC
    std::optional<int> offsetMinutes;    ///< of the clock there; absent: not said
    /// The time is what a person wants to see, whatever the picture says.
    bool takenIsSure = false;
    std::optional<std::pair<double, double>> place; ///< latitude, longitude in degrees
    QString caption;                                ///< clean, at most 2 000 characters
    QStringList tags;
    bool favourite = false, archived = false;
    int rating = 0;   ///< stars, 1 to 5; 0: not said
    int rotation = 0; ///< 0, 90, 180, 270
    PhotoCrop crop;

    [[nodiscard]] bool isEmpty() const { return *this == ImportFacts(); }

    friend bool operator==(const ImportFacts&, const ImportFacts&) = default;
};

} // namespace parlor
