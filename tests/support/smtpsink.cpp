#include "tests/support/smtpsink.h"

#include <QDeadlineTimer>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>

#include <optional>

namespace parlor::test {

namespace {

constexpr int stepMs = 20, mostMs = 60'000;

class Listener final : public QTcpServer {
public:
    QList<qintptr> accepted;

protected:
    void incomingConnection(qintptr descriptor) override { accepted.append(descriptor); }
};

} // namespace

/// One connection.
class SmtpSink::Talk {
public:
    Talk(SmtpSink& sink, qintptr descriptor) : m_sink(sink), m_options(sink.m_options) {
        m_socket.setSocketDescriptor(descriptor);
        m_socket.setLocalCertificate(QSslCertificate(m_options.certificatePem));
        if (!m_options.keyPem.isEmpty())
            m_socket.setPrivateKey(QSslKey(m_options.keyPem, QSsl::Ec));
    }

    void run() {
        if (m_options.isSilent) {
            while (line()) {
            }
            return;
        }
        if (m_options.security == Security::Tls && !encrypt())
            return;
        say("220 sink ESMTP");
        while (const auto said = line())
            if (!answer(*said))
                break;
        m_socket.disconnectFromHost();
        if (m_socket.state() != QAbstractSocket::UnconnectedState)
            m_socket.waitForDisconnected(mostMs);
    }

private:
    bool encrypt() {
        m_socket.startServerEncryption();
        m_mail.encrypted = m_socket.waitForEncrypted(mostMs);
        return m_mail.encrypted;
    }

    void say(const QByteArray& words) {
        m_socket.write(words + "\r\n");
        m_socket.flush();
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(mostMs)) {
        }
    }

    std::optional<QByteArray> rawLine() {
        const QDeadlineTimer deadline(mostMs);
        while (!m_socket.canReadLine()) {
            if (m_sink.m_stopping || deadline.hasExpired()
                || (m_socket.state() != QAbstractSocket::ConnectedState && m_socket.bytesAvailable() == 0))
                return std::nullopt;
            m_socket.waitForReadyRead(stepMs);
        }
        return m_socket.readLine();
    }

    std::optional<QByteArray> line() {
        auto raw = rawLine();
        if (!raw)
            return std::nullopt;
        const std::scoped_lock lock(m_sink.m_mutex);
        m_sink.m_lines.append((m_mail.encrypted ? "*" : "") + raw->trimmed());
        return raw->trimmed();
    }

    bool answer(const QByteArray& said) {
        const QByteArray verb = said.left(4).toUpper();
        if (verb == "EHLO")
            greet();
        else if (verb == "STAR") {
            say("220 go on");
            return encrypt();
        } else if (verb == "AUTH")
            signIn(said);
        else if (verb == "MAIL")
            keep(m_mail.from, said.mid(10));
        else if (verb == "RCPT" && m_options.refusesRecipients)
            say("550 nobody of that name");
        else if (verb == "RCPT")
            keep(m_mail.to, said.mid(8));
        else if (verb == "DATA")
            takeData();
        else if (verb == "QUIT") {
            say("221 bye");
            return false;
        } else
            say("250 well");
        return true;
    }

    void greet() {
        QByteArray words = "250-sink\r\n";
        if (m_options.security == Security::StartTls && !m_mail.encrypted)
            words += "250-STARTTLS\r\n";
        if (!m_options.user.isEmpty())
            words += "250-AUTH PLAIN\r\n";
        say(words + "250 8BITMIME");
    }

    void signIn(const QByteArray& said) {
        QByteArray secret = said.mid(11);
        if (secret.isEmpty()) {
            say("334 ");
            secret = line().value_or(QByteArray());
        }
        const QByteArray wanted = QByteArray(1, '\0') + m_options.user + '\0' + m_options.password;
        m_mail.signedIn = QByteArray::fromBase64(secret) == wanted;
        say(m_mail.signedIn ? "235 welcome" : "535 no");
    }

    void keep(QByteArray& where, const QByteArray& address) {
        where = address;
        const qsizetype end = where.indexOf('>');
        where = where.left(end + 1);
        say(!m_options.user.isEmpty() && !m_mail.signedIn ? "530 sign in first" : "250 well");
    }

    void takeData() {
        say("354 go on");
        QByteArray data;
        while (const auto raw = rawLine()) {
            if (*raw == ".\r\n")
                break;
            data += raw->startsWith('.') ? raw->mid(1) : *raw;
        }
        m_mail.data = data;
        {
            const std::scoped_lock lock(m_sink.m_mutex);
            m_sink.m_mails.append(m_mail);
        }
        say("250 kept");
    }

    SmtpSink& m_sink;
    const Options& m_options;
    QSslSocket m_socket;
    Mail m_mail;
};

SmtpSink::SmtpSink(Options options) : m_options(std::move(options)) {
    std::promise<std::uint16_t> port;
    auto known = port.get_future();
    m_thread = std::thread([this, promise = std::move(port)]() mutable { run(std::move(promise)); });
    m_port = known.get();
}

SmtpSink::~SmtpSink() {
    m_stopping = true;
    m_thread.join();
}

QList<SmtpSink::Mail> SmtpSink::mails() const {
    const std::scoped_lock lock(m_mutex);
    return m_mails;
}

QList<QByteArray> SmtpSink::lines() const {
    const std::scoped_lock lock(m_mutex);
    return m_lines;
}

void SmtpSink::run(std::promise<std::uint16_t> port) {
    Listener listener;
    if (!listener.listen(QHostAddress::LocalHost))
        qFatal("the mail sink does not listen");
    port.set_value(listener.serverPort());
    while (!m_stopping) {
        listener.waitForNewConnection(stepMs);
        while (!listener.accepted.isEmpty())
            Talk(*this, listener.accepted.takeFirst()).run();
    }
}

} // namespace parlor::test
