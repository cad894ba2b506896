#include "server/net/outgoing/outgoingclient.h"

#include "server/domain/hooks/hookaddress.h"
#include "server/net/outgoing/mailmessage.h"
#include "shared/core/clock.h"
#include "shared/core/ids.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>

#include <netinet/in.h>
#include <sys/socket.h>

namespace parlor::server {

namespace {

constexpr std::int64_t answerMost = 64 * 1024;
constexpr int redirectsMost = 3;
constexpr long connectMs = 5'000;
constexpr int httpsPort = 443;
constexpr int firstOpenPort = 1'024;
constexpr int pollMs = 1'000;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

struct Peer {
    AddressBytes address{};
    int port = 0;
};

std::optional<Peer> peerOf(const curl_sockaddr& where) {
    Peer peer;
    if (where.family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &where.addr, sizeof four);
        peer.address[10] = peer.address[11] = 0xFF;
        std::memcpy(peer.address.data() + 12, &four.sin_addr, 4);
        peer.port = ntohs(four.sin_port);
        return peer;
    }
    if (where.family != AF_INET6)
        return std::nullopt;
    sockaddr_in6 six{};
    std::memcpy(&six, &where.addr, std::min<std::size_t>(sizeof six, where.addrlen));
    std::memcpy(peer.address.data(), &six.sin6_addr, peer.address.size());
    peer.port = ntohs(six.sin6_port);
    return peer;
}

ErrorCode errorFor(CURLcode code) {
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return ErrorCode::Timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_USE_SSL_FAILED:
        return ErrorCode::TlsFailed;
    case CURLE_WRITE_ERROR:
    case CURLE_FILESIZE_EXCEEDED:
        return ErrorCode::TooLarge;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return ErrorCode::BadRequest;
    default:
        return ErrorCode::NetworkFailed;
    }
}

} // namespace

/// One request or mail, and all that curl points to while it is under way.
struct OutgoingClient::Transfer {
    const OutgoingConfig* config = nullptr;
    OutgoingRequest request;
    QByteArray url;
    QByteArray body; ///< of a mail
    QByteArray from, to;
    bool isMail = false;
    Promise<Result<int>> promise;

    std::unique_ptr<CURL, FreeEasy> easy;
    std::unique_ptr<curl_slist, FreeList> list;
    bool isPlain = false;
    bool isRefused = false;
    std::chrono::steady_clock::time_point until; ///< the last byte of the last answer
    int redirects = 0;
    std::int64_t received = 0; ///< of all answers together, heads too
    qsizetype sent = 0;

