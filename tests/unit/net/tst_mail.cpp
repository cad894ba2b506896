#include "tests/support/smtpsink.h"
#include "tests/support/waiting.h"
#include "tests/unit/net/outgoingtest.h"

namespace parlor::server {

using test::await;
using test::SmtpSink;

namespace {

class Mails : public OutgoingTest {
protected:
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
};

bool saidAny(const SmtpSink& sink, QByteArrayView words) {
    for (const QByteArray& line : sink.lines())
        if (line.contains(words))
            return true;
    return false;
}

} // namespace

TEST_F(Mails, MailGoesPlainOnlyWhenToldSo) {
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

TEST_F(Mails, MailIsEncryptedBeforeAnythingIsSaid) {
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

TEST_F(Mails, AMailServerThatNobodyVouchesForHearsNoPassword) {
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

TEST_F(Mails, MailThatIsRefusedFails) {
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

TEST_F(Mails, ASilentMailServerIsGivenUp) {
    SmtpSink::Options options = sinkOf(SmtpSink::Security::Plain);
    options.isSilent = true;
    SmtpSink sink(options);
    config.timeoutMs = 400;
    const Status late = send(sink, MailSecurity::None);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::Timeout);
}

TEST_F(Mails, WithoutAServerThereIsNoMail) {
    OutgoingClient client(config);
    EXPECT_FALSE(client.isConfigured());
    const Status none = await(client.send({u"bo@example.org"_qs, u"x"_qs, u"y"_qs}));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
}

} // namespace parlor::server
