#pragma once

#include <QString>

namespace parlor {

/// What a file is for an import, by its name alone; what it really is the server finds out.
enum class FileUse {
    Photo,   ///< a picture or video that the server may take
    Sidecar, ///< JSON
    Hidden,  ///< of the system: ".DS_Store", "Thumbs.db", "@eaDir" and all in it
    Other,
};

/// An archive that can be imported from, by its name alone.
bool isArchive(const QString& path);

/// `path`: with '/' between folders, relative to what is imported.
FileUse useOf(const QString& path);

/// A path inside an archive that is safe to show and to look up: relative, no "..", no backslash, no control
/// characters, at most 4 096 bytes.
bool isSafePath(const QString& path);

} // namespace parlor
