#pragma once

#include "shared/core/result.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

/// The only code that knows how frames look as bytes: one JSON object a text frame, UTF-8, at most 64 KiB.
/// Ids are strings, serials and times numbers; unset fields are left out; unknown fields are ignored.
/// The server decodes requests and encodes frames, a client the other way round. All functions are
/// thread-safe.
namespace parlor::codec {

/// TooLarge, TooDeep, BadFrame (not the JSON we want), BadText (NUL, unpaired surrogates, no emoji),
/// UnknownOperation.
Result<Request> decodeRequest(QByteArrayView bytes);
QByteArray encode(const Request& request);

/// An operation or type of a newer server: UnknownOperation, for the client to ignore; an event of one is
/// skipped.
Result<Frame> decodeFrame(QByteArrayView bytes);
/// Whatever size it comes to; use the functions below for what can grow.
QByteArray encode(const Frame& frame);

// Frames that never exceed limits::frame, in the order in which they must be sent.
/// One channel's events, in order. An event that alone is too large (none that decodeRequest let in) loses
/// its data.
QList<QByteArray> encodeEventFrames(ChannelId channel, const Epoch& epoch, const QList<Event>& events);
QList<QByteArray> encodePersonEventFrames(const Epoch& epoch, const QList<PersonEvent>& events);
QList<QByteArray> encodePositionFrames(const Positions& positions);
/// All but the last say `more`; each repeats what is no list.
QList<QByteArray> encodeWelcomeFrames(const Welcome& welcome);

/// Which end of a history page stays when it is cut: Oldest for `after`, Newest otherwise.
enum class Keep { Oldest, Newest };

/// Answers with lists. Channels and members come whole, as several answers with the same rid of which all but
/// the last say `more`; pages of history, people and search are cut to one frame and say `more`: ask for the
/// next page.
QList<QByteArray> encodeReplyFrames(const Reply& reply, Keep keep = Keep::Newest);

/// The rid of a request that decodeRequest() refused, when it can still be read; 0 otherwise.
std::int64_t ridOf(QByteArrayView bytes);

/// Checks size and depth, then parses one JSON object. For HTTP bodies too. `maxBytes` first, then depth 16.
Result<QJsonObject> parseObject(QByteArrayView bytes, std::int64_t maxBytes);

// The nouns as they stand inside frames and HTTP bodies.
// Bytes cost a fifth of the object.
QByteArray toBytes(const Person& person);
QByteArray toBytes(const Channel& channel);
QByteArray toBytes(const ChannelState& state);
QByteArray toBytes(const Event& event);
QByteArray toBytes(const PersonEvent& event);
QByteArray toBytes(const Photo& photo);
QByteArray toBytes(const PhotoReference& photo);
QByteArray toBytes(const Locality& locality);
QJsonObject toJson(const Person& person);
QJsonObject toJson(const Channel& channel);
QJsonObject toJson(const ChannelState& state);
QJsonObject toJson(const Event& event);
QJsonObject toJson(const PersonEvent& event);
QJsonObject toJson(const Photo& photo);
QJsonObject toJson(const PhotoReference& photo);
QJsonObject toJson(const Locality& locality);
Result<Person> personFromJson(const QJsonObject& json);
Result<ChannelState> channelStateFromJson(const QJsonObject& json);
Result<Event> eventFromJson(const QJsonObject& json);
Result<PersonEvent> personEventFromJson(const QJsonObject& json);
Result<Photo> photoFromJson(const QJsonObject& json);
Result<PhotoReference> photoReferenceFromJson(const QJsonObject& json);
Result<Locality> localityFromJson(const QJsonObject& json);

} // namespace parlor::codec
