#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>

#include <cstdint>
#include <optional>

/// What kinds of files a library takes, by the ends of their names. What a file really is is looked at later,
/// by the server's workers; this decides what people are offered and how large it may be.
namespace parlor {

enum class MediaFileKind { Picture, Raw, Video };

/// nullopt for a name that no library takes.
std::optional<MediaFileKind> mediaFileKind(QStringView name);

/// Bytes that a file of this name may have: limits::videoFile for videos, limits::imageFile for all else.
std::int64_t largestFileNamed(QStringView name);

/// "*.jpg", "*.jpeg", …
QStringList mediaFilePatterns(MediaFileKind kind);
/// All of them.
QStringList mediaFilePatterns();

} // namespace parlor
