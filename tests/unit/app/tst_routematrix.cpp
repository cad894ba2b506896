// Every route × everybody who may ask: the status that an empty request gets. A route without a row fails.
#include "tests/unit/app/routefixture.h"

#include <map>

namespace parlor::server {

namespace {

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

class RouteMatrix : public RouteFixture {
protected:
    /// Of somebody who has been in a channel.
    QString formerMember() {
        const PersonId owner = person(Role::Member);
        const PersonId guest = person(Role::Member);
        const ChannelId place = privateChannel(owner);
        join(owner, place, guest);
        leave(place, guest);
        return signIn(guest).accessToken;
    }

    /// What a public link to an album carries.
    QString linkToken() {
        const QString owner = tokenOf(Role::Owner);
        const auto album = ask("POST", u"/v1/albums"_qs, owner, R"({"title":"shown"})");
        const QByteArray id = album->json().value(u"id").toString().toLatin1();
        const auto shared = ask("POST", u"/v1/shares"_qs, owner, R"({"album":")" + id + R"("})");
        EXPECT_EQ(shared->status(), 201);
        return shared->json().value(u"token").toString();
    }
};

} // namespace

TEST_F(RouteMatrix, EveryRouteTimesEverybody) {
    struct Asker {
        const char* name;
        QString token;
        Role role;
    };

    const Asker askers[] = {
        {"guest", tokenOf(Role::Guest), Role::Guest},
        {"member", tokenOf(Role::Member), Role::Member},
        {"former member of a channel", formerMember(), Role::Member},
        {"moderator", tokenOf(Role::Moderator), Role::Moderator},
        {"admin", tokenOf(Role::Admin), Role::Admin},
        {"owner", tokenOf(Role::Owner), Role::Owner},
    };
    constexpr std::int64_t hour = 3'600'000;
    // Of owners, and good for nothing; what a link carries is good for its own pages alone.
    const std::pair<const char*, QString> ended[] = {
        {"expired", tokenOf(Role::Owner, Capability::all(), 1)},
        {"revoked", revokedToken()},
        {"of a disabled person", disabledToken()},
        {"holder of a link", linkToken()},
        {"nonsense", u"nonsense"_qs},
    };
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
                          << status(route, std::end(askers)[-1].token);
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
        for (const auto& [why, token] : ended)
            EXPECT_EQ(status(route, token), isPublic ? passes : 401) << why;
        for (const auto& [who, token, role] : askers) {
            const bool isBelow = (access == Access::Admin && role < Role::Admin)
                                 || (access == Access::Moderator && role < Role::Moderator);
            EXPECT_EQ(status(route, token), isBelow ? 403 : passes) << who;
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

TEST_F(RouteMatrix, PagesOfModerationAreAskedForByWholeNumbers) {
    const QString owner = tokenOf(Role::Owner);
    const auto page = [&](const QString& path, const QString& query) {
        const auto exchange = HeldExchange::make("GET", path);
        exchange->authorize(owner);
        exchange->edit().query.setQuery(query);
        serving->http().handle(exchange);
        EXPECT_TRUE(test::waitFor([&] { return exchange->response.has_value(); }));
        return exchange;
    };
    for (const QString& path : {u"/v1/reports"_qs, u"/v1/moderation"_qs}) {
        SCOPED_TRACE(path.toStdString());
        for (const char* query : {"limit=x", "limit=0", "limit=-1", "limit=1.5", "before=x"}) {
            const auto refused = page(path, QString::fromLatin1(query));
            EXPECT_EQ(refused->status(), 400) << query;
            EXPECT_EQ(refused->code(), u"bad_request"_qs) << query;
        }
        for (const char* query : {"limit=1", "limit=5000&before=7", "limit=", ""})
            EXPECT_EQ(page(path, QString::fromLatin1(query))->status(), 200) << query;
    }
}

} // namespace parlor::server
