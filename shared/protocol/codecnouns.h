#pragma once

#include "shared/protocol/album.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/jsonreader.h"
#include "shared/protocol/jsonwriter.h"

/// How each noun is written into a buffer; shared by the codec's own files and by nobody else.
namespace parlor::codec {

enum class From { Client, Server };

void write(JsonWriter& out, const Person& person);
void write(JsonWriter& out, const Channel& channel);
void write(JsonWriter& out, const ChannelState& state);
void write(JsonWriter& out, const Member& member);
void write(JsonWriter& out, const PhotoReference& photo);
void write(JsonWriter& out, const Photo& photo);
void write(JsonWriter& out, const Locality& locality);
void write(JsonWriter& out, const Album& album);
void write(JsonWriter& out, const Event& event);
void write(JsonWriter& out, const PersonEvent& event);

void write(JsonWriter& out, const Hello::Cursor& cursor);
void write(JsonWriter& out, const Receipt& receipt);
void write(JsonWriter& out, const SearchHit& hit);
void write(JsonWriter& out, const ScheduledMessage& scheduled);
void write(JsonWriter& out, const Reminder& reminder);
void write(JsonWriter& out, const DraftChanged& draft);

/// The fields of an entry, into the object that is open. A client sends photos by id and no mentions.
void writeEntry(JsonWriter& out, const Entry& entry, From from);
void readEntry(JsonReader& in, Entry& entry, From from);

Result<Hello::Cursor> cursorFromJson(const QJsonObject& json);
Result<Channel> channelFromJson(const QJsonObject& json);
Result<Receipt> receiptFromJson(const QJsonObject& json);
Result<Member> memberFromJson(const QJsonObject& json);
Result<ScheduledMessage> scheduledFromJson(const QJsonObject& json);
Result<Reminder> reminderFromJson(const QJsonObject& json);
Result<DraftChanged> draftFromJson(const QJsonObject& json);

void writeTexts(JsonWriter& out, QLatin1StringView key, const QStringList& texts);

template<class T>
void writeList(JsonWriter& out, QLatin1StringView key, const QList<T>& items) {
    if (items.isEmpty())
        return;
    out.key(key).beginList();
    for (const T& item : items)
        write(out, item);
    out.endList();
}

template<class Tag>
void writeIds(JsonWriter& out, QLatin1StringView key, const QList<Id<Tag>>& ids) {
    if (ids.isEmpty())
        return;
    out.key(key).beginList();
    for (const auto id : ids)
        out.value(id);
    out.endList();
}

} // namespace parlor::codec
