#pragma once

#include "server/domain/hooks/addressguard.h"
#include "server/domain/ports/outgoing.h"
#include "shared/core/mailbox.h"

#include <QString>

#include <atomic>
#include <memory>
#include <thread>

namespace parlor::server {

/// How connections to a mail server are encrypted.
enum class MailSecurity {
    StartTls, ///< in the connection, before anything is said
    Tls,      ///< from the first byte
    None,     ///< for a mail server on the same machine
};

struct OutgoingConfig {
    AddressGuard guard;
    QString certificates; ///< PEM file of authorities; empty: the system's
    QString mailHost;     ///< empty: no mail
    int mailPort = 587;
    MailSecurity mailSecurity = MailSecurity::StartTls;
    QString mailUser, mailPassword; ///< empty: without signing in
    QString mailFrom;
    int timeoutMs = 10'000; ///< of one request with all its redirects, from the name to the last byte
};

/// Requests and mail through libcurl, on one thread of its own. A connection is only opened to an address
/// that the guard has judged: curl asks for each socket with the resolved address in hand, so a name can not
/// change in between. Proxies of the environment are not used.
class OutgoingClient final : public OutgoingHttp, public Mailer {
public:
    explicit OutgoingClient(OutgoingConfig config);
    /// What is under way ends with Cancelled.
    ~OutgoingClient() override;
    OutgoingClient(const OutgoingClient&) = delete;
    OutgoingClient& operator=(const OutgoingClient&) = delete;

    Task<Result<int>> post(OutgoingRequest request) override;

    [[nodiscard]] bool isConfigured() const override { return !m_config.mailHost.isEmpty(); }

    Task<Status> send(Mail mail) override;

private:
    struct Transfer;
    class Loop;

    void enqueue(std::shared_ptr<Transfer> transfer);
    void run();

    const OutgoingConfig m_config;
    Mailbox<std::shared_ptr<Transfer>> m_waiting;
    std::atomic<bool> m_stopping = false;
    void* m_multi; ///< CURLM; only curl_multi_wakeup() from other threads
    std::thread m_thread;
};

} // namespace parlor::server
