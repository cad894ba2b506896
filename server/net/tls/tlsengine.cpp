#include "server/net/tls/tlsengine.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>

namespace parlor::server {

namespace {

constexpr std::size_t maxPerSend = 256 * 1024;

TlsScratch& scratchOf(BIO* bio) {
    return *static_cast<TlsScratch*>(BIO_get_data(bio));
}

int readBio(BIO* bio, char* out, std::size_t size, std::size_t* done) {
    TlsScratch& scratch = scratchOf(bio);
    BIO_clear_retry_flags(bio);
    if (scratch.inSize == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    *done = std::min(size, scratch.inSize);
    std::memcpy(out, scratch.in, *done);
    scratch.in += *done;
    scratch.inSize -= *done;
    return 1;
}

int writeBio(BIO* bio, const char* bytes, std::size_t size, std::size_t* done) {
    BIO_clear_retry_flags(bio);
    scratchOf(bio).out.append(bytes, size);
    *done = size;
    return 1;
}

long controlBio(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// A BIO over the thread's scratch: OpenSSL's own memory BIO would keep buffers for every connection.
BIO_METHOD* scratchMethod() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "parlor");
        BIO_meth_set_read_ex(made, readBio);
        BIO_meth_set_write_ex(made, writeBio);
        BIO_meth_set_ctrl(made, controlBio);
        return made;
    }();
    return method;
}

} // namespace

TlsEngine::TlsEngine(const TlsContext& context, TlsScratch& scratch)
    : m_ssl(SSL_new(context.get())), m_scratch(scratch) {
    BIO* bio = BIO_new(scratchMethod());
    BIO_set_data(bio, &scratch);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl, bio, bio);
    SSL_set_accept_state(m_ssl);
}

TlsEngine::~TlsEngine() {
    SSL_free(m_ssl);
}

bool TlsEngine::hasBufferedInput() const {
    return !m_pendingIn.empty() || SSL_pending(m_ssl) > 0;
}

/// Sends the scratch's ciphertext behind what is pending; false when the socket has failed.
bool TlsEngine::sendScratch(int socket) {
    if (m_scratch.out.empty())
        return true;
    std::size_t sent = 0;
    while (m_pendingOut.empty() && sent < m_scratch.out.size()) {
        const ssize_t n = ::send(socket, m_scratch.out.data() + sent, m_scratch.out.size() - sent,
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != EAGAIN) {
            m_scratch.out.clear();
            return false;
        }
        if (n < 0)
            break;
        sent += std::size_t(n);
    }
    m_pendingOut.append(m_scratch.out, sent);
    m_scratch.out.clear();
    return true;
}

IoResult TlsEngine::flush(int socket) {
    std::size_t sent = 0;
    IoResult result = IoResult::ok(0);
    while (sent < m_pendingOut.size()) {
        const ssize_t n = ::send(socket, m_pendingOut.data() + sent, m_pendingOut.size() - sent,
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            result = errno == EAGAIN ? IoResult::blocked() : IoResult::failed();
            break;
        }
        sent += std::size_t(n);
    }
    if (sent == m_pendingOut.size())
        std::string().swap(m_pendingOut); // really gives the memory back
    else
        m_pendingOut.erase(0, sent);
    return result;
}

IoResult TlsEngine::read(int socket, std::span<char> out) {
    if (m_failed)
        return IoResult::failed();
    const std::string kept = std::exchange(m_pendingIn, {});
    m_scratch.in = kept.data();
    m_scratch.inSize = kept.size();
    IoResult result = IoResult::blocked();
    std::size_t got = 0;
    for (;;) {
        ERR_clear_error();
        const int n = SSL_read(m_ssl, out.data() + got, int(out.size() - got));
        if (n > 0) {
            got += std::size_t(n);
            if (got == out.size())
                break;
            continue;
        }
        const int reason = SSL_get_error(m_ssl, n);
        if (reason != SSL_ERROR_WANT_READ) {
            result = reason == SSL_ERROR_ZERO_RETURN ? IoResult::ended() : IoResult::failed();
            m_failed = reason != SSL_ERROR_ZERO_RETURN;
            break;
        }
        // The handshake's own answers must leave before more can come.
        if (!sendScratch(socket)) {
            result = IoResult::failed();
            break;
        }
        if (got > 0)
            break;
        const ssize_t received =
            ::recv(socket, m_scratch.cipher.data(), m_scratch.cipher.size(), MSG_DONTWAIT);
        if (received < 0 && errno == EINTR)
            continue;
        if (received <= 0) {
            result = received == 0     ? IoResult::ended()
                     : errno == EAGAIN ? IoResult::blocked()
                                       : IoResult::failed();
            break;
        }
        m_scratch.in = m_scratch.cipher.data();
        m_scratch.inSize = std::size_t(received);
    }
    if (!sendScratch(socket))
        result = IoResult::failed();
    if (m_scratch.inSize > 0 && result.state != IoResult::State::Failed)
        m_pendingIn.assign(m_scratch.in, m_scratch.inSize);
    m_scratch.in = nullptr;
    m_scratch.inSize = 0;
    return got > 0 ? IoResult::ok(got) : result;
}

IoResult TlsEngine::send(int socket, std::span<const iovec> plain) {
    if (m_failed)
        return IoResult::failed();
    if (!m_pendingOut.empty())
        if (const IoResult flushed = flush(socket); flushed.state != IoResult::State::Ok)
            return flushed;
    std::size_t total = 0;
    std::size_t part = 0, offset = 0;
    while (part < plain.size() && total < maxPerSend && m_pendingOut.empty()) {
        std::size_t joined = 0;
        while (part < plain.size() && joined < m_scratch.plain.size()) {
            const std::size_t count = std::min(plain[part].iov_len - offset, m_scratch.plain.size() - joined);
            std::memcpy(m_scratch.plain.data() + joined,
                        static_cast<const char*>(plain[part].iov_base) + offset, count);
            joined += count;
            offset += count;
            if (offset == plain[part].iov_len) {
                ++part;
                offset = 0;
            }
        }
        if (joined == 0)
            break;
        ERR_clear_error();
        if (SSL_write(m_ssl, m_scratch.plain.data(), int(joined)) != int(joined)) {
            m_scratch.out.clear();
            m_failed = true;
            return IoResult::failed();
        }
        total += joined;
        if (m_scratch.out.size() >= 64 * 1024 && !sendScratch(socket))
            return IoResult::failed();
    }
    if (!sendScratch(socket))
        return IoResult::failed();
    return IoResult::ok(total);
}

void TlsEngine::shutdown(int socket) {
    if (m_failed || !SSL_is_init_finished(m_ssl))
        return;
    ERR_clear_error();
    SSL_shutdown(m_ssl);
    sendScratch(socket);
}

} // namespace parlor::server
