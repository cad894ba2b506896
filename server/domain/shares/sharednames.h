#pragma once

#include "shared/protocol/photo.h"

#include <QByteArray>
#include <QString>

namespace parlor::server {

struct FileKind {
    const char* type;
    const char* extension;
};

/// What a decoder can have said; anything else is plain bytes.
FileKind fileKindOf(const QByteArray& mimeType);

/// "2024-07-15 18.30.05.jpg": the name that its owner's file has stays with the owner.
QString dateName(const Photo& photo, const char* extension);

} // namespace parlor::server
