#include "client/core/session/api.h"
#include "client/core/session/filecredentials.h"
#include "client/core/session/session.h"
#include "shared/protocol/codec.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"
#include "tests/unit/client/fakeserver.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

/// A device: one of several processes may share its directory.
struct Device {
    Device(const QString& directory, const Clock& clock)
        : http(network, executor),
          store(files, directory),
          session(http, store, executor, clock, u"test"_qs),
          api(http, session, executor) {}

    QtExecutor executor;
    WorkerThread network{u"network"_qs};
    WorkerThread files{u"files"_qs};
    HttpClient http;
    FileCredentials store;
    Session session;
    Api api;
};

struct SessionTest : testing::Test {
    SessionTest() {
        server.http = [this](const FakeRequest& request) { return answer(request); };
        address.url = server.url();
    }

    FakeAnswer tokens(int status) {
        const QJsonObject object{{u"access_token"_qs, u"at%1"_qs.arg(++generation)},
                                 {u"refresh_token"_qs, u"rt%1"_qs.arg(generation)},
                                 {u"expires_at"_qs, qint64(clock.now() + 15 * 60'000)},
                                 {u"session"_qs, u"5"_qs},
                                 {u"person"_qs, codec::toJson(person(1, u"ann"_qs))}};
        return {status, QJsonDocument(object).toJson(), {}};
    }

    static FakeAnswer problem(int status, const char* code) {
        return {status, QByteArray("{\"code\":\"") + code + "\"}", {}};
    }

    FakeAnswer answer(const FakeRequest& request) {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        if (request.path == u"/v1/server")
            return {200,
                    R"({"name":"Home","version":"1","protocol":1,"setup":false,"limits":{"image_bytes":77}})",
                    {}};
        if (request.path == u"/v1/sessions")
            return body[u"password"_qs] == u"right"_qs ? tokens(201) : problem(401, "wrong_password");
        if (request.path == u"/v1/sessions/refresh") {
            ++refreshes;
            if (refreshFails)
                return problem(503, "busy");
            return body[u"refresh_token"_qs] == u"rt%1"_qs.arg(generation) ? tokens(200)
                                                                           : problem(401, "token_revoked");
        }
        if (request.path == u"/v1/thing") {
            const bool valid =
                request.headers.value("authorization") == "Bearer at" + QByteArray::number(generation);
            return valid && !revokeAccess ? FakeAnswer{200, "{}", {}} : problem(401, "token_expired");
        }
        return problem(404, "not_found");
    }

    void signIn(Device& device) {
        ASSERT_TRUE(await(device.session.signIn({address, u"ann"_qs, u"right"_qs})));
        device.api.setServer(address);
    }

    Result<QString> tokenOf(Device& device) {
        std::optional<Result<QString>> got;
        device.session.accessToken([&](const Result<QString>& token) { got = token; });
        EXPECT_TRUE(waitFor([&] { return got.has_value(); }));
        return *got;
    }

    QTemporaryDir dir;
    ManualClock clock;
    FakeServer server;
    ServerAddress address;
    int generation = 0;
    int refreshes = 0;
    bool refreshFails = false;
    bool revokeAccess = false;
};

} // namespace

TEST_F(SessionTest, SignsInAndIsKept) {
    {
        Device device(dir.path(), clock);
        signIn(device);
        EXPECT_EQ(device.session.credentials()->account.serverName, u"Home"_qs);
        const auto info = await(device.session.lookUp(address));
        ASSERT_TRUE(info);
        EXPECT_EQ(info->limits.imageBytes, 77);
        EXPECT_EQ(info->limits.textCharacters, ServerLimits().textCharacters) << "it says nothing of that";
    }
    Device again(dir.path(), clock);
    const auto account = await(again.session.restore());
    ASSERT_TRUE(account && *account);
    EXPECT_EQ((*account)->person.name, u"ann"_qs);
    EXPECT_EQ(tokenOf(again), u"at1"_qs);
    EXPECT_EQ(refreshes, 0);
}

TEST_F(SessionTest, TheFileIsItsOwnersOnly) {
    Device device(dir.filePath(u"profile"_qs), clock);
    signIn(device);
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::ExeGroup
                            | QFileDevice::ExeOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
    EXPECT_FALSE(QFileInfo(dir.filePath(u"profile"_qs)).permissions() & others);
    EXPECT_FALSE(QFileInfo(dir.filePath(u"profile/credentials.json"_qs)).permissions() & others);
}

TEST_F(SessionTest, AWrongPasswordIsSaidAndKeepsNothing) {
    Device device(dir.path(), clock);
    const auto account = await(device.session.signIn({address, u"ann"_qs, u"wrong"_qs}));
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().code, ErrorCode::WrongPassword);
    EXPECT_FALSE(QFile::exists(dir.filePath(u"credentials.json"_qs)));
}