    template<class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(easy.get(), option, value);
    }

    void setString(CURLoption option, const QByteArray& text) { set(option, text.constData()); }

    void append(const QByteArray& line) { list.reset(curl_slist_append(list.release(), line.constData())); }

    static curl_socket_t openSocket(void* self, curlsocktype, curl_sockaddr* where) {
        auto& transfer = *static_cast<Transfer*>(self);
        const auto peer = peerOf(*where);
        const auto verdict =
            peer ? transfer.config->guard.judge(peer->address) : AddressGuard::Verdict::Refused;
        const bool isUsual =
            !transfer.isPlain && peer && (peer->port == httpsPort || peer->port >= firstOpenPort);
        if (verdict != AddressGuard::Verdict::Allowed
            && (verdict == AddressGuard::Verdict::Refused || !isUsual)) {
            transfer.isRefused = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(where->family, where->socktype | SOCK_CLOEXEC, where->protocol);
    }

    [[nodiscard]] long msLeft() const {
        const auto left = until - std::chrono::steady_clock::now();
        return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
    }

    static std::size_t take(const char*, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        transfer.received += static_cast<std::int64_t>(size * count);
        return transfer.received > answerMost ? 0 : size * count;
    }

    static std::size_t give(char* out, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        const qsizetype most = static_cast<qsizetype>(size) * static_cast<qsizetype>(count);
        const qsizetype length = std::min(most, transfer.body.size() - transfer.sent);
        std::memcpy(out, transfer.body.constData() + transfer.sent, static_cast<std::size_t>(length));
        transfer.sent += length;
        return static_cast<std::size_t>(length);
    }

    void prepare() {
        easy.reset(curl_easy_init());
        list.reset();
        setString(CURLOPT_URL, url);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NETRC, long(CURL_NETRC_IGNORED));
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_TIMEOUT_MS, std::max(1L, msLeft()));
        set(CURLOPT_CONNECTTIMEOUT_MS, std::clamp(msLeft(), 1L, connectMs));
        set(CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_WRITEFUNCTION, &Transfer::take);
        set(CURLOPT_WRITEDATA, static_cast<void*>(this));
        set(CURLOPT_HEADERFUNCTION, &Transfer::take);
        set(CURLOPT_HEADERDATA, static_cast<void*>(this));
        set(CURLOPT_PRIVATE, static_cast<void*>(this));
        if (!config->certificates.isEmpty()) {
            setString(CURLOPT_CAINFO, config->certificates.toUtf8());
            set(CURLOPT_CAPATH, static_cast<const char*>(nullptr)); // only these, not the system's too
        }
        if (isMail)
            prepareMail();
        else
            preparePost();
    }

    void preparePost() {
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::openSocket);
        set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
        set(CURLOPT_USERAGENT, "parlord/" PARLOR_VERSION);
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.size()));
        setString(CURLOPT_POSTFIELDS, request.body);
        append("Expect:");
        for (const auto& [name, value] : request.headers)
            append(name + ": " + value);
        set(CURLOPT_HTTPHEADER, list.get());
    }

    void prepareMail() {
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_USE_SSL,
            long(config->mailSecurity == MailSecurity::None ? CURLUSESSL_NONE : CURLUSESSL_ALL));
        if (!config->mailUser.isEmpty()) {
            setString(CURLOPT_USERNAME, config->mailUser.toUtf8());
            setString(CURLOPT_PASSWORD, config->mailPassword.toUtf8());
        }
        setString(CURLOPT_MAIL_FROM, from);
        append(to);
        set(CURLOPT_MAIL_RCPT, list.get());
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_READFUNCTION, &Transfer::give);
        set(CURLOPT_READDATA, static_cast<void*>(this));
    }

    /// Takes the next address of a redirect, which is judged like the first. False: this is the last answer.
    bool follow(long status) {
        const char* location = nullptr;
        curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &location);
        const bool keepsMethod = status == 301 || status == 302 || status == 307 || status == 308;
        if (!location || !keepsMethod)
            return false;
        if (msLeft() <= 0) {
            promise.finish(fail(ErrorCode::Timeout));
            return false;
        }
        if (++redirects > redirectsMost) {
            promise.finish(fail(ErrorCode::NetworkFailed, QStringLiteral("too many redirects")));
            return false;
        }
        const bool wasPlain = isPlain;
        if (!aim(QString::fromUtf8(location)))
            return false;
        if (isPlain && !wasPlain) {
            promise.finish(fail(ErrorCode::Forbidden, QStringLiteral("a redirect away from https")));
            return false;
        }
        return true;
    }

    /// False, and answered, when the address can not be used.
    bool aim(const QString& address) {
        const auto checked = checkHookUrl(address, config->guard);
        if (!checked) {
            promise.finish(std::unexpected(checked.error()));
            return false;
        }
        isPlain = checked->scheme() == u"http";
        url = checked->toEncoded();
        return true;
    }

    void finish(CURLcode code) {
        if (isRefused && code != CURLE_OK)
            return promise.finish(
                fail(ErrorCode::Forbidden, QStringLiteral("this address is not on the internet")));
        if (code != CURLE_OK)
            return promise.finish(fail(errorFor(code), QString::fromLatin1(curl_easy_strerror(code))));
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        promise.finish(static_cast<int>(status));
    }
};

/// What runs on the thread.
class OutgoingClient::Loop {
public:
    explicit Loop(CURLM* multi) : m_multi(multi) {}

