#pragma once

#include <QByteArray>
#include <QList>

#include <atomic>
#include <cstdint>
#include <future>
#include <mutex>
#include <thread>

namespace parlor::test {

/// A mail server (RFC 5321, 3207, 4954 with PLAIN) on a loopback port that keeps what it is given. One client
/// at a time, on a thread of its own.
class SmtpSink {
public:
    enum class Security { Plain, StartTls, Tls };

    struct Options {
        Security security = Security::Plain;
        QByteArray certificatePem, keyPem;
        QByteArray user, password; ///< empty: nobody signs in
        bool refusesRecipients = false;
        bool isSilent = false; ///< takes the connection and says nothing
    };

    struct Mail {
        QByteArray from, to, data;
        bool encrypted = false;
        bool signedIn = false;
    };

    explicit SmtpSink(Options options);
    ~SmtpSink();
    SmtpSink(const SmtpSink&) = delete;
    SmtpSink& operator=(const SmtpSink&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

    [[nodiscard]] QList<Mail> mails() const;
    /// Every line that a client said, but those of mails; "*" before what came encrypted.
    [[nodiscard]] QList<QByteArray> lines() const;

private:
    class Talk;

    void run(std::promise<std::uint16_t> port);

    const Options m_options;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_stopping = false;
    mutable std::mutex m_mutex;
    QList<Mail> m_mails;
    QList<QByteArray> m_lines;
    std::thread m_thread;
};

} // namespace parlor::test
