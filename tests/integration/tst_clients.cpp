// Two whole clients, as the window has them, and two scripts talk while the server is killed under them: all
// logs are equal, nothing is lost, nothing comes twice.
#include "client/core/client.h"
#include "tests/support/processes.h"
#include "tests/support/samplephotos.h"
#include "tests/support/waiting.h"

#include <QRegularExpression>
#include <QSet>

#include <gtest/gtest.h>

namespace parlor {

using client::Client;
using test::Finished;
using test::ServerProcess;

namespace {

constexpr int patienceMs = 60'000;

/// A message as every log should have it.
struct Line {
    std::int64_t serial = 0;
    QString id;
    QString author;
    QString text;

    friend bool operator==(const Line&, const Line&) = default;
};

[[maybe_unused]] std::ostream& operator<<(std::ostream& out, const Line& line) {
    return out << line.serial << ' ' << line.author.toStdString() << ": " << line.text.toStdString();
}

std::vector<Line> linesOf(const QList<QJsonObject>& events) {
    std::vector<Line> lines;
    for (const QJsonObject& event : events)
        if (event.value(u"type").toString() == u"message")
            lines.push_back({event.value(u"serial").toInteger(), event.value(u"id").toString(),
                             event.value(u"author").toString(), event.value(u"text").toString()});
    return lines;
}

} // namespace

class Clients : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        server.addSignedIn(u"bo"_qs);
        const Finished created =
            server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Family"_qs, u"--json"_qs});
        ASSERT_EQ(created.exitCode, 0);
        channel = *ChannelId::fromString(created.objects().first().value(u"id").toString());
        ASSERT_EQ(server.cli(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Family"_qs}).exitCode, 0);
    }

    /// A device of the person's own, signed in and looking at the channel.
    std::unique_ptr<Client> device(const QString& person, const QString& name) {
        client::ClientOptions options;
        options.directory = server.file(name);
        options.tokens = client::KeepTokens::File;
        options.device = name;
        auto made = std::make_unique<Client>(options);
        EXPECT_TRUE(test::await(made->start()).has_value());
        const Status signedIn = test::await(
            made->actions().signIn({{QUrl(server.url()), {}}, person, ServerProcess::passwordOf(person)}));
        EXPECT_TRUE(signedIn.has_value());
        EXPECT_TRUE(test::waitFor([&] { return made->state().channel(channel) != nullptr; }, patienceMs));
        made->actions().openChannel(channel);
        return made;
    }

    /// The program of a device ends and starts again, with what it kept.
    void restart(std::unique_ptr<Client>& device, const QString& name) {
        // The local store works in order: what was asked for before this is in it.
        ASSERT_TRUE(test::await(device->actions().search({u"anything"_qs, {}, {}, 20, {}})).has_value());
        device.reset();
        client::ClientOptions options;
        options.directory = server.file(name);
        options.tokens = client::KeepTokens::File;
        device = std::make_unique<Client>(options);
        ASSERT_TRUE(test::await(device->start()).has_value());
    }

    /// What the device shows, from its first row on.
    std::vector<Line> log(Client& device) {
        std::vector<Line> lines;
        for (const Event& event : device.state().timeline(channel).rows()) {
            const auto* posted = std::get_if<MessagePosted>(&event.body);
            if (!posted)
                continue;
            const Person* author = device.state().person(event.author);
            lines.push_back({event.serial.value(), event.message.toString(),
                             author ? author->name : QString(), posted->entry.text});
        }
        return lines;
    }

    std::unique_ptr<QProcess> script(const QString& person, const QStringList& arguments) {
        auto process = std::make_unique<QProcess>();
        process->start(test::programs() + u"/parlor-cli"_qs,
                       QStringList{u"--profile"_qs, server.file(person)} + arguments);
        EXPECT_TRUE(process->waitForStarted());
        return process;
    }

    ServerProcess server;
    ChannelId channel;
};

TEST_F(Clients, EveryLogIsEqualThoughTheServerIsKilledInMidStream) {
    constexpr int scripted = 300, typed = 40, kills = 3;
    const auto ada = device(u"ada"_qs, u"ada-laptop"_qs);
    const auto bo = device(u"bo"_qs, u"bo-laptop"_qs);
    const auto follower = script(u"bo"_qs, {u"tail"_qs, u"Family"_qs, u"--json"_qs, u"--from"_qs, u"1"_qs});
    QByteArray followed;
    const auto follow = [&] { return followed += follower->readAllStandardOutput(), followed.count('\n'); };
    // The joins show that it is live before the first message is sent.
    ASSERT_TRUE(test::waitFor([&] { return follow() >= 3; }, patienceMs));

    const auto sender = script(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"--lines"_qs, u"--json"_qs});
    QByteArray input;
    for (int i = 0; i < scripted; ++i)
        input += "script " + QByteArray::number(i) + '\n';
    sender->write(input);
    sender->closeWriteChannel();

