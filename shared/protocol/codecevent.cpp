#include "shared/protocol/codecnouns.h"
#include "shared/protocol/limits.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

struct BodyWriter {
    JsonWriter& out;

    void operator()(const MessagePosted& posted) const {
        writeEntry(out, posted.entry, From::Server);
        if (posted.replyTo)
            out.id("reply_to"_L1, *posted.replyTo);
        out.setNumber("as_of"_L1, posted.asOf.value());
        out.setFlag("edited"_L1, posted.edited).setFlag("deleted"_L1, posted.deleted);
        out.setFlag("pinned"_L1, posted.pinned);
        if (posted.thread)
            out.id("thread"_L1, *posted.thread);
        if (posted.reactions.isEmpty())
            return;
        out.key("reactions"_L1).beginList();
        for (const Reaction& reaction : posted.reactions) {
            out.begin().text("emoji"_L1, reaction.emoji).key("people"_L1).beginList();
            for (const PersonId person : reaction.people)
                out.value(person);
            out.endList().end();
        }
        out.endList();
    }

    void operator()(const MessageEdited& edited) const { writeEntry(out, edited.entry, From::Server); }

    void operator()(const MessageDeleted&) const {}

    void operator()(const ReactionChanged& reaction) const {
        out.text("emoji"_L1, reaction.emoji).flag("added"_L1, reaction.added);
    }

    void operator()(const PinChanged& pin) const { out.flag("pinned"_L1, pin.pinned); }

    void operator()(const MemberChanged& member) const {
        write(out.key("person"_L1), member.person);
        out.word("change"_L1, nameOf(member.change)).word("role"_L1, nameOf(member.role));
        out.setNumber("until"_L1, member.until);
    }

    void operator()(const ChannelChanged& changed) const { write(out.key("channel"_L1), changed.channel); }

    void operator()(const PhotoChanged& changed) const {
        write(out.key("photo"_L1), changed.photo);
        out.setFlag("removed"_L1, changed.removed);
    }

    void operator()(const Skipped& skipped) const { out.serial("last"_L1, skipped.last); }

    void operator()(const ChannelJoined& joined) const { write(out.key("state"_L1), joined.state); }

    void operator()(const ChannelLeft& left) const { out.id("channel"_L1, left.channel); }

    void operator()(const ReadMoved& moved) const {
        out.id("channel"_L1, moved.channel).serial("read"_L1, moved.read);
        out.number("unread"_L1, moved.unread).number("mentions"_L1, moved.mentions);
        out.setFlag("marked"_L1, moved.marked);
    }

    void operator()(const DraftChanged& draft) const {
        out.id("channel"_L1, draft.channel).text("text"_L1, draft.text);
    }

    void operator()(const LibraryPhotoChanged& changed) const { write(out.key("photo"_L1), changed.photo); }

    void operator()(const LibraryPhotoRemoved& removed) const { out.id("photo"_L1, removed.photo); }

    void operator()(const SettingsChanged& changed) const {
        out.key("settings"_L1).raw(QJsonDocument(changed.settings).toJson(QJsonDocument::Compact));
    }

    void operator()(const PersonEventSkipped&) const {}

    void operator()(const StaffNotice& notice) const {
        out.text("about"_L1, notice.about).id("channel"_L1, notice.channel).text("text"_L1, notice.text);
    }

    void operator()(const AlbumChanged& changed) const { write(out.key("album"_L1), changed.album); }

    void operator()(const AlbumRemoved& removed) const { out.id("album"_L1, removed.album); }

    void operator()(const KeywordsChanged& changed) const { writeTexts(out, "words"_L1, changed.words); }

    void operator()(const SavedChanged& changed) const {
        out.id("channel"_L1, changed.channel).id("message"_L1, changed.message);
        out.flag("saved"_L1, changed.saved);
    }

    void operator()(const PlanChanged& changed) const {
        out.id("plan"_L1, changed.plan).word("state"_L1, nameOf(changed.state));
    }

    void operator()(const ReminderDue& due) const { write(out.key("reminder"_L1), due.reminder); }

    void operator()(const InvitedTo& invited) const {
        write(out.key("channel"_L1), invited.channel);
        out.setId("by"_L1, invited.by);
    }

    void operator()(const SessionsEnded& ended) const { writeIds(out, "sessions"_L1, ended.sessions); }
};

Result<Reaction> reactionFromJson(const QJsonObject& object) {
    JsonReader in(object);
    Reaction reaction;
    in.text("emoji"_L1, reaction.emoji, anyLength, Need::Required);
    in.ids("people"_L1, reaction.people);
    return in.finish(std::move(reaction));
}

Result<Quote> quoteFromJson(const QJsonObject& object) {
    JsonReader in(object);
    Quote quote;
    in.id("channel"_L1, quote.channel, Need::Required);
    in.id("message"_L1, quote.message, Need::Required);
    in.id("author"_L1, quote.author);
    in.text("text"_L1, quote.text);
    return in.finish(std::move(quote));
}

