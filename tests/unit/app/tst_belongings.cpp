// Every route about something that belongs to somebody, asked by everybody else: they are told exactly what
// they are told about nothing at all, and it is still there afterwards. A new route with an argument has to
// say here what it is about.
#include "server/store/photostoresqlite.h"
#include "shared/core/ids.h"
#include "tests/unit/app/routefixture.h"

#include <QJsonArray>

#include <map>

namespace parlor::server {

namespace {

/// Those who may not even know of it.
enum class Strangers {
    All,     ///< whatever their role
    Members, ///< who runs the server may
    None,    ///< the rights are another test's
};

struct Belonging {
    QString prefix; ///< of the routes about it, with its argument
    Strangers strangers = Strangers::All;
    QString id;   ///< Ada's own
    QString look; ///< the address at which she finds it; empty: not by itself
};

class Belongings : public RouteFixture {
protected:
    void SetUp() override {
        RouteFixture::SetUp();
        const PersonId person = this->person(Role::Member);
        const SignedIn session = signIn(person);
        ada = session.accessToken;
        const auto made = [&](const QString& path, const QByteArray& body, const char* what) {
            const auto answer = ask("POST", path, ada, body);
            EXPECT_EQ(answer->status(), 201) << path.toStdString() << answer->code().toStdString();
            return answer->json().value(QLatin1StringView(what)).toString();
        };
        NewPhoto fresh;
        fresh.owner = person;
        fresh.name = u"mine.jpg"_qs;
        fresh.blob = {QString::fromLatin1(QByteArray(32, 'p').toHex()), QByteArray(32, 'p'), 100, 7};
        SqlitePhotoStore photos(foundation().store().writer(), foundation().store().readers());
        const QString photo = foundation().wait(photos.add(fresh))->stored.photo.id.toString();
        const QString album = made(u"/v1/albums"_qs, R"({"title":"mine"})", "id");
        const QByteArray location =
            ask("POST", u"/v1/uploads"_qs, ada, {}, {{"tus-resumable", "1.0.0"}, {"upload-length", "100"}})
                ->header("location");
        const QString upload = QString::fromLatin1(location.mid(location.lastIndexOf('/') + 1));
        const ChannelId place = privateChannel(person);
        const QByteArray channel = place.toString().toLatin1();
        const QString hook =
            made(u"/v1/webhooks"_qs, R"({"channel":")" + channel + R"(","name":"mine"})", "id");
        const QString filter = made(
            u"/v1/filters"_qs, R"({"channel":")" + channel + R"(","pattern":"mine","action":"flag"})", "id");
        const QByteArray ofPhoto = R"({"photos":[")" + photo.toLatin1() + R"("]})";
        const auto shared = ask("POST", u"/v1/shares"_qs, ada, ofPhoto);
        EXPECT_EQ(shared->status(), 201);
        const QString share = shared->json().value(u"id").toString();
        linkToken = shared->json().value(u"token").toString();
        showAndHide(person, place, u"/v1/albums/"_qs + album);
        const QString archive = made(u"/v1/archives"_qs, ofPhoto, "id");
        using enum Strangers;
        belongings = {
            {u"/v1/photos/{id}"_qs, All, photo, u"/v1/photos/"_qs + photo},
            {u"/v1/albums/{id}"_qs, All, album, u"/v1/albums/"_qs + album},
            {u"/v1/uploads/{id}"_qs, All, upload, {}},
            {u"/v1/shares/{id}"_qs, All, share, u"/v1/shares/"_qs + share},
            {u"/v1/archives/{id}"_qs, All, archive, {}},
            {u"/v1/sessions/{id}"_qs, All, session.session.toString(), {}},
            {u"/v1/webhooks/{id}"_qs, Members, hook, {}},
            {u"/v1/filters/{id}"_qs, Members, filter, {}},
            // Moderators see all reports, and their rights by channel are the moderation tests'.
            {u"/v1/reports/{id}"_qs, None, {}, {}},
            // Not somebody's: a month of one's own library, secrets that are the right, a key with its proof.
            {u"/v1/photos/months/{month}"_qs, None, {}, {}},
            {u"/v1/hooks/{secret}"_qs, None, {}, {}},
            {u"/s"_qs, None, {}, {}},
            {u"/v1/uploads/form/{ticket}"_qs, None, {}, {}},
            {u"/keys/{keyName}"_qs, None, {}, {}},
        };
    }

