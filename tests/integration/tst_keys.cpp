// Keys for programs, tokens for their clients and the ends of both, against a real server: made beside it and
// without it, exchanged over HTTP, used on sockets.
#include "tests/support/chatpeer.h"
#include "tests/support/processes.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <gtest/gtest.h>

namespace parlor {

using test::ChatPeer;
using test::Finished;
using test::ServerProcess;

namespace {

struct HttpReply {
    int status = 0;
    QJsonObject body;
};

class Keys : public ::testing::Test {
protected:
    void SetUp() override {
        // Before the server has ever run: the key is made offline.
        made = admin({u"key"_qs, u"add"_qs, u"site"_qs, u"--capability"_qs,
                      uR"({"channel:*":["publish","subscribe","history"]})"_qs});
        ASSERT_EQ(made.value(u"keyName").toString(), u"site"_qs);
        ASSERT_FALSE(made.value(u"keySecret").toString().isEmpty());
    }

    /// `parlord … --data DIR --json`: the one object that it prints.
    QJsonObject admin(const QStringList& arguments) {
        const Finished finished = run(arguments);
        EXPECT_EQ(finished.exitCode, 0) << finished.errors.toStdString();
        const QList<QJsonObject> objects = finished.objects();
        EXPECT_EQ(objects.size(), 1) << finished.output.toStdString();
        return objects.value(0);
    }

    Finished run(const QStringList& arguments) {
        return test::runProgram(test::programs() + u"/parlord"_qs,
                                arguments + QStringList{u"--data"_qs, server.dataDirectory(), u"--json"_qs});
    }

    void serveWith(const QByteArray& config) {
        QFile file(server.file(u"parlord.toml"_qs));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(config);
        file.close();
        server.start({u"--config"_qs, file.fileName()});
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        const Finished created =
            server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"News"_qs, u"--json"_qs});
        ASSERT_EQ(created.exitCode, 0) << created.errors.toStdString();
        const Finished listed = server.cli(u"ada"_qs, {u"channels"_qs, u"list"_qs, u"--json"_qs});
        ASSERT_EQ(listed.objects().size(), 1);
        channel = listed.objects().first().value(u"id").toString();
        ASSERT_FALSE(channel.isEmpty()) << listed.output.toStdString();
    }

    HttpReply http(const QByteArray& method, const QString& path, const QJsonObject& body = {}) {
        QNetworkRequest request(QUrl(server.url() + path));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_qs);
        QNetworkReply* reply = m_network.sendCustomRequest(
            request, method, method == "GET" ? QByteArray() : QJsonDocument(body).toJson());
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        reply->deleteLater();
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                QJsonDocument::fromJson(reply->readAll()).object()};
    }

    /// As an SDK with an authUrl does it.
    QByteArray tokenByAuthUrl() {
        const HttpReply request = http("GET", u"/auth"_qs);
        EXPECT_EQ(request.status, 200);
        const HttpReply details = http(
            "POST", u"/keys/%1/requestToken"_qs.arg(request.body.value(u"keyName").toString()), request.body);
        EXPECT_EQ(details.status, 201) << QJsonDocument(details.body).toJson().toStdString();
        EXPECT_EQ(details.body.value(u"clientId"), request.body.value(u"clientId"));
        EXPECT_TRUE(request.body.value(u"clientId").toString().startsWith(u"anonymous-"));
        return details.body.value(u"token").toString().toLatin1();
    }

    QByteArray issue(const QStringList& more) {
        return admin(QStringList{u"token"_qs, u"issue"_qs, u"site"_qs} + more)
            .value(u"token")
            .toString()
            .toLatin1();
    }

    void open(ChatPeer& peer) {
        ASSERT_TRUE(peer.open(server.port()));
        ASSERT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return peer.isWelcome(); }));
    }

    /// "ok", or the code of the refusal.
    QString send(ChatPeer& peer, const QString& text) {
        const QJsonObject answer = peer.ask(test::sendRequest(channel, text));
        return answer.value(u"op") == u"ok"_qs ? u"ok"_qs : answer.value(u"code").toString();
    }

    QString join(ChatPeer& peer) {
        const QJsonObject answer =
            peer.ask({{u"op"_qs, u"join"_qs},
                      {u"channel"_qs, channel},
                      {u"client_id"_qs, test::sendRequest(channel, {}).value(u"client_id")}});
        return answer.value(u"op") == u"ok"_qs ? u"ok"_qs : answer.value(u"code").toString();
    }

    /// It joins and writes, and that is all.
    void expectPublishes(ChatPeer& peer) {
        open(peer);
        ASSERT_EQ(join(peer), u"ok"_qs);
        EXPECT_EQ(send(peer, u"from outside"_qs), u"ok"_qs);
        EXPECT_EQ(peer.ask({{u"op"_qs, u"history"_qs}, {u"channel"_qs, channel}}).value(u"code").toString(),
                  u"forbidden"_qs);
    }

    static bool hears(ChatPeer& peer, const QString& text, int timeoutMs = 60'000) {
        return !peer.take(
                        [&](const QJsonObject& frame) {
                            const QList<QJsonObject> events = test::eventsOf(frame);
                            return std::any_of(events.begin(), events.end(), [&](const QJsonObject& event) {
                                return event.value(u"text").toString() == text;
                            });
                        },
                        timeoutMs)
                    .isEmpty();
    }

    /// Whoever revoked has been answered: what is asked now comes too late, and the socket ends by itself.
    void expectEnded(ChatPeer& peer) {
        const qint64 rid = peer.say(test::sendRequest(channel, u"too late"_qs));
        EXPECT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return peer.closeCode() != 0; }));
        EXPECT_EQ(peer.closeCode(), 4503);
        EXPECT_TRUE(std::none_of(peer.frames.begin(), peer.frames.end(), [rid](const QJsonObject& frame) {
            return frame.value(u"rid").toInteger() == rid && frame.value(u"op").toString() == u"ok"_qs;
        }));
    }

    ServerProcess server;
    QJsonObject made;
    QString channel;

