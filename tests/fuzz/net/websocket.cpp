#include "server/net/websocket/framedecoder.h"
#include "tests/fuzz/target.h"

#include <string>
#include <vector>

namespace {

using namespace parlor;
using namespace parlor::server;

struct Seen {
    FrameDecoder::Kind kind;
    std::string payload;
    std::uint16_t code;
    bool operator==(const Seen&) const = default;
};

/// What the decoder says when the bytes come in pieces of this size.
std::vector<Seen> decode(QByteArrayView bytes, qsizetype piece) {
    constexpr FrameDecoder::Limits limits{4'096, 16};
    FrameDecoder decoder;
    std::vector<Seen> seen;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        std::string part = bytes.sliced(at, std::min(piece, bytes.size() - at)).toByteArray().toStdString();
        decoder.feed(part);
        for (auto item = decoder.next(limits); item.kind != FrameDecoder::Kind::None;
             item = decoder.next(limits)) {
            PARLOR_HOLDS(item.payload.size() <= limits.messageBytes);
            PARLOR_HOLDS(item.kind != FrameDecoder::Kind::Text || item.payload.isValidUtf8());
            seen.push_back({item.kind, item.payload.toByteArray().toStdString(), item.code});
        }
        decoder.park();
    }
    return seen;
}

} // namespace

// The same messages however the bytes are cut.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArrayView bytes = fuzz::view(data, size);
    const auto whole = decode(bytes, std::max<qsizetype>(1, bytes.size()));
    PARLOR_HOLDS(decode(bytes, 1) == whole);
    PARLOR_HOLDS(decode(bytes, 7) == whole);
    return 0;
}
