// Every route × everybody who may ask: the status that an empty request gets. A route without a row fails.
#include "server/app/serving.h"
#include "tests/support/waiting.h"
#include "tests/unit/edge/heldexchange.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <map>

namespace parlor::server {

namespace {

using test::HeldExchange;

/// Who is let through; everybody else is told 401 (nobody, expired) or 403.
enum class Access {
    Everybody, ///< no token is looked at
    SignedIn,  ///< any valid token
    Upload,    ///< a token with `upload` on the library
    Download,  ///< a token with `download` on the library
    Ticket,    ///< as Upload; without a token the handler wants a ticket
    Moderator, ///< people from moderator on
    Admin,     ///< people from admin on
    Person,    ///< people, and no key
};

struct Row {
    Access access;
    int status; ///< of an empty request that is let through
};

const std::map<QByteArray, Row>& rows() {
    using enum Access;
    static const std::map<QByteArray, Row> all{
#include "tests/unit/app/routematrix.inc"
    };
    return all;
}

/// "/v1/photos/{id}" → "/v1/photos/1": nothing that exists.
QString pathOf(const QString& pattern) {
    QStringList segments = pattern.split(u'/');
    for (QString& segment : segments)
        if (segment == u"{kind}")
            segment = u"thumb"_qs;
        else if (segment == u"{hash}")
            segment = u"0123456789abcdef"_qs;
        else if (segment == u"{month}")
            segment = u"2024-05"_qs;
        else if (segment.startsWith(u'{'))
            segment = u"1"_qs;
    return segments.join(u'/');
}

class RouteMatrix : public ::testing::Test {
protected:
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

    int status(const Route& route, const QString& token) {
        const auto exchange =
            HeldExchange::make(route.method, pathOf(route.pattern), route.bodyLimit == 0 ? "" : "{}");
        if (!token.isEmpty())
            exchange->authorize(token);
        serving->http().handle(exchange);
        EXPECT_TRUE(test::waitFor([&] { return exchange->response.has_value(); }));
        return exchange->status();
    }

    QTemporaryDir directory;
    std::unique_ptr<DataDirectory> data;
    std::unique_ptr<Serving> serving;
    int people = 0;
};

} // namespace

TEST_F(RouteMatrix, EveryRouteTimesEverybody) {
    const std::pair<const char*, QString> roles[] = {
        {"guest", tokenOf(Role::Guest)},         {"member", tokenOf(Role::Member)},
        {"moderator", tokenOf(Role::Moderator)}, {"admin", tokenOf(Role::Admin)},
        {"owner", tokenOf(Role::Owner)},
    };
    constexpr std::int64_t hour = 3'600'000;
    const QString expired = tokenOf(Role::Owner, Capability::all(), 1);
    const QString narrow =
        tokenOf(Role::Owner, *Capability::parse(R"({"channel:*":["publish","history"]})"), hour);
    const QString uploads = tokenOf(Role::Owner, *Capability::parse(R"({"library":["upload"]})"), hour);
    const QString downloads = tokenOf(Role::Owner, *Capability::parse(R"({"library":["download"]})"), hour);
    QSet<QByteArray> seen;
    for (const Route& route : serving->routes().routes()) {
        const QByteArray name = route.method + ' ' + route.pattern.toUtf8();
        seen.insert(name);
        SCOPED_TRACE(name.toStdString());
        const auto found = rows().find(name);
        if (found == rows().end()) {
            ADD_FAILURE() << "a route without a row: an owner's empty request gets "
                          << status(route, roles[4].second);
            continue;
        }
        const auto [access, passes] = found->second;
        const bool isPublic = access == Access::Everybody;
        const bool isLibrary =
            access == Access::Upload || access == Access::Download || access == Access::Ticket;
        if (access != Access::Ticket) {
            EXPECT_EQ(status(route, {}), isPublic ? passes : 401) << "nobody";
        } else {
            EXPECT_GE(status(route, {}), 400) << "nobody, without a ticket";
        }
        EXPECT_EQ(status(route, expired), isPublic ? passes : 401) << "expired";
        EXPECT_EQ(status(route, u"nonsense"_qs), isPublic ? passes : 401) << "nonsense";
        for (const auto& [role, token] : roles) {
            const bool isBelow =
                (access == Access::Admin && token != roles[3].second && token != roles[4].second)
                || (access == Access::Moderator && (token == roles[0].second || token == roles[1].second));
            EXPECT_EQ(status(route, token), isBelow ? 403 : passes) << role;
        }
        const auto ofKey = [&](bool allowed) {
            return isPublic || allowed || (access == Access::SignedIn) ? passes : 403;
        };
        EXPECT_EQ(status(route, narrow), ofKey(false)) << "a key for channels";
        EXPECT_EQ(status(route, uploads), ofKey(isLibrary && access != Access::Download))
            << "a key for uploads";
        EXPECT_EQ(status(route, downloads), ofKey(access == Access::Download)) << "a key for downloads";
    }
    for (const auto& [name, row] : rows())
        EXPECT_TRUE(seen.contains(name)) << "a row without a route: " << name.toStdString();
}

} // namespace parlor::server
