#pragma once

#include "server/net/ioresult.h"
#include "server/net/tls/tlscontext.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <sys/uio.h>

struct ssl_st;
struct bio_st;

namespace parlor::server {

/// Buffers that all TLS connections of a thread share; nothing in them outlives a call.
struct TlsScratch {
    std::vector<char> cipher = std::vector<char>(64 * 1024); ///< received
    std::vector<char> plain = std::vector<char>(16 * 1024);  ///< one record's worth, joined
    std::string out;                                         ///< ciphertext to send
    const char* in = nullptr;                                ///< unread part of what was received
    std::size_t inSize = 0;
};

/// One TLS connection over a non-blocking socket: OpenSSL on memory, so that an idle one keeps no buffer of
/// ours.
class TlsEngine {
public:
    TlsEngine(const TlsContext& context, TlsScratch& scratch);
    ~TlsEngine();
    TlsEngine(const TlsEngine&) = delete;
    TlsEngine& operator=(const TlsEngine&) = delete;

    /// Plain bytes; does the handshake on the way. Blocked when the socket has no more.
    IoResult read(int socket, std::span<char> out);

    /// Takes as many plain bytes as the socket is ready for; what it has taken is encrypted and on its way.
    IoResult send(int socket, std::span<const iovec> plain);

    /// Sends ciphertext that was blocked. Blocked while some is left.
    IoResult flush(int socket);

    /// Sends close_notify as far as the socket takes it.
    void shutdown(int socket);

    [[nodiscard]] bool wantsWrite() const { return !m_pendingOut.empty(); }

    [[nodiscard]] bool hasBufferedInput() const;

private:
    bool sendScratch(int socket);

    ssl_st* m_ssl = nullptr;
    TlsScratch& m_scratch;
    std::string m_pendingIn, m_pendingOut; ///< ciphertext; empty unless something is incomplete or blocked
    bool m_failed = false;
};

} // namespace parlor::server
