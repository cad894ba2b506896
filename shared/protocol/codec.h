#pragma once

#include "shared/core/result.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

/// The only code that knows how frames look as bytes: one JSON object a text frame, UTF-8, at most 64 KiB.
/// Ids are strings, serials and times numbers; unset fields are left out; unknown fields are ignored.
/// The server decodes requests and encodes frames, a client the other way round. All functions are thread-safe.
namespace parlor::codec {

/// TooLarge, TooDeep, BadFrame (not the JSON we want), BadText (NUL or unpaired surrogates), UnknownOperation.
Result<Request> decodeRequest(QByteArrayView bytes);
QByteArray encode(const Request& request);

Result<Frame> decodeFrame(QByteArrayView bytes);
QByteArray encode(const Frame& frame);

/// The rid of a request that decodeRequest() refused, when it can still be read; 0 otherwise.
std::int64_t ridOf(QByteArrayView bytes);

/// Checks size and depth, then parses one JSON object. For HTTP bodies too. `maxBytes` first, then depth 16.
Result<QJsonObject> parseObject(QByteArrayView bytes, std::int64_t maxBytes);

// The nouns as they stand inside frames and HTTP bodies.
QJsonObject toJson(const Person& person);
QJsonObject toJson(const Channel& channel);
QJsonObject toJson(const ChannelState& state);
QJsonObject toJson(const Event& event);
QJsonObject toJson(const PersonEvent& event);
QJsonObject toJson(const Photo& photo);
QJsonObject toJson(const PhotoReference& photo);
Result<Person> personFromJson(const QJsonObject& json);
Result<ChannelState> channelStateFromJson(const QJsonObject& json);
Result<Event> eventFromJson(const QJsonObject& json);
Result<PersonEvent> personEventFromJson(const QJsonObject& json);
Result<Photo> photoFromJson(const QJsonObject& json);
Result<PhotoReference> photoReferenceFromJson(const QJsonObject& json);

} // namespace parlor::codec
