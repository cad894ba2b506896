#include "server/media/worker/pictures/movieheader.h"

#include "server/media/worker/pictures/matroska.h"
#include "server/media/worker/pictures/mp4boxes.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace parlor::server::media {

namespace {

constexpr std::uint64_t longestHeader = 16 * 1024 * 1024;
constexpr int mostTopBoxes = 10'000; ///< a fragmented file has two for each fragment

std::optional<std::vector<std::uint8_t>> take(const MovieSource& source, std::uint64_t at,
                                              std::uint64_t length) {
    if (at > source.size)
        return std::nullopt;
    std::vector<std::uint8_t> bytes(std::min({length, source.size - at, longestHeader}));
    if (bytes.empty() || !source.read(at, bytes))
        return std::nullopt;
    return bytes;
}

MovieOutcome readMp4(const MovieSource& source, PhotoFacts& facts) {
    facts.mimeType = "video/mp4";
    std::uint64_t at = 0;
    for (int i = 0; i < mostTopBoxes && at + 8 <= source.size; ++i) {
        const auto head = take(source, at, 32);
        const auto box = head ? boxAt(*head, source.size - at) : std::nullopt;
        if (!box)
            break;
        if (box->is("ftyp"))
            facts.mimeType = mp4Type(*head);
        if (box->is("moov")) {
            const auto moov = take(source, at + box->head, box->size - box->head);
            return moov && readMoov(*moov, facts)
                       ? MovieOutcome{WorkerVerdict::Done, ""}
                       : MovieOutcome{WorkerVerdict::UnsupportedType, "no pictures in this video"};
        }
        at += box->size;
    }
    return {WorkerVerdict::BadImage, "a video without its header"};
}

MovieOutcome readMkv(const MovieSource& source, PhotoFacts& facts) {
    const auto head = take(source, 0, longestHeader);
    if (!head)
        return {WorkerVerdict::BadImage, "unreadable"};
    return readMatroska(*head, facts) ? MovieOutcome{WorkerVerdict::Done, ""}
                                      : MovieOutcome{WorkerVerdict::BadImage, "a video without its header"};
}

} // namespace

MovieSource MovieSource::of(Bytes file) {
    return {file.size(), [file](std::uint64_t at, std::span<std::uint8_t> to) {
                if (at > file.size() || to.size() > file.size() - at)
                    return false;
                std::memcpy(to.data(), file.data() + at, to.size());
                return true;
            }};
}

bool isMovie(Bytes head) {
    if (isMatroska(head))
        return true;
    const auto box = boxAt(head, head.size() < 8 ? 0 : UINT64_MAX);
    // QuickTime files of old have no `ftyp`.
    return box
           && (box->is("ftyp") || box->is("moov") || (box->is("mdat") && head.size() >= 16)
               || (box->is("wide") && box->size == 8));
}

MovieOutcome readMovie(const MovieSource& source, PhotoFacts& facts) {
    const auto head = take(source, 0, 16);
    if (!head || !isMovie(*head))
        return {WorkerVerdict::UnsupportedType, "no video"};
    return isMatroska(*head) ? readMkv(source, facts) : readMp4(source, facts);
}

std::size_t mp4Length(Bytes bytes) {
    std::size_t at = 0;
    while (at + 8 <= bytes.size()) {
        const auto box = boxAt(bytes.subspan(at), bytes.size() - at);
        if (!box || box->size > bytes.size() - at || (at == 0 && !box->is("ftyp")))
            break;
        const bool known = std::ranges::any_of(
            std::initializer_list<const char*>{"ftyp", "moov", "mdat", "free", "skip", "wide", "uuid", "udta",
                                               "meta", "moof", "mfra", "styp", "sidx"},
            [&](const char* type) { return box->is(type); });
        if (!known)
            break;
        at += static_cast<std::size_t>(box->size);
    }
    return at;
}

} // namespace parlor::server::media