private:
    QNetworkAccessManager m_network;
};

} // namespace

TEST_F(Keys, AnybodyMayPublishAndNothingElse) {
    serveWith("[auth.anonymous]\nkey = \"site\"\ncapability = '{\"channel:*\":[\"publish\"]}'\n");
    ChatPeer publisher(tokenByAuthUrl());
    expectPublishes(publisher);
    ChatPeer listener(issue({u"--capability"_qs, uR"({"channel:*":["subscribe"]})"_qs}));
    open(listener);
    EXPECT_EQ(send(listener, u"no"_qs), u"forbidden"_qs);
    EXPECT_EQ(send(publisher, u"heard by one"_qs), u"ok"_qs);
    EXPECT_TRUE(hears(listener, u"heard by one"_qs));
    EXPECT_FALSE(hears(publisher, u"heard by one"_qs, 300));
}

TEST_F(Keys, AnybodyMayPublishByACapabilityAlone) {
    serveWith("[auth.anonymous]\ncapability = { \"channel:*\" = [\"publish\"] }\n");
    ChatPeer publisher(tokenByAuthUrl());
    expectPublishes(publisher);
}

TEST_F(Keys, AnybodyMaySubscribeAndNothingElse) {
    serveWith("[auth.anonymous]\nkey = \"site\"\ncapability = '{\"channel:*\":[\"subscribe\"]}'\n");
    ChatPeer listener(tokenByAuthUrl());
    open(listener);
    ASSERT_EQ(join(listener), u"ok"_qs);
    EXPECT_EQ(send(listener, u"no"_qs), u"forbidden"_qs);
    ASSERT_EQ(server.cli(u"ada"_qs, {u"send"_qs, u"News"_qs, u"for everybody"_qs}).exitCode, 0);
    EXPECT_TRUE(hears(listener, u"for everybody"_qs));
}

