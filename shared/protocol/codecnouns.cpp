#include "shared/protocol/codecnouns.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

template<class T>
QJsonObject objectOf(const T& noun) {
    return QJsonDocument::fromJson(toBytes(noun)).object();
}

template<class T>
QByteArray bytesOf(const T& noun) {
    JsonWriter out;
    write(out, noun);
    return out.take();
}

} // namespace

void write(JsonWriter& out, const Person& person) {
    out.begin().id("id"_L1, person.id).text("name"_L1, person.name);
    out.setText("display_name"_L1, person.displayName).word("role"_L1, nameOf(person.role));
    out.setObject("metadata"_L1, person.metadata).end();
}

Result<Person> personFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Person person;
    in.id("id"_L1, person.id, Need::Required);
    in.text("name"_L1, person.name);
    in.text("display_name"_L1, person.displayName);
    in.word("role"_L1, person.role, roleFrom);
    in.object("metadata"_L1, person.metadata);
    return in.finish(std::move(person));
}

void write(JsonWriter& out, const Channel& channel) {
    out.begin().id("id"_L1, channel.id).word("kind"_L1, nameOf(channel.kind));
    out.word("visibility"_L1, nameOf(channel.visibility)).setText("name"_L1, channel.name);
    out.setText("topic"_L1, channel.topic).setFlag("archived"_L1, channel.archived);
    out.setObject("metadata"_L1, channel.metadata).setNumber("created_at"_L1, channel.createdAt);
    out.setId("created_by"_L1, channel.createdBy).setText("description"_L1, channel.description);
    out.setNumber("slow_mode"_L1, channel.slowMode).setNumber("retention"_L1, channel.retention);
    if (!channel.rights.isEmpty())
        out.setObject("rights"_L1, channel.rights.toJson());
    out.end();
}

Result<Channel> channelFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Channel channel;
    in.id("id"_L1, channel.id, Need::Required);
    in.word("kind"_L1, channel.kind, channelKindFrom, Need::Required);
    in.word("visibility"_L1, channel.visibility, visibilityFrom);
    in.text("name"_L1, channel.name);
    in.text("topic"_L1, channel.topic);
    in.flag("archived"_L1, channel.archived);
    in.object("metadata"_L1, channel.metadata);
    in.number("created_at"_L1, channel.createdAt);
    in.id("created_by"_L1, channel.createdBy);
    in.text("description"_L1, channel.description);
    in.number("slow_mode"_L1, channel.slowMode, 0, std::numeric_limits<int>::max());
    in.number("retention"_L1, channel.retention);
    in.nested("rights"_L1, channel.rights, RoleOverrides::fromJson);
    return in.finish(std::move(channel));
}

void write(JsonWriter& out, const ChannelState& state) {
    write(out.begin().key("channel"_L1), state.channel);
    out.serial("last"_L1, state.last)
        .serial("read"_L1, state.read)
        .serial("visible_from"_L1, state.visibleFrom);
    out.number("unread"_L1, state.unread).number("mentions"_L1, state.mentions);
    out.flag("member"_L1, state.member).setFlag("muted"_L1, state.muted).word("role"_L1, nameOf(state.role));
    out.number("member_count"_L1, state.memberCount).word("resume"_L1, nameOf(state.resume));
    writeIds(out, "people"_L1, state.people);
    if (state.notifications != Notifications::All)
        out.word("notifications"_L1, nameOf(state.notifications));
    out.setFlag("marked_unread"_L1, state.markedUnread).setFlag("invited"_L1, state.invited);
    if (state.delivered > Serial())
        out.serial("delivered"_L1, state.delivered);
    out.end();
}

