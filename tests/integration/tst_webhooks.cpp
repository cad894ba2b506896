#include "tests/support/processes.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>
#include <QHash>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTcpSocket>

#include <gtest/gtest.h>

// A real server's word filter and webhooks, with a receiver that fails first and a kill in between.
namespace parlor::test {

using namespace Qt::StringLiterals;

namespace {

/// Takes HTTP posts on loopback and answers each with the status of the moment.
class Receiver {
public:
    struct Post {
        QHash<QByteArray, QByteArray> headers; ///< lower case
        QByteArray body;
    };

    Receiver() {
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("no port");
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
        });
    }

    [[nodiscard]] QString url() const { return u"http://127.0.0.1:%1/hook"_qs.arg(m_server.serverPort()); }

    int status = 200;
    QByteArray location;
    QList<Post> posts;

private:
    void read(QTcpSocket* socket) {
        QByteArray& bytes = m_partial[socket];
        bytes += socket->readAll();
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        Post post;
        for (const QByteArray& line : bytes.left(end).split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                post.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        const qsizetype length = post.headers.value("content-length").toLongLong();
        if (bytes.size() < end + 4 + length)
            return;
        post.body = bytes.mid(end + 4, length);
        m_partial.remove(socket);
        posts.append(post);
        QByteArray answer =
            "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Length: 0\r\nConnection: close\r\n";
        if (!location.isEmpty())
            answer += "Location: " + location + "\r\n";
        socket->write(answer + "\r\n");
        socket->disconnectFromHost();
    }

    QTcpServer m_server;
    QHash<QTcpSocket*, QByteArray> m_partial;
};

class Webhooks : public ::testing::Test {
protected:
    void SetUp() override {
        server.setEnvironment(u"PARLOR_WEBHOOKS_ALLOW"_qs, u"127.0.0.1/32"_qs);
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Family"_qs}).exitCode, 0);
    }

    Finished parlord(QStringList arguments) {
        arguments << u"--data"_qs << server.dataDirectory() << u"--json"_qs;
        return runProgram(programs() + u"/parlord"_qs, arguments);
    }

    ServerProcess server;
    Receiver receiver;
};

} // namespace

TEST_F(Webhooks, AMessageIsToldUntilItIsTakenAlsoByTheNextProcess) {
    const Finished made = parlord({u"webhook"_qs, u"add"_qs, u"Family"_qs, u"--url"_qs, receiver.url()});
    ASSERT_EQ(made.exitCode, 0) << made.errors.toStdString();
    const QByteArray secret = made.objects().first().value(u"secret").toString().toUtf8();
    receiver.status = 500;
    ASSERT_EQ(server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"hello"_qs}).exitCode, 0);
    ASSERT_TRUE(waitFor([&] { return receiver.posts.size() >= 2; })); // tried again by itself
    server.kill();
    receiver.status = 200;
    const qsizetype before = receiver.posts.size();
    server.start();
    ASSERT_TRUE(waitFor([&] { return receiver.posts.size() > before; }));
    for (const Receiver::Post& post : receiver.posts) {
        EXPECT_EQ(post.headers.value("parlor-id"), receiver.posts.first().headers.value("parlor-id"));
        const QByteArray expected =
            "v1="
            + QMessageAuthenticationCode::hash(post.headers.value("parlor-timestamp") + '.' + post.body,
                                               secret, QCryptographicHash::Sha256)
                  .toHex();
        EXPECT_EQ(post.headers.value("parlor-signature"), expected);
        const QJsonObject body = QJsonDocument::fromJson(post.body).object();
        EXPECT_EQ(body.value(u"event").toObject().value(u"text").toString(), u"hello"_qs);
    }
    ASSERT_EQ(server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"next"_qs}).exitCode, 0);
    ASSERT_TRUE(waitFor([&] { return receiver.posts.size() >= before + 2; }));
    EXPECT_NE(receiver.posts.last().headers.value("parlor-id"),
              receiver.posts.first().headers.value("parlor-id"));
    EXPECT_EQ(server.stop(), 0);
}

TEST_F(Webhooks, ARedirectIntoTheNetworkIsNotFollowed) {
    ASSERT_EQ(parlord({u"webhook"_qs, u"add"_qs, u"Family"_qs, u"--url"_qs, receiver.url()}).exitCode, 0);
    Receiver inside; // on 127.0.0.1 too, but asked for by another name of loopback
    receiver.status = 307;
    receiver.location = "http://127.0.0.2:" + QByteArray::number(QUrl(inside.url()).port()) + "/hook";
    ASSERT_EQ(server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"hello"_qs}).exitCode, 0);
    const auto lastError = [&] {
        const QList<QJsonObject> all = parlord({u"webhook"_qs, u"list"_qs}).objects();
        return all.isEmpty() ? QString() : all.first().value(u"last_error").toString();
    };
    ASSERT_TRUE(waitFor([&] { return !lastError().isEmpty(); }));
    EXPECT_TRUE(lastError().contains(u"internet"_qs)) << lastError().toStdString();
    EXPECT_TRUE(inside.posts.isEmpty());
    EXPECT_NE(parlord({u"webhook"_qs, u"add"_qs, u"Family"_qs, u"--url"_qs, u"https://169.254.169.254/"_qs})
                  .exitCode,
              0);
}

TEST_F(Webhooks, WhatComesInIsWrittenAndTheWordListHolds) {
    ASSERT_EQ(parlord({u"filter"_qs, u"add"_qs, u"bad*"_qs}).exitCode, 0);
    ASSERT_EQ(parlord({u"filter"_qs, u"add"_qs, u"--action"_qs, u"block"_qs, u"worse"_qs}).exitCode, 0);
    const Finished made = parlord({u"webhook"_qs, u"add"_qs, u"Family"_qs, u"--name"_qs, u"Robot"_qs});
    ASSERT_EQ(made.exitCode, 0) << made.errors.toStdString();
    QNetworkAccessManager network;
    const auto post = [&](const QByteArray& body) {
        QNetworkRequest request(QUrl(server.url() + made.objects().first().value(u"path").toString()));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_qs);
        std::unique_ptr<QNetworkReply> reply(network.post(request, body));
        EXPECT_TRUE(waitFor([&] { return reply->isFinished(); }));
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    };
    EXPECT_EQ(post(R"({"text":"a badly broken build"})"), 200);
    EXPECT_EQ(post(R"({"text":"worse"})"), 403);
    EXPECT_EQ(post(R"({"name":"x"})"), 400);
    EXPECT_EQ(post("[]"), 400);
    const Finished history =
        server.cli(u"ada"_qs, {u"history"_qs, u"Family"_qs, u"--json"_qs, u"--limit"_qs, u"1"_qs});
    EXPECT_EQ(history.objects().last().value(u"text").toString(), u"a ***** broken build"_qs);
    EXPECT_NE(server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"worse"_qs}).exitCode, 0);
    server.stop();
    // The same without a server.
    const Finished list = parlord({u"filter"_qs, u"list"_qs});
    ASSERT_EQ(list.objects().size(), 2);
    EXPECT_EQ(list.objects().first().value(u"hits").toInt(), 1); // counted before the end
    const Finished tested = parlord({u"filter"_qs, u"test"_qs, u"BADLY"_qs});
    EXPECT_EQ(tested.objects().first().value(u"text").toString(), u"*****"_qs);
}

} // namespace parlor::test
