#include "server/net/outgoing/outgoingclient.h"
#include "server/net/tls/certificate.h"
#include "tests/support/smtpsink.h"
#include "tests/support/waiting.h"
#include "tests/unit/net/fakenames.h"
#include "tests/unit/net/testserver.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QThread>

#include <gtest/gtest.h>

namespace parlor::server {

using namespace parlor::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray password = QByteArrayLiteral("correct-horse-battery");
const QByteArray signature = QByteArrayLiteral("v1=0123456789abcdef");

std::mutex logMutex;
QByteArray logged;

void keepLog(QtMsgType, const QMessageLogContext&, const QString& text) {
    const std::scoped_lock lock(logMutex);
    logged += text.toUtf8() + '\n';
}

/// A web server that keeps what it is sent. "/to/URL" redirects there (307), "/see/URL" by 303, "/slow/URL"
/// too, after a while; "/hang" never answers, "/huge" says too much, "/status/N" just that.
class Receiver {
public:
    struct Got {
        QByteArray method;
        QString target;
        QByteArray signature;
        QByteArray body;
    };

    explicit Receiver(const std::optional<SelfSigned>& own, const QString& host = u"127.0.0.1"_qs,
                      std::uint16_t port = 0)
        : m_server(
              [own, host, port](NetConfig& config) {
                  config.listen = {{host, port}};
                  if (own) {
                      config.tls.certificatePem = own->certificatePem;
                      config.tls.keyPem = own->keyPem;
                  }
              },
              [this](std::shared_ptr<HttpExchange> exchange) { take(std::move(exchange)); }) {}

    ~Receiver() {
        m_reading.call([] {}); // whoever is answering has answered
        m_server.inDomain([this](NetServer&) { m_held.clear(); });
    }

    [[nodiscard]] std::uint16_t port() const { return m_server.port(); }

    [[nodiscard]] QList<Got> got() {
        const std::scoped_lock lock(m_mutex);
        return m_got;
    }

private:
    void take(std::shared_ptr<HttpExchange> exchange) {
        exchange->readBody(1 << 20).then(&m_reading, [this, exchange](const Result<QByteArray>& body) {
            const HttpRequest& request = exchange->request();
            {
                const std::scoped_lock lock(m_mutex);
                m_got.append({request.method, request.path, request.header("parlor-signature"),
                              body.value_or(QByteArray())});
            }
            answer(request.path, exchange);
        });
    }

    void answer(const QString& path, const std::shared_ptr<HttpExchange>& exchange) {
        HttpResponse response = server::answerOf("taken");
        const auto goTo = [&](int status, qsizetype from) {
            response.status = status;
            response.headers.append({"Location", path.mid(from).toUtf8()});
        };
        if (path == u"/hang") {
            m_server.inDomain([&](NetServer&) { m_held.push_back(exchange); });
            return;
        }
        if (path == u"/huge")
            response.body = QByteArray(1'000'000, 'h');
        else if (path.startsWith(u"/status/"))
            response.status = path.mid(8).toInt();
        else if (path.startsWith(u"/to/"))
            goTo(307, 4);
        else if (path.startsWith(u"/see/"))
            goTo(303, 5);
        else if (path.startsWith(u"/slow/")) {
            QThread::msleep(700);
            goTo(307, 6);
        }
        exchange->respond(response);
    }

    std::mutex m_mutex;
    QList<Got> m_got;
    std::vector<std::shared_ptr<HttpExchange>> m_held;
    DomainThread m_reading;
    TestServer m_server;
};

class Outgoing : public ::testing::Test {
protected:
    void SetUp() override {
        own = *makeSelfSigned({u"127.0.0.1"_qs, u"localhost"_qs});
        config.guard = *AddressGuard::make({u"127.0.0.1"_qs});
        config.certificates = authorities(own);
        config.timeoutMs = 60'000;
        logged.clear();
        m_before = qInstallMessageHandler(keepLog);
    }

    void TearDown() override {
        qInstallMessageHandler(m_before);
        const std::scoped_lock lock(logMutex);
        EXPECT_FALSE(logged.contains(password)) << logged.toStdString();
        EXPECT_FALSE(logged.contains(signature));
    }

    QString authorities(const SelfSigned& certificate) {
        QFile file(dir.filePath(u"ca-%1.pem"_qs.arg(++m_files)));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(certificate.certificatePem);
        return file.fileName();
    }

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

    Status send(const SmtpSink& sink, MailSecurity security, const QString& to = u"bo@example.org"_qs) {
        config.mailHost = u"127.0.0.1"_qs;
        config.mailPort = sink.port();
        config.mailSecurity = security;
        config.mailFrom = u"parlor@home.example"_qs;
        OutgoingClient client(config);
        const Status status = await(client.send({to, u"Grüße"_qs, u"line one\n.line two ✓"_qs}));
        EXPECT_FALSE(!status && status.error().detail.toUtf8().contains(password));
        return status;
    }

    SmtpSink::Options sinkOf(SmtpSink::Security security) const {
        SmtpSink::Options options;
        options.security = security;
        options.certificatePem = own.certificatePem;
        options.keyPem = own.keyPem;
        return options;
    }

    void signIn(SmtpSink::Options& options) {
        options.user = "parlor";
        options.password = password;
        config.mailUser = u"parlor"_qs;
        config.mailPassword = QString::fromLatin1(password);
    }

