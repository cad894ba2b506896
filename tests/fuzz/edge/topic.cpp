#include "server/edge/topics/topicframes.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "tests/fuzz/target.h"

#include <QJsonArray>
#include <QJsonDocument>

// A message reaches subscribers as the very JSON value that was sent.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parlor;
    using namespace parlor::server;
    const QByteArrayView bytes = fuzz::view(data, size);
    const auto command = topics::parse(bytes);
    if (!command)
        return 0;
    const auto* publish = std::get_if<topics::Publish>(&*command);
    if (publish == nullptr)
        return 0;
    const auto sent = codec::parseObject(bytes, limits::frame);
    PARLOR_HOLDS(sent.has_value());
    const auto got = QJsonDocument::fromJson('[' + publish->message + ']');
    PARLOR_HOLDS(got.isArray() && got.array().size() == 1);
    PARLOR_HOLDS(bytes.contains(publish->message));
    const auto frame = QJsonDocument::fromJson(topics::dataFrame(7, publish->message)).object();
    PARLOR_HOLDS(frame.value(u"id").toString() == u"7");
    PARLOR_HOLDS(frame.value(u"payload").toObject().value(u"data").toObject().contains(u"data"));
    return 0;
}