// A type of a newer server moves the cursor and shows nothing.
EventBody eventBody(JsonReader& in, const QString& type, Serial serial) {
    if (type == "message"_L1) {
        MessagePosted body;
        readEntry(in, body.entry, From::Server);
        in.id("reply_to"_L1, body.replyTo);
        in.serial("as_of"_L1, body.asOf);
        in.flag("edited"_L1, body.edited);
        in.flag("deleted"_L1, body.deleted);
        in.flag("pinned"_L1, body.pinned);
        in.id("thread"_L1, body.thread);
        in.list("reactions"_L1, body.reactions, reactionFromJson);
        return body;
    }
    if (type == "edit"_L1) {
        MessageEdited body;
        readEntry(in, body.entry, From::Server);
        return body;
    }
    if (type == "delete"_L1)
        return MessageDeleted{};
    if (type == "reaction"_L1) {
        ReactionChanged body;
        in.text("emoji"_L1, body.emoji, anyLength, Need::Required);
        in.flag("added"_L1, body.added, Need::Required);
        return body;
    }
    if (type == "pin"_L1) {
        PinChanged body;
        in.flag("pinned"_L1, body.pinned, Need::Required);
        return body;
    }
    if (type == "member"_L1) {
        MemberChanged body;
        in.nested("person"_L1, body.person, personFromJson, Need::Required);
        in.word("change"_L1, body.change, memberChangeFrom, Need::Required);
        in.word("role"_L1, body.role, roleFrom);
        in.number("until"_L1, body.until);
        return body;
    }
    if (type == "channel"_L1) {
        ChannelChanged body;
        in.nested("channel"_L1, body.channel, channelFromJson, Need::Required);
        return body;
    }
    if (type == "photo"_L1) {
        PhotoChanged body;
        in.nested("photo"_L1, body.photo, photoReferenceFromJson, Need::Required);
        in.flag("removed"_L1, body.removed);
        return body;
    }
    Skipped body{serial};
    if (type == "skip"_L1)
        in.serial("last"_L1, body.last, Need::Required);
    return body;
}

PersonEventBody personEventBody(JsonReader& in, const QString& type) {
    if (type == "notice"_L1) {
        StaffNotice body;
        in.text("about"_L1, body.about, anyLength, Need::Required);
        in.id("channel"_L1, body.channel, Need::Required);
        in.text("text"_L1, body.text, anyLength, Need::Required);
        return body;
    }
    if (type == "joined"_L1) {
        ChannelJoined body;
        in.nested("state"_L1, body.state, channelStateFromJson, Need::Required);
        return body;
    }
    if (type == "left"_L1) {
        ChannelLeft body;
        in.id("channel"_L1, body.channel, Need::Required);
        return body;
    }
    if (type == "read"_L1) {
        ReadMoved body;
        in.id("channel"_L1, body.channel, Need::Required);
        in.serial("read"_L1, body.read, Need::Required);
        in.number("unread"_L1, body.unread);
        in.number("mentions"_L1, body.mentions);
        in.flag("marked"_L1, body.marked);
        return body;
    }
    if (type == "draft"_L1) {
        DraftChanged body;
        in.id("channel"_L1, body.channel, Need::Required);
        in.text("text"_L1, body.text);
        return body;
    }
    if (type == "photo"_L1) {
        LibraryPhotoChanged body;
        in.nested("photo"_L1, body.photo, photoFromJson, Need::Required);
        return body;
    }
    if (type == "photo_removed"_L1) {
        LibraryPhotoRemoved body;
        in.id("photo"_L1, body.photo, Need::Required);
        return body;
    }
    if (type == "album"_L1) {
        AlbumChanged body;
        in.nested("album"_L1, body.album, albumFromJson, Need::Required);
        return body;
    }
    if (type == "album_removed"_L1) {
        AlbumRemoved body;
        in.id("album"_L1, body.album, Need::Required);
        return body;
    }
    if (type == "settings"_L1) {
        SettingsChanged body;
        in.object("settings"_L1, body.settings, Need::Required);
        return body;
    }
    if (type == "keywords"_L1) {
        KeywordsChanged body;
        in.texts("words"_L1, body.words);
        return body;
    }
    if (type == "saved"_L1) {
        SavedChanged body;
        in.id("channel"_L1, body.channel, Need::Required);
        in.id("message"_L1, body.message, Need::Required);
        in.flag("saved"_L1, body.saved);
        return body;
    }
    if (type == "plan"_L1) {
        PlanChanged body;
        in.id("plan"_L1, body.plan, Need::Required);
        in.word("state"_L1, body.state, planStateFrom, Need::Required);
        return body;
    }
    if (type == "reminder"_L1) {
        ReminderDue body;
        in.nested("reminder"_L1, body.reminder, reminderFromJson, Need::Required);
        return body;
    }
    if (type == "invited"_L1) {
        InvitedTo body;
        in.nested("channel"_L1, body.channel, channelFromJson, Need::Required);
        in.id("by"_L1, body.by);
        return body;
    }
    if (type == "sessions_ended"_L1) {
        SessionsEnded body;
        in.ids("sessions"_L1, body.sessions);
        return body;
    }
    return PersonEventSkipped{};
}

} // namespace

