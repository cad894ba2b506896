#include "shared/protocol/codecnouns.h"
#include "shared/protocol/emoji.h"
#include "shared/protocol/jsonparser.h"
#include "shared/protocol/limits.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

// One overload for each command; the order of fields is that of the struct.
void read(JsonReader& in, Hello& hello) {
    in.number("protocol"_L1, hello.protocol, 0, 1'000'000, Need::Required);
    in.text("token"_L1, hello.token, limits::tokenCharacters, Need::Required);
    in.text("device"_L1, hello.device, limits::deviceCharacters);
    in.flag("bulk"_L1, hello.bulk);
    in.text("epoch"_L1, hello.epoch, limits::deviceCharacters);
    in.serial("person"_L1, hello.person);
    in.list("channels"_L1, hello.channels, cursorFromJson, limits::helloChannels);
}

void read(JsonReader& in, Authenticate& command) {
    in.text("token"_L1, command.token, limits::tokenCharacters, Need::Required);
}

void read(JsonReader&, Ping&) {}

void read(JsonReader& in, SendMessage& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.clientId("client_id"_L1, command.clientId);
    readEntry(in, command.entry, From::Client);
    in.id("reply_to"_L1, command.replyTo);
}

void read(JsonReader& in, EditMessage& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.clientId("client_id"_L1, command.clientId);
    in.id("message"_L1, command.message, Need::Required);
    readEntry(in, command.entry, From::Client);
}

void read(JsonReader& in, DeleteMessage& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.clientId("client_id"_L1, command.clientId);
    in.id("message"_L1, command.message, Need::Required);
}

void read(JsonReader& in, React& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.clientId("client_id"_L1, command.clientId);
    in.id("message"_L1, command.message, Need::Required);
    in.text("emoji"_L1, command.emoji, limits::emojiBytes, Need::Required);
    in.flag("add"_L1, command.add);
    if (in.status() && !isReaction(command.emoji))
        in.fail(ErrorCode::BadText);
}

void read(JsonReader& in, PinMessage& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.clientId("client_id"_L1, command.clientId);
    in.id("message"_L1, command.message, Need::Required);
    in.flag("pin"_L1, command.pin);
}

void read(JsonReader& in, History& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.serial("before"_L1, command.before);
    in.serial("after"_L1, command.after);
    in.number("limit"_L1, command.limit, 1, limits::historyPage);
    in.flag("messages_only"_L1, command.messagesOnly);
    if (command.before && command.after)
        in.fail(ErrorCode::BadFrame);
}

void read(JsonReader& in, MarkRead& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.serial("serial"_L1, command.serial, Need::Required);
}

void read(JsonReader& in, Typing& command) {
    in.id("channel"_L1, command.channel, Need::Required);
}

void read(JsonReader& in, ListChannels& command) {
    in.flag("discover"_L1, command.discover);
}

void read(JsonReader& in, CreateChannel& command) {
    in.clientId("client_id"_L1, command.clientId);
    in.word("kind"_L1, command.kind, channelKindFrom, Need::Required);
    in.word("visibility"_L1, command.visibility, visibilityFrom);
    in.text("name"_L1, command.name, limits::nameCharacters);
    in.text("topic"_L1, command.topic, limits::topicCharacters);
    in.ids("people"_L1, command.people, limits::groupPeople);
}

void read(JsonReader& in, JoinChannel& command) {
    in.clientId("client_id"_L1, command.clientId);
    in.id("channel"_L1, command.channel);
    in.text("name"_L1, command.name, limits::nameCharacters);
    if (command.channel.isValid() != command.name.isEmpty())
        in.fail(ErrorCode::BadFrame);
}

void read(JsonReader& in, LeaveChannel& command) {
    in.clientId("client_id"_L1, command.clientId);
    in.id("channel"_L1, command.channel, Need::Required);
}

void read(JsonReader& in, ChangeMember& command) {
    in.clientId("client_id"_L1, command.clientId);
    in.id("channel"_L1, command.channel, Need::Required);
    in.id("person"_L1, command.person, Need::Required);
    in.word("change"_L1, command.change, memberChangeFrom, Need::Required);
    in.word("role"_L1, command.role, roleFrom);
}

void read(JsonReader& in, UpdateChannel& command) {
    in.clientId("client_id"_L1, command.clientId);
    in.id("channel"_L1, command.channel, Need::Required);
    if (in.has("name"_L1))
        in.text("name"_L1, command.name.emplace(), limits::nameCharacters);
    if (in.has("topic"_L1))
        in.text("topic"_L1, command.topic.emplace(), limits::topicCharacters);
    if (in.has("archived"_L1))
        in.flag("archived"_L1, command.archived.emplace());
}