TEST_F(Keys, WhatHasBeenRevokedDoesNothingMore) {
    serveWith("");
    EXPECT_EQ(http("GET", u"/auth"_qs).status, 401);
    const auto peerOf = [&](const QString& client) {
        return std::make_unique<ChatPeer>(issue({u"--client-id"_qs, client}));
    };
    const auto one = peerOf(u"one"_qs), two = peerOf(u"two"_qs), three = peerOf(u"three"_qs);
    for (const auto& peer : {one.get(), two.get(), three.get()})
        open(*peer);
    ASSERT_EQ(join(*one), u"ok"_qs); // for all of them: they are one bot's
    for (const auto& peer : {one.get(), two.get(), three.get()})
        ASSERT_EQ(send(*peer, u"in time"_qs), u"ok"_qs);
    EXPECT_EQ(admin({u"token"_qs, u"revoke"_qs, u"--key"_qs, u"site"_qs, u"--client-id"_qs, u"one"_qs})
                  .value(u"revoked")
                  .toInt(),
              1);
    expectEnded(*one);
    const QList<QJsonObject> sessions = run({u"user"_qs, u"sessions"_qs, u"site"_qs}).objects();
    ASSERT_EQ(sessions.size(), 2);
    for (const QJsonObject& session : sessions) {
        if (session.value(u"clientId").toString() == u"two"_qs) {
            EXPECT_EQ(admin({u"user"_qs, u"revoke"_qs, u"site"_qs, u"--session"_qs,
                             session.value(u"id").toString()})
                          .value(u"revoked")
                          .toInt(),
                      1);
        }
    }
    expectEnded(*two);
    EXPECT_EQ(send(*three, u"not meant"_qs), u"ok"_qs);
    // A new secret ends what the old one opened, and so does the end of the key.
    const QJsonObject revised = admin({u"key"_qs, u"revise"_qs, u"site"_qs});
    EXPECT_NE(revised.value(u"keySecret"), made.value(u"keySecret"));
    expectEnded(*three);
    const auto four = peerOf(u"four"_qs);
    open(*four);
    admin({u"key"_qs, u"revoke"_qs, u"site"_qs});
    expectEnded(*four);
    EXPECT_NE(run({u"token"_qs, u"issue"_qs, u"site"_qs}).exitCode, 0);
    const QList<QJsonObject> keys = run({u"key"_qs, u"list"_qs}).objects();
    EXPECT_TRUE(std::any_of(keys.begin(), keys.end(), [](const QJsonObject& key) {
        return key.value(u"keyName").toString() == u"site"_qs && key.value(u"revoked").toBool();
    }));
}

TEST_F(Keys, TheCallersMistakesAreToldAsSuch) {
    const auto expectMistake = [&](const QStringList& arguments, const QByteArray& told) {
        const Finished finished = run(arguments);
        EXPECT_EQ(finished.exitCode, 65) << arguments.join(u' ').toStdString();
        EXPECT_TRUE(finished.errors.contains(told)) << finished.errors.toStdString();
    };
    expectMistake({u"token"_qs, u"issue"_qs, u"site"_qs, u"--client-id"_qs, QString(300, u'x')}, "too_large");
    expectMistake({u"filter"_qs, u"add"_qs, u"zig"_qs, u"--channel"_qs, u"nowhere"_qs}, "unknown_channel");
    expectMistake({u"token"_qs, u"revoke"_qs, u"--key"_qs, u"nobodys"_qs}, "nobodys");
    expectMistake({u"token"_qs, u"revoke"_qs}, "--client-id");
}

TEST_F(Keys, WhatWasIssuedBeforeEndsAndWhatCameLaterGoesOn) {
    serveWith("");
    const auto issued = [&](const QString& client) {
        return admin({u"token"_qs, u"issue"_qs, u"site"_qs, u"--client-id"_qs, client});
    };
    const QJsonObject first = issued(u"first"_qs);
    QJsonObject second;
    do
        second = issued(u"second"_qs);
    while (second.value(u"issued").toInteger() <= first.value(u"issued").toInteger());
    ChatPeer early(first.value(u"token").toString().toLatin1());
    ChatPeer late(second.value(u"token").toString().toLatin1());
    open(early);
    open(late);
    ASSERT_EQ(join(late), u"ok"_qs);
    ASSERT_EQ(send(early, u"in time"_qs), u"ok"_qs);
    EXPECT_GE(admin({u"token"_qs, u"revoke"_qs, u"--key"_qs, u"site"_qs, u"--issued-before"_qs,
                     QString::number(second.value(u"issued").toInteger())})
                  .value(u"revoked")
                  .toInt(),
              1);
    expectEnded(early);
    EXPECT_EQ(send(late, u"still here"_qs), u"ok"_qs);
}

} // namespace parlor
