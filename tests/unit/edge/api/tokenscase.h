#pragma once

#include "tests/unit/edge/apinode.h"

#include <gtest/gtest.h>

namespace parlor::test {

using namespace server;

inline Capability capability(const char* json) {
    return *Capability::parse(json);
}

/// A key that signs requests for tokens, and sockets that use these.
class TokensTest : public testing::Test {
protected:
    void SetUp() override {
        key = *await(api.keys.createBot(u"app"_qs, capability(R"({"channel:*":["publish","subscribe"]})"),
                                        Role::Member));
    }

    TokenRequest request() {
        TokenRequest made;
        made.keyName = key.key.name;
        made.timestamp = QString::number(world.clock.now());
        made.nonce = makeClientId();
        return made;
    }

    TokenRequest sign(TokenRequest made) const {
        made.mac = made.macWith(key.secret);
        return made;
    }

    static QJsonObject asTexts(const TokenRequest& made) {
        QJsonObject json;
        const std::pair<const char*, QString> fields[] = {
            {"keyName", made.keyName},     {"ttl", made.ttl},     {"capability", made.capability},
            {"clientId", made.clientId},   {"nonce", made.nonce}, {"mac", made.mac},
            {"timestamp", made.timestamp},
        };
        for (const auto& [name, value] : fields)
            if (!value.isEmpty())
                json.insert(QString::fromLatin1(name), value);
        return json;
    }

    std::shared_ptr<HeldExchange> post(const TokenRequest& made, const QString& path = u"app"_qs) {
        return api.ask("POST", u"/keys/%1/requestToken"_qs.arg(path), asTexts(made));
    }

    /// The token, or the SDK's number of the refusal with a minus.
    void expectRefused(const TokenRequest& made, int status, int number, const QString& path = u"app"_qs) {
        const auto answer = post(made, path);
        EXPECT_EQ(answer->status(), status);
        const QJsonObject error = answer->json().value(u"error").toObject();
        EXPECT_EQ(error.value(u"code").toInt(), number);
        EXPECT_EQ(error.value(u"href").toString(), u"urn:parlor:error:"_qs + answer->code());
        EXPECT_EQ(answer->header("x-ably-errorcode"), QByteArray::number(number));
        EXPECT_FALSE(answer->json().contains(u"token"));
    }

    QString tokenFor(const TokenRequest& made) {
        const auto answer = post(sign(made));
        EXPECT_EQ(answer->status(), 201) << answer->code().toStdString();
        return answer->json().value(u"token").toString();
    }

    ConnectionId connect(const QString& token) {
        const auto id = api.node.connect();
        Hello hello;
        hello.token = token;
        api.node.router.received(id, Request{1, hello});
        EXPECT_TRUE(waitFor([&] {
            const auto* live = api.node.live.find(id);
            return (live && live->welcomed) || api.sockets.peer(id).closed;
        }));
        return id;
    }

    Result<Answer> ask(ConnectionId id, const Command& command) {
        const std::int64_t rid = ++lastRid;
        api.node.router.received(id, Request{rid, command});
        std::optional<Result<Answer>> result;
        const bool ended = waitFor([&] {
            for (const Frame& frame : api.sockets.peer(id).frames) {
                if (const auto* reply = std::get_if<Reply>(&frame); reply && reply->rid == rid)
                    result = reply->answer;
                if (const auto* refusal = std::get_if<Refusal>(&frame); refusal && refusal->rid == rid)
                    result = fail(refusal->code);
            }
            return result.has_value() || api.sockets.peer(id).closed;
        });
        EXPECT_TRUE(ended);
        return result.value_or(fail(ErrorCode::NetworkFailed));
    }

    ChatWorld world;
    ApiNode api{world, {Capability::all(), u"app"_qs, capability(R"({"channel:9":["publish"]})")}};
    KeyWithSecret key;
    std::int64_t lastRid = 10;
};

} // namespace parlor::test
