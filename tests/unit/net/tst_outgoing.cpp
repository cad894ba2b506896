#include "tests/support/waiting.h"
#include "tests/unit/net/fakenames.h"
#include "tests/unit/net/outgoingtest.h"
#include "tests/unit/net/webreceiver.h"

#include <QTcpServer>

namespace parlor::server {

using test::await;
using test::FakeNames;
using test::waitFor;
using Receiver = WebReceiver;

namespace {

class Outgoing : public OutgoingTest {
protected:
    Result<int> post(const QString& url) {
        OutgoingClient client(config);
        return post(client, url);
    }

    static Result<int> post(OutgoingClient& client, const QString& url) {
        const auto status = await(client.post({url, {{"Parlor-Signature", signature}}, "{\"x\":1}"}));
        EXPECT_FALSE(!status && status.error().detail.toUtf8().contains(signature));
        return status;
    }

    static QString https(const Receiver& receiver, const QString& path,
                         const QString& host = u"127.0.0.1"_qs) {
        return u"https://%1:%2%3"_qs.arg(host).arg(receiver.port()).arg(path);
    }

    static QString over(const QString& url, const QString& by = u"/to/"_qs) {
        return by + QString::fromUtf8(url.toUtf8().toPercentEncoding());
    }

    static ErrorCode codeOf(const Result<int>& status) {
        EXPECT_FALSE(status) << *status;
        return status ? ErrorCode::Internal : status.error().code;
    }
};

} // namespace

TEST_F(Outgoing, PostsOverVerifiedTls) {
    Receiver receiver(own);
    const auto status = post(https(receiver, u"/hook?a=b"_qs));
    ASSERT_TRUE(status) << status.error().detail.toStdString();
    EXPECT_EQ(*status, 200);
    ASSERT_EQ(receiver.got().size(), 1);
    EXPECT_EQ(receiver.got().first().method, "POST");
    EXPECT_EQ(receiver.got().first().body, "{\"x\":1}");
    EXPECT_EQ(receiver.got().first().signature, signature);
    EXPECT_EQ(post(https(receiver, u"/status/500"_qs)).value_or(0), 500);
}

TEST_F(Outgoing, ACertificateThatNobodyVouchesForIsRefused) {
    Receiver receiver(own);
    config.certificates = authorities(*makeSelfSigned({u"127.0.0.1"_qs}));
    EXPECT_EQ(codeOf(post(https(receiver, u"/"_qs))), ErrorCode::TlsFailed);
    config.certificates.clear(); // the system's
    EXPECT_EQ(codeOf(post(https(receiver, u"/"_qs))), ErrorCode::TlsFailed);
    EXPECT_TRUE(receiver.got().isEmpty());
}

TEST_F(Outgoing, ACertificateOfAnotherNameIsRefused) {
    const SelfSigned other = *makeSelfSigned({u"other.example"_qs});
    Receiver receiver(other);
    config.certificates = authorities(other);
    EXPECT_EQ(codeOf(post(https(receiver, u"/"_qs))), ErrorCode::TlsFailed);
    EXPECT_TRUE(receiver.got().isEmpty());
}

// The name is harmless, its address is not: no connection is made.
TEST_F(Outgoing, ANameThatLeadsInsideIsRefused) {
    Receiver receiver(own);
    EXPECT_EQ(post(https(receiver, u"/"_qs, u"localhost"_qs)).value_or(0), 200); // the operator allows it
    config.guard = AddressGuard();
    EXPECT_EQ(codeOf(post(https(receiver, u"/"_qs, u"localhost"_qs))), ErrorCode::Forbidden);
    EXPECT_EQ(codeOf(post(https(receiver, u"/"_qs))), ErrorCode::Forbidden);
    EXPECT_EQ(receiver.got().size(), 1);
}

TEST_F(Outgoing, PlainHttpOnlyWhereTheOperatorAllowsIt) {
    Receiver receiver(std::nullopt);
    const QString url = u"http://127.0.0.1:%1/"_qs.arg(receiver.port());
    EXPECT_EQ(post(url).value_or(0), 200);
    EXPECT_EQ(post(u"http://localhost:%1/"_qs.arg(receiver.port())).value_or(0), 200);
    config.guard = AddressGuard();
    EXPECT_EQ(codeOf(post(url)), ErrorCode::Forbidden);
    EXPECT_EQ(codeOf(post(u"http://localhost:%1/"_qs.arg(receiver.port()))), ErrorCode::Forbidden);
    EXPECT_EQ(receiver.got().size(), 2);
}

TEST_F(Outgoing, RedirectsKeepWhatIsPosted) {
    Receiver first(own), second(own);
    EXPECT_EQ(post(https(first, over(https(second, u"/end"_qs)))).value_or(0), 200);
    ASSERT_EQ(second.got().size(), 1);
    EXPECT_EQ(second.got().first().method, "POST");
    EXPECT_EQ(second.got().first().target, u"/end"_qs);
    EXPECT_EQ(second.got().first().body, "{\"x\":1}");
    // "See other" is an answer, not an order.
    EXPECT_EQ(post(https(first, over(https(second, u"/end"_qs), u"/see/"_qs))).value_or(0), 303);
    EXPECT_EQ(second.got().size(), 1);
}

TEST_F(Outgoing, EachRedirectIsJudged) {
    Receiver receiver(own), plain(std::nullopt);
    for (const QString& inside : {u"https://10.0.0.1/"_qs, u"https://169.254.169.254/latest/meta-data"_qs,
                                  u"https://[::1]:8443/"_qs, u"https://[::ffff:10.0.0.1]/"_qs})
        EXPECT_EQ(codeOf(post(https(receiver, over(inside)))), ErrorCode::Forbidden) << inside.toStdString();
    EXPECT_EQ(codeOf(post(https(receiver, over(u"http://127.0.0.1:%1/"_qs.arg(plain.port()))))),
              ErrorCode::Forbidden);
    EXPECT_TRUE(plain.got().isEmpty());
    for (const QString& odd : {u"file:///etc/passwd"_qs, u"ftp://127.0.0.1:2121/"_qs,
                               u"https://u:p@127.0.0.1:8443/"_qs, u"https://127.0.0.1:22/"_qs})
        EXPECT_EQ(codeOf(post(https(receiver, over(odd)))), ErrorCode::BadRequest) << odd.toStdString();
}

// 127.0.0.2 stands for the internet, 127.0.0.1 for what is inside. A name that has the one address when it is
// looked up first and the other one later (DNS rebinding) leads nowhere it was not judged by.
TEST_F(Outgoing, ANameIsLookedUpOnceAndJudgedByWhereItLeads) {
    const QString name = u"rebind.example"_qs, harmless = u"first.example"_qs;
    own = *makeSelfSigned({name, harmless});
    config.certificates = authorities(own);
    config.guard = *AddressGuard::make({u"127.0.0.2"_qs});
    Receiver outside(own, u"127.0.0.2"_qs);
    Receiver inside(own, u"127.0.0.1"_qs, outside.port());
    FakeNames names;
    const QStringList rebinding{u"127.0.0.2"_qs, u"127.0.0.1"_qs};
    names.set(harmless, {u"127.0.0.2"_qs});

    names.set(name, rebinding);
    EXPECT_EQ(post(https(outside, u"/"_qs, name)).value_or(0), 200);
    EXPECT_EQ(names.asked(name), 1) << "a second look could have another answer";
    EXPECT_EQ(outside.got().size(), 1);
    EXPECT_EQ(codeOf(post(https(outside, u"/"_qs, name))), ErrorCode::Forbidden) << "by now it leads inside";
    EXPECT_EQ(names.asked(name), 2);

    // By a redirect: to a name that leads inside already, …
    names.set(name, {u"127.0.0.1"_qs});
    EXPECT_EQ(codeOf(post(https(outside, over(https(outside, u"/end"_qs, name)), harmless))),
              ErrorCode::Forbidden);
    // … to one that will, …
    names.set(name, rebinding);
    EXPECT_EQ(post(https(outside, over(https(outside, u"/end"_qs, name)), harmless)).value_or(0), 200);
    EXPECT_EQ(names.asked(name), 1);
    // … and back to the name itself, once it has been judged.
    names.set(name, rebinding);
    const auto again = post(https(outside, over(https(outside, u"/end"_qs, name)), name));
    EXPECT_TRUE(again ? *again == 200 && names.asked(name) == 1 : again.error().code == ErrorCode::Forbidden);

    EXPECT_TRUE(inside.got().isEmpty());
}

TEST_F(Outgoing, RedirectsHaveAnEnd) {
    Receiver receiver(own);
    QString url = https(receiver, u"/end"_qs);
    for (int i = 0; i < 3; ++i)
        url = https(receiver, over(url));
    EXPECT_EQ(post(url).value_or(0), 200);
    EXPECT_EQ(codeOf(post(https(receiver, over(url)))), ErrorCode::NetworkFailed);
}

TEST_F(Outgoing, WhoDoesNotAnswerIsGivenUp) {
    Receiver receiver(own);
    config.timeoutMs = 400;
    EXPECT_EQ(codeOf(post(https(receiver, u"/hang"_qs))), ErrorCode::Timeout);
    // The time is for all of it: a redirect does not begin it anew.
    config.timeoutMs = 1'000;
    EXPECT_EQ(
        codeOf(post(https(
            receiver, over(https(receiver, over(https(receiver, u"/end"_qs), u"/slow/"_qs)), u"/slow/"_qs)))),
        ErrorCode::Timeout);
    config.timeoutMs = 400;
    QTcpServer mute; // accepts and does not even shake hands
    ASSERT_TRUE(mute.listen(QHostAddress::LocalHost));
    EXPECT_EQ(codeOf(post(u"https://127.0.0.1:%1/"_qs.arg(mute.serverPort()))), ErrorCode::Timeout);
    const QString closed = u"https://127.0.0.1:%1/"_qs.arg(mute.serverPort());
    mute.close();
    config.timeoutMs = 60'000;
    EXPECT_EQ(codeOf(post(closed)), ErrorCode::NetworkFailed);
}

TEST_F(Outgoing, AnswersAreBounded) {
    Receiver receiver(own);
    EXPECT_EQ(codeOf(post(https(receiver, u"/huge"_qs))), ErrorCode::TooLarge);
    EXPECT_EQ(post(https(receiver, u"/fine"_qs)).value_or(0), 200);
}

TEST_F(Outgoing, WhatIsUnderWayEndsWithTheClient) {
    Receiver receiver(own);
    auto client = std::make_unique<OutgoingClient>(config);
    const auto hanging = client->post({https(receiver, u"/hang"_qs), {}, "x"});
    ASSERT_TRUE(waitFor([&] { return !receiver.got().isEmpty(); }));
    client.reset();
    ASSERT_TRUE(hanging.isDone());
    EXPECT_EQ(hanging.value().error().code, ErrorCode::Cancelled);
}

TEST_F(Outgoing, ManyAtOnceAreIndependent) {
    Receiver receiver(own);
    config.timeoutMs = 60'000;
    OutgoingClient client(config);
    QList<Task<Result<int>>> hanging;
    for (int i = 0; i < 8; ++i)
        hanging.append(client.post({https(receiver, u"/hang"_qs), {}, "x"}));
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(post(client, https(receiver, u"/ok"_qs)).value_or(0), 200);
    for (const auto& task : hanging)
        EXPECT_FALSE(task.isDone());
}

} // namespace parlor::server
