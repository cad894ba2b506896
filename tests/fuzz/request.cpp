#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "tests/fuzz/target.h"

// What is accepted means the same after it was written anew.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    const auto bytes = fuzz::view(data, size);
    const auto rid = codec::ridOf(bytes);
    const auto request = codec::decodeRequest(bytes);
    if (!request)
        return 0;
    PARLOR_HOLDS(rid == request->rid || rid == 0);
    const QByteArray again = codec::encode(*request);
    if (again.size() <= limits::frame)
        PARLOR_HOLDS(codec::decodeRequest(again) == *request);
    // Whatever a client may say, others can be told.
    const auto* send = std::get_if<SendMessage>(&request->command);
    if (send == nullptr)
        return 0;
    const Event event{.serial = Serial(1),
                      .message = MessageId(1),
                      .author = PersonId(1),
                      .time = 1,
                      .clientId = send->clientId,
                      .body = MessagePosted{send->entry, send->replyTo}};
    const auto frames = codec::encodeEventFrames(send->channel, QString(16, u'0'), {event});
    PARLOR_HOLDS(frames.size() == 1 && frames.first().size() <= limits::frame);
    const auto frame = codec::decodeFrame(frames.first());
    PARLOR_HOLDS(frame && std::get<Events>(*frame).events == QList<Event>{event});
    return 0;
}
