#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const auto frame = codec::decodeFrame(fuzz::view(data, size));
    if (!frame)
        return 0;
    const QByteArray again = codec::encode(*frame);
    if (again.size() <= limits::frame)
        PARLOR_HOLDS(codec::decodeFrame(again) == *frame);
    if (const auto* reply = std::get_if<Reply>(&*frame))
        for (const auto& part : codec::encodeReplyFrames(*reply))
            PARLOR_HOLDS(part.size() <= limits::frame);
    if (const auto* events = std::get_if<Events>(&*frame))
        for (const auto& part :
             codec::encodeEventFrames(events->channel, events->epoch.left(16), events->events))
            PARLOR_HOLDS(part.size() <= limits::frame);
    return 0;
}
