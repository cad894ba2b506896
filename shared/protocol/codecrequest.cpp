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
    in.text("description"_L1, command.description, limits::descriptionCharacters);
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
    in.number("until"_L1, command.until);
    in.flag("sees_history"_L1, command.seesHistory);
    if (command.change == MemberChange::RoleChanged && !in.has("role"_L1))
        in.fail(ErrorCode::BadFrame);
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
    if (in.has("description"_L1))
        in.text("description"_L1, command.description.emplace(), limits::descriptionCharacters);
    in.number("slow_mode"_L1, command.slowMode, 0, limits::slowModeSeconds);
    if (in.has("retention"_L1))
        in.number("retention"_L1, command.retention.emplace(), 0, limits::retentionSeconds);
    if (in.has("metadata"_L1))
        in.metadata("metadata"_L1, command.metadata.emplace(), limits::entryMetadata);
    if (in.has("rights"_L1))
        in.nested("rights"_L1, command.rights.emplace(), RoleOverrides::fromJson);
}

void read(JsonReader& in, ListMembers& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.flag("banned"_L1, command.banned);
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
    in.id("before_id"_L1, command.beforeId);
}

void read(JsonReader& in, SaveDraft& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.text("text"_L1, command.text, limits::textCharacters, Need::Required);
}

void read(JsonReader& in, Thread& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.id("message"_L1, command.message, Need::Required);
    in.serial("after"_L1, command.after);
    in.number("limit"_L1, command.limit, 1, limits::historyPage);
}

void read(JsonReader& in, ListVersions& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.id("message"_L1, command.message, Need::Required);
    in.serial("before"_L1, command.before);
    in.number("limit"_L1, command.limit, 1, limits::historyPage);
}

void read(JsonReader& in, ListPins& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.serial("before"_L1, command.before);
    in.number("limit"_L1, command.limit, 1, limits::historyPage);
}

void read(JsonReader& in, SaveMessage& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.id("message"_L1, command.message, Need::Required);
    in.flag("save"_L1, command.save);
}

void read(JsonReader& in, ListSaved& command) {
    in.number("before"_L1, command.before);
    in.number("limit"_L1, command.limit, 1, limits::searchPage);
    in.id("before_id"_L1, command.beforeId);
}

void read(JsonReader& in, ScheduleMessage& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.clientId("client_id"_L1, command.clientId);
    in.number("at"_L1, command.at, 1, maxNumber, Need::Required);
    readEntry(in, command.entry, From::Client);
    in.id("reply_to"_L1, command.replyTo);
}

void read(JsonReader& in, Remind& command) {
    in.clientId("client_id"_L1, command.clientId);
    in.number("at"_L1, command.at, 1, maxNumber, Need::Required);
    in.id("channel"_L1, command.channel);
    in.id("message"_L1, command.message);
    in.text("text"_L1, command.text, limits::reminderCharacters);
    if (command.message.isValid() ? !command.channel.isValid() : command.text.isEmpty())
        in.fail(ErrorCode::BadFrame);
}

void read(JsonReader& in, DropPlan& command) {
    in.id("plan"_L1, command.plan, Need::Required);
}

void read(JsonReader&, ListPlans&) {}

void read(JsonReader& in, SetKeywords& command) {
    in.texts("words"_L1, command.words, limits::keywordsPerPerson, limits::keywordCharacters, Need::Required);
}

void read(JsonReader& in, SetSettings& command) {
    in.metadata("settings"_L1, command.settings, limits::personSettings);
    if (!in.has("settings"_L1))
        in.fail(ErrorCode::BadFrame);
}

void read(JsonReader& in, SetNotifications& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.word("notifications"_L1, command.notifications, notificationsFrom, Need::Required);
}

void read(JsonReader& in, MarkUnread& command) {
    in.id("channel"_L1, command.channel, Need::Required);
    in.flag("marked"_L1, command.marked);
}

void read(JsonReader& in, SetPresence& command) {
    in.metadata("data"_L1, command.data, limits::presenceData);
}

void read(JsonReader&, ReadPrivate&) {}

void read(JsonReader& in, ErasePerson& command) {
    in.clientId("client_id"_L1, command.clientId);
    in.id("person"_L1, command.person, Need::Required);
    in.flag("messages"_L1, command.messages);
}

void read(JsonReader& in, Acknowledge& command) {
    in.list("channels"_L1, command.channels, cursorFromJson, limits::helloChannels);
    if (command.channels.isEmpty())
        in.fail(ErrorCode::BadFrame);
}

void read(JsonReader& in, ListReceipts& command) {
    in.id("channel"_L1, command.channel, Need::Required);
}

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
    else if (const auto* later = std::get_if<ScheduleMessage>(&command))
        entry = &later->entry;
    if (entry == nullptr)
        return {};
    JsonWriter out;
    writeEntry(out, *entry, From::Client);
    if (out.size() > limits::entryBytes)
        return fail(ErrorCode::TooLarge);
    return {};
}

/// The number behind a key, or 0.
std::int64_t numberBehind(QByteArrayView text) {
    text = text.trimmed();
    if (!text.startsWith(':'))
        return 0;
    text = text.sliced(1).trimmed();
    qsizetype digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
        ++digits;
    const qlonglong number = text.first(digits).toLongLong();
    const char next = digits < text.size() ? text[digits] : ' ';
    const bool isWhole =
        next == ',' || next == '}' || next == ' ' || next == '\n' || next == '\r' || next == '\t';
    return isWhole && number < (1LL << 53) ? number : 0;
}

/// Of a frame that can't be read, by its brackets and quotes alone: whoever asked has to hear of it.
std::int64_t scannedRid(QByteArrayView bytes) {
    int depth = 0;
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            --depth;
        if (c != '"')
            continue;
        const qsizetype start = at;
        for (++at; at < bytes.size() && bytes[at] != '"'; ++at)
            if (bytes[at] == '\\')
                ++at;
        if (depth == 1 && at < bytes.size() && bytes.sliced(start, at + 1 - start) == "\"rid\"")
            if (const std::int64_t rid = numberBehind(bytes.sliced(at + 1)))
                return rid;
    }
    return 0;
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

std::int64_t ridOf(QByteArrayView bytes) {
    if (bytes.size() > limits::frame)
        return 0;
    JsonParser parser(bytes);
    (void)parser.parse();
    return parser.rid() ? parser.rid() : scannedRid(bytes);
}

Result<QJsonObject> parseObject(QByteArrayView bytes, std::int64_t maxBytes) {
    if (bytes.size() > maxBytes)
        return fail(ErrorCode::TooLarge);
    return JsonParser(bytes).parse();
}

} // namespace parlor::codec