    QTemporaryDir dir;
    SelfSigned own;
    OutgoingConfig config;

private:
    QtMessageHandler m_before = nullptr;
    int m_files = 0;
};

bool saidAny(const SmtpSink& sink, QByteArrayView words) {
    for (const QByteArray& line : sink.lines())
        if (line.contains(words))
            return true;
    return false;
}

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
    for (const QString& inside :
         {u"https://10.0.0.1/"_qs, u"https://169.254.169.254/latest/meta-data"_qs, u"https://[::1]:8443/"_qs,
          u"https://[::ffff:10.0.0.1]/"_qs, u"https://localhost.localdomain:9/"_qs})
        EXPECT_NE(codeOf(post(https(receiver, over(inside)))), ErrorCode::Internal) << inside.toStdString();
    EXPECT_EQ(codeOf(post(https(receiver, over(u"https://10.0.0.1/"_qs)))), ErrorCode::Forbidden);
    EXPECT_EQ(codeOf(post(https(receiver, over(u"https://[::ffff:10.0.0.1]/"_qs)))), ErrorCode::Forbidden);
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

TEST_F(Outgoing, MailGoesPlainOnlyWhenToldSo) {
    SmtpSink sink(sinkOf(SmtpSink::Security::Plain));
    const Status sent = send(sink, MailSecurity::None);
    ASSERT_TRUE(sent) << sent.error().detail.toStdString();
    ASSERT_EQ(sink.mails().size(), 1);
    const SmtpSink::Mail mail = sink.mails().first();
    EXPECT_EQ(mail.from, "<parlor@home.example>");
    EXPECT_EQ(mail.to, "<bo@example.org>");
    EXPECT_TRUE(mail.data.contains("\r\nSubject: =?UTF-8?B?" + u"Grüße"_qs.toUtf8().toBase64() + "?=\r\n"));
    const QByteArray text = mail.data.mid(mail.data.indexOf("\r\n\r\n") + 4);
    EXPECT_EQ(QString::fromUtf8(QByteArray::fromBase64(text)), u"line one\n.line two ✓"_qs);
    EXPECT_TRUE(saidAny(sink, "EHLO home.example"));
    // A server without encryption gets neither mail nor password from somebody who wants it.
    config.mailUser = u"parlor"_qs;
    config.mailPassword = QString::fromLatin1(password);
    const Status refused = send(sink, MailSecurity::StartTls);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::TlsFailed);
    EXPECT_EQ(sink.mails().size(), 1);
    EXPECT_FALSE(saidAny(sink, "AUTH"));
}

TEST_F(Outgoing, MailIsEncryptedBeforeAnythingIsSaid) {
    for (const bool fromTheFirstByte : {false, true}) {
        SmtpSink::Options options =
            sinkOf(fromTheFirstByte ? SmtpSink::Security::Tls : SmtpSink::Security::StartTls);
        signIn(options);
        SmtpSink sink(options);
        const Status sent = send(sink, fromTheFirstByte ? MailSecurity::Tls : MailSecurity::StartTls);
        ASSERT_TRUE(sent) << sent.error().detail.toStdString();
        ASSERT_EQ(sink.mails().size(), 1);
        EXPECT_TRUE(sink.mails().first().encrypted);
        EXPECT_TRUE(sink.mails().first().signedIn);
        for (const QByteArray& line : sink.lines())
            EXPECT_TRUE(line.startsWith('*') || line.startsWith("EHLO") || line == "STARTTLS")
                << line.toStdString();
    }
}

TEST_F(Outgoing, AMailServerThatNobodyVouchesForHearsNoPassword) {
    config.certificates = authorities(*makeSelfSigned({u"127.0.0.1"_qs}));
    SmtpSink::Options options = sinkOf(SmtpSink::Security::StartTls);
    signIn(options);
    SmtpSink sink(options);
    const Status refused = send(sink, MailSecurity::StartTls);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::TlsFailed);
    EXPECT_FALSE(saidAny(sink, "AUTH"));
    EXPECT_TRUE(sink.mails().isEmpty());
}

TEST_F(Outgoing, MailThatIsRefusedFails) {
    SmtpSink::Options options = sinkOf(SmtpSink::Security::StartTls);
    signIn(options);
    {
        SmtpSink sink(options);
        config.mailPassword = QString::fromLatin1(password) + u"-old"_qs;
        EXPECT_FALSE(send(sink, MailSecurity::StartTls));
        EXPECT_TRUE(sink.mails().isEmpty());
        config.mailPassword = QString::fromLatin1(password);
        EXPECT_TRUE(send(sink, MailSecurity::StartTls));
    }
    options.refusesRecipients = true;
    SmtpSink strict(options);
    EXPECT_FALSE(send(strict, MailSecurity::StartTls));
    EXPECT_TRUE(strict.mails().isEmpty());
    // Nobody adds a line of their own.
    const Status bad = send(strict, MailSecurity::StartTls, u"a@b.example>\r\nRCPT TO:<c@d.example"_qs);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::BadRequest);
    EXPECT_FALSE(saidAny(strict, "c@d.example"));
}

TEST_F(Outgoing, ASilentMailServerIsGivenUp) {
    SmtpSink::Options options = sinkOf(SmtpSink::Security::Plain);
    options.isSilent = true;
    SmtpSink sink(options);
    config.timeoutMs = 400;
    const Status late = send(sink, MailSecurity::None);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::Timeout);
}

TEST_F(Outgoing, WithoutAServerThereIsNoMail) {
    OutgoingClient client(config);
    EXPECT_FALSE(client.isConfigured());
    const Status none = await(client.send({u"bo@example.org"_qs, u"x"_qs, u"y"_qs}));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
}

} // namespace parlor::server
