#pragma once

#include <QString>

namespace parlor::server {

/// A file's name as people may see it and a download may suggest it: the last part of a path, NFC, without
/// control and direction characters, at most 255 bytes of UTF-8 with its extension kept, never empty, never a
/// hidden file or a device name. It is never part of a path of ours.
QString cleanFileName(const QString& raw);

} // namespace parlor::server