Result<ChannelState> channelStateFromJson(const QJsonObject& json) {
    JsonReader in(json);
    ChannelState state;
    in.nested("channel"_L1, state.channel, channelFromJson, Need::Required);
    in.serial("last"_L1, state.last);
    in.serial("read"_L1, state.read);
    in.serial("visible_from"_L1, state.visibleFrom);
    in.number("unread"_L1, state.unread);
    in.number("mentions"_L1, state.mentions);
    in.flag("member"_L1, state.member);
    in.flag("muted"_L1, state.muted);
    in.word("role"_L1, state.role, roleFrom);
    in.number("member_count"_L1, state.memberCount, 0, std::numeric_limits<int>::max());
    in.word("resume"_L1, state.resume, resumeFrom);
    in.ids("people"_L1, state.people);
    in.word("notifications"_L1, state.notifications, notificationsFrom);
    in.flag("marked_unread"_L1, state.markedUnread);
    in.flag("invited"_L1, state.invited);
    in.serial("delivered"_L1, state.delivered);
    return in.finish(std::move(state));
}

void write(JsonWriter& out, const Member& member) {
    write(out.begin().key("person"_L1), member.person);
    out.word("role"_L1, nameOf(member.role))
        .flag("online"_L1, member.online)
        .setFlag("muted"_L1, member.muted);
    out.setNumber("joined_at"_L1, member.joinedAt).setNumber("until"_L1, member.until);
    out.setObject("presence"_L1, member.presence).end();
}

Result<Member> memberFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Member member;
    in.nested("person"_L1, member.person, personFromJson, Need::Required);
    in.word("role"_L1, member.role, roleFrom);
    in.flag("online"_L1, member.online);
    in.flag("muted"_L1, member.muted);
    in.number("joined_at"_L1, member.joinedAt);
    in.number("until"_L1, member.until);
    in.object("presence"_L1, member.presence);
    return in.finish(std::move(member));
}

void write(JsonWriter& out, const Receipt& receipt) {
    out.begin().id("person"_L1, receipt.person);
    out.serial("delivered"_L1, receipt.delivered).serial("read"_L1, receipt.read).end();
}

Result<Receipt> receiptFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Receipt receipt;
    in.id("person"_L1, receipt.person, Need::Required);
    in.serial("delivered"_L1, receipt.delivered);
    in.serial("read"_L1, receipt.read);
    return in.finish(receipt);
}

void write(JsonWriter& out, const Hello::Cursor& cursor) {
    out.begin().id("channel"_L1, cursor.channel).serial("serial"_L1, cursor.serial).end();
}

Result<Hello::Cursor> cursorFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Hello::Cursor cursor;
    in.id("channel"_L1, cursor.channel, Need::Required);
    in.serial("serial"_L1, cursor.serial, Need::Required);
    return in.finish(cursor);
}

QByteArray toBytes(const Person& person) {
    return bytesOf(person);
}

QByteArray toBytes(const Channel& channel) {
    return bytesOf(channel);
}

QByteArray toBytes(const ChannelState& state) {
    return bytesOf(state);
}

QByteArray toBytes(const Event& event) {
    return bytesOf(event);
}

QByteArray toBytes(const PersonEvent& event) {
    return bytesOf(event);
}

QByteArray toBytes(const Photo& photo) {
    return bytesOf(photo);
}

QByteArray toBytes(const PhotoReference& photo) {
    return bytesOf(photo);
}

QByteArray toBytes(const Locality& locality) {
    return bytesOf(locality);
}

QJsonObject toJson(const Person& person) {
    return objectOf(person);
}

QJsonObject toJson(const Channel& channel) {
    return objectOf(channel);
}

QJsonObject toJson(const ChannelState& state) {
    return objectOf(state);
}

QJsonObject toJson(const Event& event) {
    return objectOf(event);
}

QJsonObject toJson(const PersonEvent& event) {
    return objectOf(event);
}

QJsonObject toJson(const Photo& photo) {
    return objectOf(photo);
}

QJsonObject toJson(const PhotoReference& photo) {
    return objectOf(photo);
}

QJsonObject toJson(const Locality& locality) {
    return objectOf(locality);
}

} // namespace parlor::codec
