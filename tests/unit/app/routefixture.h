#pragma once

#include "server/app/serving.h"
#include "tests/support/waiting.h"
#include "tests/unit/edge/heldexchange.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {

/// A whole server in this process, without its sockets, whose routes are asked one by one.
class RouteFixture : public ::testing::Test {
protected:
    using HeldExchange = test::HeldExchange;

    /// "/v1/photos/{id}" → "/v1/photos/1": nothing that exists.
    static QString pathOf(const QString& pattern, const QString& id = u"1"_qs) {
        QStringList segments = pattern.split(u'/');
        for (QString& segment : segments)
            if (segment == u"{kind}")
                segment = u"thumb"_qs;
            else if (segment == u"{hash}")
                segment = u"0123456789abcdef"_qs;
            else if (segment == u"{month}")
                segment = u"2024-05"_qs;
            else if (segment.startsWith(u'{'))
                segment = id;
        return segments.join(u'/');
    }

    void SetUp() override {
        auto opened = DataDirectory::open(directory.filePath(u"data"_qs));
        ASSERT_TRUE(opened);
        data = std::make_unique<DataDirectory>(std::move(*opened));
        Config config;
        config.listen = {u"127.0.0.1:0"_qs};
        config.threads = 1;
        config.mediaWorkers = 1;
        serving = std::make_unique<Serving>(config, *data, [](const Error&) { ADD_FAILURE(); });
        const auto started = serving->start();
        ASSERT_TRUE(started) << started.error().detail.toStdString();
        const auto account = foundation().wait(
            foundation().store().accounts().create({u"bot"_qs, u"bot"_qs, {}, Role::Owner, {}}));
        ASSERT_TRUE(foundation().wait(
            foundation().keys().create({}, Capability::all(), account->person.id, u"key1"_qs)));
    }

    Foundation& foundation() { return serving->foundation(); }

    QString tokenOf(Role role, const Capability& capability = Capability::all(),
                    std::int64_t lifetimeMs = 0) {
        const QString name = u"p%1"_qs.arg(++people);
        const auto account =
            foundation().wait(foundation().store().accounts().create({name, name, u"-"_qs, role, {}}));
        const bool byKey = lifetimeMs > 0;
        const auto key = foundation().wait(foundation().store().keys().byName(u"key1"_qs));
        const auto signedIn = foundation().wait(foundation().sessions().open(
            account->person, u"test"_qs, capability, {},
            byKey ? KeyUse{.name = key->name, .revision = key->revision} : KeyUse(), lifetimeMs));
        return signedIn->accessToken;
    }

    PersonId person(Role role) {
        const QString name = u"p%1"_qs.arg(++people);
        return foundation()
            .wait(foundation().store().accounts().create({name, name, u"-"_qs, role, {}}))
            ->person.id;
    }

    SignedIn signIn(PersonId who) {
        const auto person = foundation().wait(foundation().store().accounts().byId(who));
        return *foundation().wait(
            foundation().sessions().open(person->person, u"test"_qs, Capability::all(), {}));
    }

    QString revokedToken() {
        const PersonId who = person(Role::Owner);
        const SignedIn session = signIn(who);
        EXPECT_TRUE(foundation().wait(foundation().sessions().revoke(who, session.session)));
        return session.accessToken;
    }

    QString disabledToken() {
        const PersonId who = person(Role::Owner);
        const QString token = signIn(who).accessToken;
        EXPECT_TRUE(foundation().wait(foundation().store().accounts().setDisabled(who, true)));
        return token;
    }

    ChannelId privateChannel(PersonId owner) {
        NewChannel wanted;
        wanted.name = u"mine"_qs;
        wanted.visibility = Visibility::Private;
        return foundation().wait(foundation().store().channels().create(operation(owner), wanted))->channel;
    }

    void join(PersonId owner, ChannelId place, PersonId guest) {
        EXPECT_TRUE(foundation().wait(foundation().store().channels().changeMember(
            operation(owner), place, {.person = guest, .change = MemberChange::Joined}, Role::Owner)));
    }

    void leave(ChannelId place, PersonId guest) {
        EXPECT_TRUE(foundation().wait(foundation().store().channels().leave(operation(guest), place)));
    }

    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    std::shared_ptr<HeldExchange> ask(const QByteArray& method, const QString& path, const QString& token,
                                      const QByteArray& body = {}, const Headers& headers = {}) {
        const auto exchange = HeldExchange::make(method, path, body);
        if (!token.isEmpty())
            exchange->authorize(token);
        for (const auto& [name, value] : headers)
            exchange->edit().headers.emplace_back(name, value);
        serving->http().handle(exchange);
        EXPECT_TRUE(test::waitFor([&] { return exchange->response.has_value(); }));
        return exchange;
    }

    int status(const Route& route, const QString& token) {
        return ask(route.method, pathOf(route.pattern), token, route.bodyLimit == 0 ? "" : "{}")->status();
    }

    QTemporaryDir directory;
    std::unique_ptr<DataDirectory> data;
    std::unique_ptr<Serving> serving;
    int people = 0;

private:
    static Operation operation(PersonId by) {
        Operation said;
        said.person = by;
        said.clientId = makeClientId();
        said.requestHash = QByteArray(16, 'h');
        return said;
    }
};

} // namespace parlor::server