    QByteArray answers;
    const auto answered = [&] { return answers += sender->readAllStandardOutput(), answers.count('\n'); };
    for (int i = 0; i < typed; ++i) {
        ada->actions().sendMessage({channel, u"ada %1"_qs.arg(i), {}, {}, {}});
        bo->actions().sendMessage({channel, u"bo %1"_qs.arg(i), {}, {}, {}});
        if (i % (typed / kills) != typed / kills / 2)
            continue;
        const auto before = answered();
        ASSERT_TRUE(test::waitFor([&] { return answered() > before || before == scripted; }, patienceMs));
        server.kill();
        server.start();
    }

    constexpr auto all = std::size_t(scripted + 2 * typed);
    ASSERT_TRUE(test::waitFor([&] { return answered() == scripted; }, patienceMs));
    ASSERT_TRUE(test::waitFor([&] { return sender->state() == QProcess::NotRunning; }, patienceMs));
    EXPECT_EQ(sender->exitCode(), 0) << sender->readAllStandardError().toStdString();
    for (Client* device : {ada.get(), bo.get()}) {
        ASSERT_TRUE(test::waitFor([&] { return device->state().pending(channel).isEmpty(); }, patienceMs));
        ASSERT_TRUE(test::waitFor(
            [&] {
                if (!device->state().timeline(channel).isAtStart())
                    device->actions().loadOlder(channel);
                return log(*device).size() >= all;
            },
            patienceMs))
            << log(*device).size() << " of " << all;
    }

    const std::vector<Line> expected = log(*ada);
    EXPECT_EQ(expected.size(), all);
    EXPECT_EQ(log(*bo), expected);
    const std::int64_t newest = expected.back().serial;
    const auto followedLines = [&] {
        follow();
        return linesOf(Finished{0, followed, {}}.objects());
    };
    EXPECT_TRUE(test::waitFor([&] { return followedLines().size() >= all; }, patienceMs))
        << followed.right(300).toStdString() << follower->readAllStandardError().toStdString();
    EXPECT_EQ(followedLines(), expected);
    follower->terminate();
    EXPECT_TRUE(follower->waitForFinished());

    QSet<QString> texts;
    std::int64_t last = 0;
    for (const Line& line : expected) {
        EXPECT_GT(line.serial, last);
        last = line.serial;
        texts.insert(line.text);
    }
    EXPECT_EQ(texts.size(), qsizetype(all)) << "something came twice";
    EXPECT_EQ(newest, std::int64_t(all) + 3) << "a serial was lost";
    for (const auto& [prefix, count] :
         {std::pair(u"script"_qs, scripted), {u"ada"_qs, typed}, {u"bo"_qs, typed}}) {
        int next = 0;
        for (const Line& line : expected) {
            if (line.text.startsWith(prefix + u' ')) {
                EXPECT_EQ(line.text, u"%1 %2"_qs.arg(prefix).arg(next++));
            }
        }
        EXPECT_EQ(next, count);
    }
}

TEST_F(Clients, WhatIsSentOfflineGoesOutLaterOnce) {
    const auto ada = device(u"ada"_qs, u"ada-laptop"_qs);
    server.kill();
    ASSERT_TRUE(test::waitFor([&] { return ada->state().connection().state != client::Connectivity::Online; },
                              patienceMs));
    ada->actions().sendMessage({channel, u"from the train"_qs, {}, {}, {}});
    EXPECT_EQ(ada->state().pending(channel).size(), 1);
    server.start();
    ada->actions().reconnect();
    ASSERT_TRUE(test::waitFor([&] { return ada->state().pending(channel).isEmpty(); }, patienceMs));
    const std::vector<Line> stored = linesOf(
        server.cli(u"bo"_qs, {u"history"_qs, u"Family"_qs, u"--json"_qs, u"--limit"_qs, u"50"_qs}).objects());
    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored.front().text, u"from the train"_qs);
}

