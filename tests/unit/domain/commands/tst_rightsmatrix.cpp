// Every command × every operation of a capability: what the table lets through is what this page says.
#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

const QStringList operations{u"publish"_qs,
                             u"subscribe"_qs,
                             u"presence"_qs,
                             u"history"_qs,
                             u"stats"_qs,
                             u"channel-metadata"_qs,
                             u"annotation-publish"_qs,
                             u"annotation-subscribe"_qs,
                             u"message-update-own"_qs,
                             u"message-update-any"_qs,
                             u"message-delete-own"_qs,
                             u"message-delete-any"_qs,
                             u"upload"_qs,
                             u"download"_qs};

/// What lets a command about a channel through; "any": every token; "whole": only one that is not narrowed.
const QHash<QString, QStringList>& expected() {
    static const QStringList any{u"any"_qs}, whole{u"whole"_qs};
    static const QStringList read{u"history"_qs}, post{u"publish"_qs}, place{u"subscribe"_qs, u"history"_qs};
    static const QStringList member{u"subscribe"_qs, u"publish"_qs}, manage{u"channel-metadata"_qs};
    static const QStringList annotate{u"annotation-publish"_qs}, here{u"presence"_qs};
    static const QHash<QString, QStringList> all{
        {u"ping"_qs, any},
        {u"send"_qs, post},
        {u"edit"_qs, {u"message-update-own"_qs, u"message-update-any"_qs}},
        {u"delete"_qs, {u"message-delete-own"_qs, u"message-delete-any"_qs}},
        {u"react"_qs, annotate},
        {u"pin"_qs, annotate},
        {u"history"_qs, read},
        {u"read"_qs, place},
        {u"typing"_qs, here},
        {u"channels"_qs, any},
        {u"create"_qs, manage},
        {u"join"_qs, member},
        {u"leave"_qs, member},
        {u"member"_qs, manage},
        {u"update"_qs, manage},
        {u"members"_qs, here},
        {u"people"_qs, whole},
        {u"search"_qs, read},
        {u"draft"_qs, post},
        {u"thread"_qs, read},
        {u"versions"_qs, read},
        {u"pins"_qs, read},
        {u"save"_qs, read},
        {u"saved"_qs, whole},
        {u"schedule"_qs, post},
        {u"remind"_qs, place},
        {u"unplan"_qs, whole},
        {u"planned"_qs, whole},
        {u"keywords"_qs, whole},
        {u"settings"_qs, whole},
        {u"notify"_qs, place},
        {u"mark_unread"_qs, place},
        {u"presence"_qs, whole},
        {u"private"_qs, whole},
        {u"erase"_qs, whole},
        {u"ack"_qs, any},
        {u"receipts"_qs, place},
    };
    return all;
}

/// The real table's rows with handlers that only say that they were reached.
template<std::size_t... I>
void copyRows(CommandTable& to, const CommandTable& from, int& reached, std::index_sequence<I...>) {
    const auto copy = [&]<std::size_t Index>(std::integral_constant<std::size_t, Index>) {
        using C = std::variant_alternative_t<Index, Command>;
        const CommandRow* row = from.row(Command(C()));
        if (!row)
            return;
        CommandRow made = *row;
        made.rate = RateKind::Free;
        to.add<C>(made, [&reached](const Caller&, const C&) { ++reached; });
    };
    (copy(std::integral_constant<std::size_t, I>()), ...);
}

template<std::size_t... I>
QList<Command> allCommands(std::index_sequence<I...>) {
    return {Command(std::variant_alternative_t<I, Command>())...};
}

constexpr auto indexes = std::make_index_sequence<std::variant_size_v<Command>>();

Command aboutChannel(Command command) {
    std::visit(
        [](auto& c) {
            if constexpr (requires { c.channel; })
                c.channel = ChannelId(7);
        },
        command);
    return command;
}

