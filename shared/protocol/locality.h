#pragma once

#include "shared/core/ids.h"

#include <QString>

namespace parlor {

using LocalityId = Id<struct LocalityTag>;

/// The town at or near a place, by its names in English: as secret as the place. Without an id it is none.
struct Locality {
    LocalityId id; ///< made of the names, so that the same town has it on every server
    QString name, region, country;
    QString countryCode; ///< two letters, ISO 3166-1

    friend bool operator==(const Locality&, const Locality&) = default;
};

} // namespace parlor