TEST_F(Clients, WhatIsAskedOfMessagesWithoutAConnectionIsDoneOnceAfterARestart) {
    auto ada = device(u"ada"_qs, u"ada-laptop"_qs);
    for (const QString& text : {u"first"_qs, u"second"_qs, u"third"_qs})
        ada->actions().sendMessage({channel, text, {}, {}, {}});
    ASSERT_TRUE(test::waitFor([&] { return log(*ada).size() == 3; }, patienceMs));
    const std::vector<Line> said = log(*ada);
    const auto id = [&](std::size_t i) { return *MessageId::fromString(said.at(i).id); };
    server.kill();
    ASSERT_TRUE(test::waitFor([&] { return !ada->state().isConnected(); }, patienceMs));
    (void)ada->actions().editMessage(channel, id(0), u"first, mended"_qs);
    (void)ada->actions().deleteMessage(channel, id(1));
    (void)ada->actions().react(channel, id(2), u"👍"_qs, true);
    (void)ada->actions().pinMessage(channel, id(2), true);
    const QString later = ada->actions().sendMessage({channel, u"later"_qs, {}, {}, {}});
    (void)ada->actions().editUnsent(channel, later, u"later, mended"_qs);
    ada->actions().discard(ada->actions().sendMessage({channel, u"never"_qs, {}, {}, {}}));
    EXPECT_EQ(ada->state().pendingChanges().size(), 4);
    ASSERT_EQ(ada->state().pending(channel).size(), 1);
    EXPECT_EQ(ada->state().pending(channel).first().text, u"later, mended"_qs);
    const auto shown = ada->state().asAsked(*ada->state().timeline(channel).message(id(0)));
    ASSERT_TRUE(shown.has_value());
    EXPECT_EQ(std::get<MessagePosted>(shown->body).entry.text, u"first, mended"_qs);
    ASSERT_NO_FATAL_FAILURE(restart(ada, u"ada-laptop"_qs));
    EXPECT_EQ(ada->state().pendingChanges().size(), 4);
    EXPECT_EQ(ada->state().pending(channel).size(), 1);
    server.start();
    ada->actions().reconnect();
    ASSERT_TRUE(test::waitFor(
        [&] { return ada->state().pendingChanges().isEmpty() && ada->state().pending(channel).isEmpty(); },
        patienceMs));
    QHash<QString, int> times;
    QStringList texts;
    for (const QJsonObject& event :
         server.cli(u"bo"_qs, {u"history"_qs, u"Family"_qs, u"--json"_qs, u"--limit"_qs, u"50"_qs})
             .objects()) {
        ++times[event.value(u"type").toString()];
        if (event.value(u"type").toString() == u"message" && !event.value(u"deleted").toBool())
            texts.append(event.value(u"text").toString());
    }
    EXPECT_EQ(times.value(u"edit"_qs), 1) << "what waited went out with its new words";
    EXPECT_EQ(times.value(u"delete"_qs), 1);
    EXPECT_EQ(times.value(u"reaction"_qs), 1);
    EXPECT_EQ(times.value(u"pin"_qs), 1);
    EXPECT_EQ(texts, QStringList({u"first, mended"_qs, u"third"_qs, u"later, mended"_qs}));
}

TEST_F(Clients, AChannelThatIsMadeWithoutAConnectionIsThereOnceAfterARestart) {
    auto ada = device(u"ada"_qs, u"ada-laptop"_qs);
    server.kill();
    ASSERT_TRUE(test::waitFor([&] { return !ada->state().isConnected(); }, patienceMs));
    const auto unmade = test::await(ada->actions().createChannel(u"Hikes"_qs, Visibility::Public, {}));
    ASSERT_TRUE(unmade.has_value()) << "it can be opened and written into at once";
    ada->actions().openChannel(*unmade);
    ada->actions().sendMessage({*unmade, u"who comes along?"_qs, {}, {}, {}});
    ASSERT_EQ(ada->state().pendingChanges().size(), 1);
    ASSERT_NO_FATAL_FAILURE(restart(ada, u"ada-laptop"_qs));
    ASSERT_EQ(ada->state().pendingChanges().size(), 1);
    server.start();
    ada->actions().reconnect();
    const auto hikes = [&] {
        int found = 0;
        for (const client::ChannelView& view : ada->state().channels())
            found += view.state.channel.name == u"Hikes" ? 1 : 0;
        return found;
    };
    ASSERT_TRUE(
        test::waitFor([&] { return ada->state().pendingChanges().isEmpty() && hikes() > 0; }, patienceMs));
    EXPECT_EQ(hikes(), 1);
    EXPECT_FALSE(ada->state().channel(*unmade));
    const auto unsent = [&] {
        int found = 0;
        for (const client::ChannelView& view : ada->state().channels())
            found += static_cast<int>(ada->state().pending(view.state.channel.id).size());
        return found;
    };
    ASSERT_TRUE(test::waitFor([&] { return unsent() == 0; }, patienceMs));
    const Finished joined = server.cli(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Hikes"_qs});
    EXPECT_EQ(joined.exitCode, 0) << joined.errors.constData();
    const std::vector<Line> said =
        linesOf(server.cli(u"ada"_qs, {u"history"_qs, u"Hikes"_qs, u"--json"_qs}).objects());
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said.front().text, u"who comes along?"_qs);
}