void writeEntry(JsonWriter& out, const Entry& entry, From from) {
    out.word("kind"_L1, nameOf(entry.kind)).setText("text"_L1, entry.text).setText("name"_L1, entry.name);
    out.setText("data"_L1, entry.data).setText("encoding"_L1, entry.encoding);
    out.setObject("metadata"_L1, entry.metadata);
    if (entry.quote) {
        out.key("quote"_L1).begin().id("channel"_L1, entry.quote->channel);
        out.id("message"_L1, entry.quote->message);
        if (from == From::Server)
            out.setId("author"_L1, entry.quote->author).setText("text"_L1, entry.quote->text);
        out.end();
    }
    if (from == From::Server) {
        writeList(out, "photos"_L1, entry.photos);
        writeIds(out, "mentions"_L1, entry.mentions);
        out.setFlag("mentions_all"_L1, entry.mentionsAll);
    } else if (!entry.photos.isEmpty()) {
        out.key("photos"_L1).beginList();
        for (const auto& photo : entry.photos)
            out.begin().id("id"_L1, photo.id).end();
        out.endList();
    }
}

void readEntry(JsonReader& in, Entry& entry, From from) {
    const bool client = from == From::Client;
    in.word("kind"_L1, entry.kind, entryKindFrom);
    in.text("text"_L1, entry.text, client ? limits::textCharacters : anyLength);
    in.text("name"_L1, entry.name, client ? limits::nameCharacters : anyLength);
    in.text("data"_L1, entry.data);
    in.text("encoding"_L1, entry.encoding, client ? limits::encodingCharacters : anyLength);
    if (Quote quote; in.has("quote"_L1)) {
        in.nested("quote"_L1, quote, quoteFromJson);
        if (client)
            quote = {.channel = quote.channel, .message = quote.message};
        entry.quote = quote;
    }
    if (!client) {
        in.object("metadata"_L1, entry.metadata);
        in.list("photos"_L1, entry.photos, photoReferenceFromJson);
        in.ids("mentions"_L1, entry.mentions);
        in.flag("mentions_all"_L1, entry.mentionsAll);
        return;
    }
    in.metadata("metadata"_L1, entry.metadata, limits::entryMetadata);
    QList<PhotoReference> photos;
    in.list("photos"_L1, photos, photoReferenceFromJson, limits::photosPerMessage);
    for (const auto& photo : photos)
        entry.photos.append(
            PhotoReference{.id = photo.id, .placeholder = {}, .thumbHash = {}, .viewHash = {}});
    if (entry.kind == EntryKind::System)
        in.fail(ErrorCode::BadFrame);
    if (entry.data.size() > limits::entryData / 3 && entry.data.toUtf8().size() > limits::entryData)
        in.fail(ErrorCode::TooLarge);
}

void write(JsonWriter& out, const Event& event) {
    out.begin().serial("serial"_L1, event.serial).setId("id"_L1, event.message);
    out.word("type"_L1, typeOf(event.body)).setId("author"_L1, event.author).setNumber("time"_L1, event.time);
    out.setText("client_id"_L1, event.clientId);
    std::visit(BodyWriter{out}, event.body);
    out.end();
}

void write(JsonWriter& out, const PersonEvent& event) {
    out.begin()
        .serial("serial"_L1, event.serial)
        .word("type"_L1, typeOf(event.body))
        .setNumber("time"_L1, event.time);
    std::visit(BodyWriter{out}, event.body);
    out.end();
}

Result<Event> eventFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Event event;
    QString type;
    in.serial("serial"_L1, event.serial, Need::Required);
    in.text("type"_L1, type, anyLength, Need::Required);
    in.id("id"_L1, event.message);
    in.id("author"_L1, event.author);
    in.number("time"_L1, event.time);
    in.text("client_id"_L1, event.clientId);
    event.body = eventBody(in, type, event.serial);
    return in.finish(std::move(event));
}

Result<PersonEvent> personEventFromJson(const QJsonObject& json) {
    JsonReader in(json);
    PersonEvent event;
    QString type;
    in.serial("serial"_L1, event.serial, Need::Required);
    in.text("type"_L1, type, anyLength, Need::Required);
    in.number("time"_L1, event.time);
    event.body = personEventBody(in, type);
    return in.finish(std::move(event));
}

} // namespace parlor::codec
