#pragma once

#include "server/domain/ports/librarystore.h"

#include <QList>

#include <bit>
#include <cstdint>

/// Which photos belong together. Pure rules, the same for every store.
namespace parlor::server {

/// Perceptual hashes of pictures that people call the same differ in no more bits than this.
inline constexpr int likenessBits = 4;

/// Pictures of a series follow one another within this time; a camera's clock has whole seconds.
inline constexpr std::int64_t burstGapMs = 2'000;

constexpr int smallestGroup(GroupKind kind) {
    return kind == GroupKind::Burst ? 3 : 2;
}

constexpr bool looksLike(std::uint64_t one, std::uint64_t other) {
    return one != 0 && other != 0 && std::popcount(one ^ other) <= likenessBits;
}

/// A photo as a series sees it.
struct Shot {
    PhotoId id;
    std::int64_t takenLocal = 0;
    QString camera;
};

/// Those of `around` that hang together with `shot` (itself left out): each at most burstGapMs from its
/// neighbour, by the same, known camera.
QList<PhotoId> burstAround(const Shot& shot, QList<Shot> around);

} // namespace parlor::server