    /// Somebody has seen the album in the channel, and is no member any more.
    void showAndHide(PersonId owner, ChannelId place, const QString& album) {
        const QByteArray with = R"({"channel":")" + place.toString().toLatin1() + R"("})";
        const int status = ask("POST", album + u"/shares"_qs, ada, with)->status();
        EXPECT_TRUE(status == 200 || status == 201) << status;
        const PersonId guest = person(Role::Member);
        formerMember = signIn(guest).accessToken;
        join(owner, place, guest);
        EXPECT_EQ(ask("GET", album, formerMember)->status(), 200);
        leave(place, guest);
        EXPECT_TRUE(test::waitFor([&] { return ask("GET", album, formerMember)->status() == 404; }));
    }

    [[nodiscard]] const Belonging* belongingOf(const QString& pattern) const {
        for (const Belonging& belonging : belongings)
            if (pattern == belonging.prefix || pattern.startsWith(belonging.prefix + u'/'))
                return &belonging;
        return nullptr;
    }

    static Headers headersFor(const Route& route) {
        Headers headers{{"tus-resumable", "1.0.0"}};
        if (route.method == "PATCH" && route.pattern.startsWith(u"/v1/uploads"))
            headers += {{"upload-offset", "0"}, {"content-type", "application/offset+octet-stream"}};
        return headers;
    }

    std::pair<int, QByteArray> answerAbout(const Route& route, const QString& id, const QString& token) {
        const auto answer = ask(route.method, pathOf(route.pattern, id), token,
                                route.bodyLimit == 0 ? "" : "{}", headersFor(route));
        const auto* body = std::get_if<QByteArray>(&answer->response->body);
        return {answer->status(), body ? *body : QByteArray()};
    }

    QString ada;
    QString formerMember; ///< of Ada's channel
    QString linkToken;    ///< of a public link to Ada's photo: good for its own page and nothing else
    QList<Belonging> belongings;
};

} // namespace

TEST_F(Belongings, LookLikeNothingToStrangers) {
    struct Stranger {
        const char* role;
        QString token;
        bool runsTheServer;
    };

    const Stranger strangers[] = {
        {"guest", tokenOf(Role::Guest), false},
        {"member", tokenOf(Role::Member), false},
        {"former member of the channel", formerMember, false},
        {"holder of a link", linkToken, false},
        {"moderator", tokenOf(Role::Moderator), true},
        {"admin", tokenOf(Role::Admin), true},
        {"owner", tokenOf(Role::Owner), true},
    };
    int asked = 0;
    for (const Route& route : serving->routes().routes()) {
        if (!route.pattern.contains(u'{') || route.method == "OPTIONS")
            continue;
        SCOPED_TRACE(route.method.toStdString() + ' ' + route.pattern.toStdString());
        const Belonging* belonging = belongingOf(route.pattern);
        if (!belonging) {
            ADD_FAILURE() << "say in belongings whose this is";
            continue;
        }
        if (belonging->strangers == Strangers::None)
            continue;
        ASSERT_FALSE(belonging->id.isEmpty());
        for (const auto& [role, token, runsTheServer] : strangers) {
            if (belonging->strangers == Strangers::Members && runsTheServer)
                continue;
            const auto about = answerAbout(route, belonging->id, token);
            EXPECT_EQ(about, answerAbout(route, u"1"_qs, token)) << role;
            EXPECT_GE(about.first, 400) << role;
            ++asked;
        }
    }
    EXPECT_GT(asked, 100);
    for (const Belonging& belonging : belongings)
        if (!belonging.look.isEmpty()) {
            EXPECT_EQ(ask("GET", belonging.look, ada)->status(), 200) << belonging.look.toStdString();
        }
    const QString upload = u"/v1/uploads/"_qs + belongingOf(u"/v1/uploads/{id}"_qs)->id;
    EXPECT_EQ(ask("HEAD", upload, ada, {}, {{"tus-resumable", "1.0.0"}})->status(), 200);
    const QString hook = u"/v1/webhooks/"_qs + belongingOf(u"/v1/webhooks/{id}"_qs)->id;
    EXPECT_EQ(ask("DELETE", hook, ada)->status(), 204);
    const QString filter = u"/v1/filters/"_qs + belongingOf(u"/v1/filters/{id}"_qs)->id;
    EXPECT_EQ(ask("DELETE", filter, ada)->status(), 204);
}

} // namespace parlor::server
