#pragma once

#include "shared/core/result.h"
#include "shared/protocol/photo.h"

#include <QJsonObject>

namespace parlor::client {

/// A photo as the server answers who asks for it: its owner learns of the other one of an edited pair, too.
struct OwnPhoto : Photo {
    PhotoId originalVersion; ///< kept behind this edited one; a photo of its own id
    PhotoId editedVersion;   ///< stands in the lists for this one

    friend bool operator==(const OwnPhoto&, const OwnPhoto&) = default;
};

/// BadFrame.
Result<OwnPhoto> ownPhotoFromJson(const QJsonObject& json);

/// What is needed to show it.
PhotoReference referenceTo(const Photo& photo);

} // namespace parlor::client