TEST_F(SessionTest, NoPasswordLeavesOverPlainHttp) {
    Device device(dir.path(), clock);
    ServerAddress far;
    far.url = QUrl(u"http://chat.example.org"_qs);
    const auto account = await(device.session.signIn({far, u"ann"_qs, u"right"_qs}));
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().code, ErrorCode::PlainHttpPassword);
}

TEST_F(SessionTest, RenewsOnceForAllWhoAsk) {
    Device device(dir.path(), clock);
    signIn(device);
    clock.advance(15 * 60'000);
    QStringList got;
    for (int i = 0; i < 5; ++i)
        device.session.accessToken(
            [&](const Result<QString>& token) { got.append(token.value_or(u"-"_qs)); });
    ASSERT_TRUE(waitFor([&] { return got.size() == 5; }));
    EXPECT_EQ(got, QStringList(5, u"at2"_qs));
    EXPECT_EQ(refreshes, 1);
}

TEST_F(SessionTest, TwoProcessesShareOneSession) {
    Device one(dir.path(), clock);
    signIn(one);
    Device two(dir.path(), clock);
    ASSERT_TRUE(await(two.session.restore()));
    clock.advance(15 * 60'000);
    EXPECT_EQ(tokenOf(one), u"at2"_qs);
    EXPECT_EQ(tokenOf(two), u"at2"_qs) << "a refresh token works once";
    EXPECT_EQ(refreshes, 1);
}

TEST_F(SessionTest, ATokenThatIsNotTakenIsRenewedOnce) {
    Device device(dir.path(), clock);
    signIn(device);
    ++generation; // as if another device had made ours void … and its refresh token
    const auto refused = await(device.api.get(u"/v1/thing"_qs));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::TokenRevoked);
    generation = 1;
    EXPECT_TRUE(await(device.api.get(u"/v1/thing"_qs)));
    revokeAccess = true;
    const auto still = await(device.api.get(u"/v1/thing"_qs));
    ASSERT_FALSE(still);
    EXPECT_EQ(still.error().code, ErrorCode::TokenExpired);
}

TEST_F(SessionTest, ABusyServerIsATemporaryFailure) {
    Device device(dir.path(), clock);
    signIn(device);
    clock.advance(15 * 60'000);
    refreshFails = true;
    const auto token = tokenOf(device);
    ASSERT_FALSE(token);
    EXPECT_TRUE(isTemporary(token.error().code));
    refreshFails = false;
    EXPECT_EQ(tokenOf(device), u"at2"_qs);
}

TEST_F(SessionTest, ARenewalThatHangsIsBegunAnew) {
    {
        Device device(dir.path(), clock);
        signIn(device);
    }
    Device device(dir.path(), clock); // without a connection that is open already
    ASSERT_TRUE(await(device.session.restore()));
    clock.advance(15 * 60'000);
    device.session.fetchAnew(); // nothing is under way
    server.isMute = true;
    const int before = server.connections;
    QList<Result<QString>> got;
    device.session.accessToken([&](const Result<QString>& token) { got.append(token); });
    ASSERT_TRUE(waitFor([&] { return server.connections > before; }));
    server.isMute = false;
    clock.step(3'000); // asleep: a younger one is left alone for a while
    device.session.fetchAnew();
    ASSERT_TRUE(waitFor([&] { return !got.isEmpty(); }));
    // It was not the silence, of which one gets tired: that would be the end of it.
    EXPECT_EQ(got.size(), 1);
    EXPECT_EQ(got.first(), u"at2"_qs);
    EXPECT_EQ(refreshes, 1);
}

TEST_F(SessionTest, SigningOutForgetsEvenOffline) {
    Device device(dir.path(), clock);
    signIn(device);
    server.kill();
    const Status ended = await(device.session.signOut());
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, ErrorCode::NetworkFailed);
    EXPECT_FALSE(QFile::exists(dir.filePath(u"credentials.json"_qs)));
    EXPECT_EQ(tokenOf(device).error().code, ErrorCode::NotSignedIn);
}

TEST_F(SessionTest, WithoutAServerThereIsNoAnswer) {
    Device device(dir.path(), clock);
    server.kill();
    const auto info = await(device.session.lookUp(address));
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().code, ErrorCode::NetworkFailed);
}

TEST(Problems, AreReadFromTheDocumentOrTheStatus) {
    HttpAnswer answer;
    answer.status = 204;
    EXPECT_FALSE(problemOf(answer));
    answer.status = 507;
    answer.body = R"({"code":"disk_full","retry_after_ms":700})";
    EXPECT_EQ(problemOf(answer)->code, ErrorCode::DiskFull);
    EXPECT_EQ(problemOf(answer)->retryAfterMs, 700);
    answer.body = "<html>";
    answer.status = 502;
    answer.headers = {{"retry-after", "3"}};
    EXPECT_EQ(problemOf(answer)->code, ErrorCode::Busy);
    EXPECT_EQ(problemOf(answer)->retryAfterMs, 3'000);
}

} // namespace parlor::client
