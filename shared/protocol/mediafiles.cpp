#include "shared/protocol/mediafiles.h"

#include "shared/protocol/limits.h"

#include <array>

namespace parlor {

namespace {

struct Ending {
    const char* text;
    MediaFileKind kind;
};

constexpr std::array endings{
    Ending{"jpg", MediaFileKind::Picture},  Ending{"jpeg", MediaFileKind::Picture},
    Ending{"jpe", MediaFileKind::Picture},  Ending{"png", MediaFileKind::Picture},
    Ending{"webp", MediaFileKind::Picture}, Ending{"heic", MediaFileKind::Picture},
    Ending{"heif", MediaFileKind::Picture}, Ending{"hif", MediaFileKind::Picture},
    Ending{"avif", MediaFileKind::Picture}, Ending{"gif", MediaFileKind::Picture},
    Ending{"tif", MediaFileKind::Picture},  Ending{"tiff", MediaFileKind::Picture},
    Ending{"dng", MediaFileKind::Raw},      Ending{"cr2", MediaFileKind::Raw},
    Ending{"cr3", MediaFileKind::Raw},      Ending{"nef", MediaFileKind::Raw},
    Ending{"arw", MediaFileKind::Raw},      Ending{"raf", MediaFileKind::Raw},
    Ending{"orf", MediaFileKind::Raw},      Ending{"rw2", MediaFileKind::Raw},
    Ending{"pef", MediaFileKind::Raw},      Ending{"mp4", MediaFileKind::Video},
    Ending{"mov", MediaFileKind::Video},    Ending{"m4v", MediaFileKind::Video},
    Ending{"mkv", MediaFileKind::Video},    Ending{"webm", MediaFileKind::Video},
    Ending{"3gp", MediaFileKind::Video},
};

QString patternOf(const Ending& ending) {
    return QStringLiteral("*.") + QLatin1StringView(ending.text);
}

} // namespace

std::optional<MediaFileKind> mediaFileKind(QStringView name) {
    const QStringView last = name.mid(name.lastIndexOf(u'.') + 1);
    for (const Ending& ending : endings)
        if (last.compare(QLatin1StringView(ending.text), Qt::CaseInsensitive) == 0)
            return ending.kind;
    return std::nullopt;
}

std::int64_t largestFileNamed(QStringView name) {
    return mediaFileKind(name) == MediaFileKind::Video ? limits::videoFile : limits::imageFile;
}

QStringList mediaFilePatterns(MediaFileKind kind) {
    QStringList patterns;
    for (const Ending& ending : endings)
        if (ending.kind == kind)
            patterns.append(patternOf(ending));
    return patterns;
}

QStringList mediaFilePatterns() {
    QStringList patterns;
    for (const Ending& ending : endings)
        patterns.append(patternOf(ending));
    return patterns;
}

} // namespace parlor
