#include "shared/protocol/codecnouns.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

// The order of fields is that of the struct, as where they are read.
struct CommandWriter {
    JsonWriter& out;

    void operator()(const Hello& hello) const {
        out.number("protocol"_L1, hello.protocol)
            .text("token"_L1, hello.token)
            .setText("device"_L1, hello.device)
            .setFlag("bulk"_L1, hello.bulk);
        out.setText("epoch"_L1, hello.epoch).setNumber("person"_L1, hello.person.value());
        writeList(out, "channels"_L1, hello.channels);
    }

    void operator()(const Authenticate& command) const { out.text("token"_L1, command.token); }

    void operator()(const Ping&) const {}

    void operator()(const SendMessage& command) const {
        out.id("channel"_L1, command.channel).text("client_id"_L1, command.clientId);
        writeEntry(out, command.entry, From::Client);
        if (command.replyTo)
            out.id("reply_to"_L1, *command.replyTo);
    }

    void operator()(const EditMessage& command) const {
        about(command);
        writeEntry(out, command.entry, From::Client);
    }

    void operator()(const DeleteMessage& command) const { about(command); }

    void operator()(const React& command) const {
        about(command);
        out.text("emoji"_L1, command.emoji).flag("add"_L1, command.add);
    }

    void operator()(const PinMessage& command) const {
        about(command);
        out.flag("pin"_L1, command.pin);
    }

    void operator()(const History& command) const {
        out.id("channel"_L1, command.channel);
        if (command.before)
            out.serial("before"_L1, *command.before);
        if (command.after)
            out.serial("after"_L1, *command.after);
        out.number("limit"_L1, command.limit).setFlag("messages_only"_L1, command.messagesOnly);
    }

    void operator()(const MarkRead& command) const {
        out.id("channel"_L1, command.channel).serial("serial"_L1, command.serial);
    }

    void operator()(const Typing& command) const { out.id("channel"_L1, command.channel); }

    void operator()(const ListChannels& command) const { out.setFlag("discover"_L1, command.discover); }

    void operator()(const CreateChannel& command) const {
        out.text("client_id"_L1, command.clientId).word("kind"_L1, nameOf(command.kind));
        out.word("visibility"_L1, nameOf(command.visibility)).setText("name"_L1, command.name);
        out.setText("topic"_L1, command.topic);
        writeIds(out, "people"_L1, command.people);
        out.setText("description"_L1, command.description);
    }

    void operator()(const JoinChannel& command) const {
        out.text("client_id"_L1, command.clientId).setId("channel"_L1, command.channel);
        out.setText("name"_L1, command.name);
    }

    void operator()(const LeaveChannel& command) const {
        out.text("client_id"_L1, command.clientId).id("channel"_L1, command.channel);
    }

    void operator()(const ChangeMember& command) const {
        out.text("client_id"_L1, command.clientId).id("channel"_L1, command.channel);
        out.id("person"_L1, command.person).word("change"_L1, nameOf(command.change));
        out.word("role"_L1, nameOf(command.role)).setNumber("until"_L1, command.until);
        if (!command.seesHistory)
            out.flag("sees_history"_L1, false);
    }

    void operator()(const UpdateChannel& command) const {
        out.text("client_id"_L1, command.clientId).id("channel"_L1, command.channel);
        if (command.name)
            out.text("name"_L1, *command.name);
        if (command.topic)
            out.text("topic"_L1, *command.topic);
        if (command.archived)
            out.flag("archived"_L1, *command.archived);
        if (command.description)
            out.text("description"_L1, *command.description);
        if (command.slowMode)
            out.number("slow_mode"_L1, *command.slowMode);
        if (command.retention)
            out.number("retention"_L1, *command.retention);
        if (command.metadata)
            writeObject("metadata"_L1, *command.metadata);
        if (command.rights)
            writeObject("rights"_L1, command.rights->toJson());
    }

    void operator()(const ListMembers& command) const {
        out.id("channel"_L1, command.channel).setFlag("banned"_L1, command.banned);
    }