void read(JsonReader& in, ListMembers& command) {
    in.id("channel"_L1, command.channel, Need::Required);
}

void read(JsonReader& in, FindPeople& command) {
    in.text("prefix"_L1, command.prefix, limits::nameCharacters);
    in.number("limit"_L1, command.limit, 1, limits::peoplePage);
}

void read(JsonReader& in, Search& command) {
    in.text("query"_L1, command.query, limits::queryCharacters, Need::Required);
    in.id("channel"_L1, command.channel);
    in.number("before"_L1, command.before);
    in.number("limit"_L1, command.limit, 1, limits::searchPage);
}

void read(JsonReader& in, SaveDraft& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.text("text"_L1, command.text, limits::textCharacters, Need::Required);
}

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
        out.word("role"_L1, nameOf(command.role));
    }

    void operator()(const UpdateChannel& command) const {
        out.text("client_id"_L1, command.clientId).id("channel"_L1, command.channel);
        if (command.name)
            out.text("name"_L1, *command.name);
        if (command.topic)
            out.text("topic"_L1, *command.topic);
        if (command.archived)
            out.flag("archived"_L1, *command.archived);
    }

    void operator()(const ListMembers& command) const { out.id("channel"_L1, command.channel); }

    void operator()(const FindPeople& command) const {
        out.setText("prefix"_L1, command.prefix).number("limit"_L1, command.limit);
    }

    void operator()(const Search& command) const {
        out.text("query"_L1, command.query).setId("channel"_L1, command.channel);
        if (command.before)
            out.number("before"_L1, *command.before);
        out.number("limit"_L1, command.limit);
    }

    void operator()(const SaveDraft& command) const {
        out.id("channel"_L1, command.channel).text("text"_L1, command.text);
    }

private:
    template<class T>
    void about(const T& command) const {
        out.id("channel"_L1, command.channel).text("client_id"_L1, command.clientId);
        out.id("message"_L1, command.message);
    }
};

template<std::size_t I = 0>
Result<Command> readCommand(JsonReader& in, const QString& operation) {
    if constexpr (I == std::variant_size_v<Command>) {
        return fail(ErrorCode::UnknownOperation);
    } else {
        std::variant_alternative_t<I, Command> command;
        if (operation != operationOf(command))
            return readCommand<I + 1>(in, operation);
        read(in, command);
        TRY(in.status());
        return command;
    }
}

// What one frame carried in must fit when it is sent on with what the server adds.
Status checkEntrySize(const Command& command) {
    const Entry* entry = nullptr;
    if (const auto* send = std::get_if<SendMessage>(&command))
        entry = &send->entry;
    else if (const auto* edit = std::get_if<EditMessage>(&command))
        entry = &edit->entry;
    if (entry == nullptr)
        return {};
    JsonWriter out;
    writeEntry(out, *entry, From::Client);
    if (out.size() > limits::entryBytes)
        return fail(ErrorCode::TooLarge);
    return {};
}

} // namespace

Result<Request> decodeRequest(QByteArrayView bytes) {
    TRY_ASSIGN(const QJsonObject object, parseObject(bytes, limits::frame));
    JsonReader in(object);
    Request request;
    QString operation;
    in.text("op"_L1, operation, anyLength, Need::Required);
    in.number("rid"_L1, request.rid);
    TRY(in.status());
    TRY_ASSIGN(request.command, readCommand(in, operation));
    if (bytes.size() > limits::entryBytes / 2)
        TRY(checkEntrySize(request.command));
    return request;
}

QByteArray encode(const Request& request) {
    JsonWriter out;
    out.begin().word("op"_L1, operationOf(request.command)).setNumber("rid"_L1, request.rid);
    std::visit(CommandWriter{out}, request.command);
    return out.end().take();
}

std::int64_t ridOf(QByteArrayView bytes) {
    if (bytes.size() > limits::frame)
        return 0;
    JsonParser parser(bytes);
    (void)parser.parse();
    return parser.rid();
}

Result<QJsonObject> parseObject(QByteArrayView bytes, std::int64_t maxBytes) {
    if (bytes.size() > maxBytes)
        return fail(ErrorCode::TooLarge);
    return JsonParser(bytes).parse();
}

} // namespace parlor::codec