    ~Loop() {
        for (const auto& [easy, transfer] : m_running) {
            curl_multi_remove_handle(m_multi, easy);
            transfer->promise.finish(fail(ErrorCode::Cancelled));
        }
    }

    void start(const std::shared_ptr<Transfer>& transfer) {
        transfer->prepare();
        CURL* easy = transfer->easy.get();
        m_running.emplace(easy, transfer);
        curl_multi_add_handle(m_multi, easy);
    }

    void step() {
        int running = 0;
        curl_multi_perform(m_multi, &running);
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(m_multi, &left))
            if (message->msg == CURLMSG_DONE)
                ended(message->easy_handle, message->data.result);
        curl_multi_poll(m_multi, nullptr, 0, pollMs, nullptr);
    }

private:
    void ended(CURL* easy, CURLcode code) {
        const auto at = m_running.find(easy);
        const std::shared_ptr<Transfer> transfer = at->second;
        curl_multi_remove_handle(m_multi, easy);
        m_running.erase(at);
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (code == CURLE_OK && !transfer->isMail && transfer->follow(status))
            return start(transfer);
        transfer->finish(code); // the first answer counts
    }

    CURLM* m_multi;
    std::map<CURL*, std::shared_ptr<Transfer>> m_running;
};

OutgoingClient::OutgoingClient(OutgoingConfig config) : m_config(std::move(config)), m_multi(nullptr) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    m_multi = curl_multi_init();
    m_thread = std::thread([this] { run(); });
}

OutgoingClient::~OutgoingClient() {
    m_stopping = true;
    curl_multi_wakeup(m_multi);
    m_thread.join();
    for (const auto& transfer : m_waiting.takeAll())
        transfer->promise.finish(fail(ErrorCode::Cancelled));
    curl_multi_cleanup(m_multi);
}

Task<Result<int>> OutgoingClient::post(OutgoingRequest request) {
    auto transfer = std::make_shared<Transfer>();
    transfer->config = &m_config;
    const auto task = transfer->promise.task();
    if (transfer->aim(request.url)) {
        transfer->request = std::move(request);
        enqueue(std::move(transfer));
    }
    return task;
}

Task<Status> OutgoingClient::send(Mail mail) {
    if (!isConfigured())
        return doneTask<Status>(fail(ErrorCode::NotFound));
    if (!isMailAddress(mail.to) || !isMailAddress(m_config.mailFrom))
        return doneTask<Status>(fail(ErrorCode::BadRequest));
    auto transfer = std::make_shared<Transfer>();
    transfer->config = &m_config;
    transfer->isMail = true;
    const char* scheme = m_config.mailSecurity == MailSecurity::Tls ? "smtps://" : "smtp://";
    transfer->url = scheme + m_config.mailHost.toUtf8() + ':' + QByteArray::number(m_config.mailPort) + '/'
                    + m_config.mailFrom.section(u'@', 1).toLatin1(); // the name that is said in EHLO
    transfer->from = '<' + m_config.mailFrom.toLatin1() + '>';
    transfer->to = '<' + mail.to.toLatin1() + '>';
    transfer->body = mailMessage(mail, m_config.mailFrom, makeClientId(), SystemClock().now());
    Promise<Status> promise;

    class Direct final : public Executor {
    public:
        void post(Job job) override { job(); }
    };

    static Direct direct; // only passes the answer on, on whatever thread it comes
    transfer->promise.task().then(&direct, [promise](const Result<int>& answer) {
        promise.finish(answer ? Status() : Status(std::unexpected(answer.error())));
    });
    enqueue(std::move(transfer));
    return promise.task();
}

void OutgoingClient::enqueue(std::shared_ptr<Transfer> transfer) {
    transfer->until = std::chrono::steady_clock::now() + std::chrono::milliseconds(m_config.timeoutMs);
    if (m_waiting.push(std::move(transfer)))
        curl_multi_wakeup(m_multi);
}

void OutgoingClient::run() {
    Loop loop(m_multi);
    while (!m_stopping) {
        for (const auto& transfer : m_waiting.takeAll())
            loop.start(transfer);
        loop.step();
    }
}

} // namespace parlor::server