    void operator()(const FindPeople& command) const {
        out.setText("prefix"_L1, command.prefix).number("limit"_L1, command.limit);
    }

    void operator()(const Search& command) const {
        out.text("query"_L1, command.query).setId("channel"_L1, command.channel);
        if (command.before)
            out.number("before"_L1, *command.before);
        out.number("limit"_L1, command.limit).setId("before_id"_L1, command.beforeId);
    }

    void operator()(const SaveDraft& command) const {
        out.id("channel"_L1, command.channel).text("text"_L1, command.text);
    }

    void operator()(const Thread& command) const {
        out.id("channel"_L1, command.channel).id("message"_L1, command.message);
        if (command.after)
            out.serial("after"_L1, *command.after);
        out.number("limit"_L1, command.limit);
    }

    void operator()(const ListVersions& command) const {
        out.id("channel"_L1, command.channel).id("message"_L1, command.message);
        if (command.before)
            out.serial("before"_L1, *command.before);
        out.number("limit"_L1, command.limit);
    }

    void operator()(const ListPins& command) const {
        out.id("channel"_L1, command.channel);
        if (command.before)
            out.serial("before"_L1, *command.before);
        out.number("limit"_L1, command.limit);
    }

    void operator()(const SaveMessage& command) const {
        out.id("channel"_L1, command.channel).id("message"_L1, command.message);
        out.flag("save"_L1, command.save);
    }

    void operator()(const ListSaved& command) const {
        if (command.before)
            out.number("before"_L1, *command.before);
        out.number("limit"_L1, command.limit);
    }

    void operator()(const ScheduleMessage& command) const {
        out.id("channel"_L1, command.channel).text("client_id"_L1, command.clientId);
        out.number("at"_L1, command.at);
        writeEntry(out, command.entry, From::Client);
        if (command.replyTo)
            out.id("reply_to"_L1, *command.replyTo);
    }

    void operator()(const Remind& command) const {
        out.text("client_id"_L1, command.clientId).number("at"_L1, command.at);
        out.setId("channel"_L1, command.channel).setId("message"_L1, command.message);
        out.setText("text"_L1, command.text);
    }

    void operator()(const DropPlan& command) const { out.id("plan"_L1, command.plan); }

    void operator()(const ListPlans&) const {}

    void operator()(const SetKeywords& command) const { writeTexts(out, "words"_L1, command.words); }

    void operator()(const SetSettings& command) const { writeObject("settings"_L1, command.settings); }

    void operator()(const SetNotifications& command) const {
        out.id("channel"_L1, command.channel).word("notifications"_L1, nameOf(command.notifications));
    }

    void operator()(const MarkUnread& command) const {
        out.id("channel"_L1, command.channel).flag("marked"_L1, command.marked);
    }

    void operator()(const SetPresence& command) const { out.setObject("data"_L1, command.data); }

    void operator()(const ReadPrivate&) const {}

    void operator()(const ErasePerson& command) const {
        out.text("client_id"_L1, command.clientId).id("person"_L1, command.person);
        out.setFlag("messages"_L1, command.messages);
    }

    void operator()(const Acknowledge& command) const { writeList(out, "channels"_L1, command.channels); }

    void operator()(const ListReceipts& command) const { out.id("channel"_L1, command.channel); }

private:
    // Also when empty: then it clears.
    void writeObject(QLatin1StringView name, const QJsonObject& object) const {
        out.key(name).raw(QJsonDocument(object).toJson(QJsonDocument::Compact));
    }

    template<class T>
    void about(const T& command) const {
        out.id("channel"_L1, command.channel).text("client_id"_L1, command.clientId);
        out.id("message"_L1, command.message);
    }
};

} // namespace

QByteArray encode(const Request& request) {
    JsonWriter out;
    out.begin().word("op"_L1, operationOf(request.command)).setNumber("rid"_L1, request.rid);
    std::visit(CommandWriter{out}, request.command);
    return out.end().take();
}

} // namespace parlor::codec
