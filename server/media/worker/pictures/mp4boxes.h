#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "shared/protocol/photo.h"

#include <optional>

namespace parlor::server::media {

/// The head of a box (ISO/IEC 14496-12, 4.2).
struct Box {
    std::string_view type;  ///< four characters
    std::uint64_t size = 0; ///< with its head, at least that; up to the end when it says so
    std::size_t head = 8;

    [[nodiscard]] bool is(std::string_view other) const { return type == other; }
};

/// The box that `bytes` begin with; `room`: how much there is up to the end of what holds it. nullopt when
/// there is none. Its size may be more than the room.
std::optional<Box> boxAt(Bytes bytes, std::uint64_t room);

/// Calls use(type, content) for each box that lies whole in `bytes`, until it answers false; at most 1 000.
template<class Use>
void eachBox(Bytes bytes, Use use) {
    constexpr int most = 1'000;
    std::size_t at = 0;
    for (int i = 0; i < most; ++i) {
        const auto box = boxAt(bytes.subspan(at), bytes.size() - at);
        if (!box || box->size > bytes.size() - at)
            return;
        const auto size = static_cast<std::size_t>(box->size);
        if (!use(box->type, bytes.subspan(at + box->head, size - box->head)))
            return;
        at += size;
    }
}

/// The content of the first such box; empty when there is none.
Bytes childBox(Bytes bytes, std::string_view type);

/// Of a file that begins with an `ftyp`.
QByteArray mp4Type(Bytes ftyp);

/// What a `moov` says; false when it has no pictures.
bool readMoov(Bytes moov, PhotoFacts& facts);

} // namespace parlor::server::media