TEST_F(Clients, ThePictureAppearsInTheGalleriesOfAllDevices) {
    const auto laptop = device(u"ada"_qs, u"ada-laptop"_qs);
    const auto desk = device(u"ada"_qs, u"ada-desk"_qs);
    QFile file(server.file(u"camera.jpg"_qs));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(test::jpegPhoto({.width = 1512, .height = 2016, .orientation = 6}));
    file.close();
    laptop->actions().uploadFiles({file.fileName()}, channel);
    for (Client* device : {laptop.get(), desk.get()}) {
        ASSERT_TRUE(test::waitFor(
            [&] {
                const auto& library = device->state().library();
                return library.size() == 1 && library.at(0).thumbHash != 0
                       && !(library.at(0).flags & client::LibraryPending);
            },
            patienceMs));
        EXPECT_NEAR(device->state().library().at(0).ratio, 0.75, 0.01) << "right side up";
        ASSERT_TRUE(test::waitFor([&] { return log(*device).size() == 1; }, patienceMs));
    }
}

/// Both ticks: what has arrived on a device of the other, and what was read there; also after a kill.
TEST_F(Clients, TheAuthorSeesThatItArrivedAndThatItWasRead) {
    const auto ada = device(u"ada"_qs, u"ada-laptop"_qs);
    auto bo = device(u"bo"_qs, u"bo-laptop"_qs);
    const auto direct = test::await(ada->actions().startDirect({bo->state().me()}));
    ASSERT_TRUE(direct.has_value());
    channel = *direct;
    ada->actions().openChannel(channel);
    ASSERT_TRUE(test::waitFor([&] { return bo->state().channel(channel) != nullptr; }, patienceMs));
    ada->actions().sendMessage({channel, u"hi"_qs, {}, {}, {}});
    // Bo's device has it without looking at the conversation.
    Serial said;
    ASSERT_TRUE(test::waitFor(
        [&] {
            for (const Event& event : ada->state().timeline(channel).rows())
                if (std::holds_alternative<MessagePosted>(event.body))
                    said = event.serial;
            return said > Serial() && ada->state().farthest(channel).delivered >= said;
        },
        patienceMs));
    EXPECT_LT(ada->state().farthest(channel).read, said);
    // What was not written before the kill is said again by the device.
    server.kill();
    server.start();
    ASSERT_TRUE(test::waitFor([&] { return ada->state().connection().state == client::Connectivity::Online; },
                              patienceMs));
    ada->actions().openChannel(channel);
    bo->actions().openChannel(channel);
    bo->actions().markRead(channel, said);
    ASSERT_TRUE(test::waitFor([&] { return ada->state().farthest(channel).read >= said; }, patienceMs));
    EXPECT_GE(ada->state().farthest(channel).delivered, said);
    bo.reset();
    ada->actions().sendMessage({channel, u"are you there"_qs, {}, {}, {}});
    ASSERT_TRUE(test::waitFor([&] { return ada->state().pending(channel).isEmpty(); }, patienceMs));
    EXPECT_EQ(ada->state().farthest(channel).read, said) << "nobody else has that";
    // A script sees the same.
    QList<std::pair<QJsonValue, QJsonValue>> ticks;
    for (const QJsonObject& event :
         server.cli(u"ada"_qs, {u"history"_qs, channel.toString(), u"--json"_qs}).objects())
        if (event.value(u"type").toString() == u"message")
            ticks.append({event.value(u"delivered"), event.value(u"read")});
    ASSERT_EQ(ticks.size(), 2);
    EXPECT_EQ(ticks.at(0), std::pair(QJsonValue(true), QJsonValue(true)));
    EXPECT_EQ(ticks.at(1), std::pair(QJsonValue(false), QJsonValue(false)));
    for (const QJsonObject& event :
         server.cli(u"bo"_qs, {u"history"_qs, channel.toString(), u"--json"_qs}).objects())
        EXPECT_FALSE(event.contains(u"delivered")) << "only about one's own";
}

} // namespace parlor