class RightsMatrix : public testing::Test {
protected:
    void SetUp() override { copyRows(table, node.table, reached, indexes); }

    /// Whether a session of this capability gets through to the command's handler.
    bool passes(const Person& person, const Capability& capability, const Command& command) {
        const auto id = node.connect();
        router.opened(id, node.peer);
        Hello hello;
        hello.token = node.signIn(person, capability).accessToken;
        router.received(id, Request{1, hello});
        EXPECT_TRUE(waitFor([&] { return node.welcomeOf(id) != nullptr; }));
        reached = 0;
        router.received(id, Request{2, command});
        const bool passed = reached == 1;
        const auto* refusal = node.first<Refusal>(id);
        EXPECT_EQ(passed, refusal == nullptr);
        if (refusal) {
            EXPECT_EQ(refusal->code, ErrorCode::Forbidden);
        }
        router.closed(id);
        return passed;
    }

    static Capability only(const QString& resource, const QString& operation) {
        return *Capability::fromJson({{resource, QJsonArray{operation}}});
    }

    ChatWorld world;
    ChatNode node{world};
    CommandTable table;
    Router router{table, node.answers, node.greeter, node.sessions, node.live, node.attendance, node.limiter};
    Person anna = world.addPerson(u"anna"_qs);
    int reached = 0;
};

} // namespace

TEST_F(RightsMatrix, EveryCommandTimesEveryOperation) {
    for (const Command& made : allCommands(indexes)) {
        if (!node.table.row(made))
            continue; // hello, auth: of the router itself, or not served here
        const Command command = aboutChannel(made);
        const QString name(operationOf(command));
        SCOPED_TRACE(name.toStdString());
        const auto wanted = expected().constFind(name);
        ASSERT_NE(wanted, expected().constEnd()) << "a command without a row in this test";
        for (const QString& operation : operations) {
            SCOPED_TRACE(operation.toStdString());
            const bool any = wanted->contains(u"any"_qs);
            const QString here = name == u"create" ? u"channel:new"_qs : u"channel:7"_qs;
            EXPECT_EQ(passes(anna, only(here, operation), command), any || wanted->contains(operation));
            if (wanted->contains(operation)) {
                EXPECT_FALSE(passes(anna, only(u"channel:8"_qs, operation), command)) << "another channel";
            }
        }
        EXPECT_TRUE(passes(anna, Capability::all(), command));
    }
}

TEST_F(RightsMatrix, RolesAreHeldAgainstTheSameGrammar) {
    const Person guest = world.addPerson(u"guest"_qs, Role::Guest);
    CreateChannel create;
    EXPECT_FALSE(passes(guest, Capability::all(), create));
    EXPECT_TRUE(passes(anna, Capability::all(), create));
    SendMessage send;
    send.channel = ChannelId(7);
    EXPECT_TRUE(passes(guest, Capability::all(), send));
    // Role AND token: neither widens the other.
    EXPECT_FALSE(passes(guest, only(u"channel:*"_qs, u"channel-metadata"_qs), create));
    EXPECT_FALSE(passes(guest, only(u"channel:*"_qs, u"history"_qs), send));
}

TEST_F(RightsMatrix, PatternsOfChannelsHold) {
    SendMessage send;
    send.channel = ChannelId(7);
    const std::pair<const char*, bool> patterns[] = {
        {"channel:7", true},
        {"channel:*", true},
        {"*", true},
        {"*:7", true},
        {"*:*", true},
        {"[*]channel:7", true},
        {"[*]*", true},
        {"channel:8", false},
        {"channel:7*", false},
        {"channel", false},
        {"channel:7:*", false},
        {"channel:*:x", false},
        {"[queue]channel:7", false},
        {"[meta]*", false},
        {"topic:*", false},
    };
    for (const auto& [pattern, allowed] : patterns)
        EXPECT_EQ(passes(anna, only(QString::fromLatin1(pattern), u"publish"_qs), send), allowed) << pattern;
}
