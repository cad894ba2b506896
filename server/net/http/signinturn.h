#pragma once

#include <QString>

namespace parlor::server {

struct HttpRequest;
class SignInGate;

/// Whether the request that a connection handles counts among those of its address that have not signed in:
/// from where it takes time until its answer is sent or it shows who sends it. On one I/O thread.
class SignInTurn {
public:
    /// It lives longer.
    explicit SignInTurn(SignInGate& gate) : m_gate(gate) {}

    ~SignInTurn() { leave(); }

    SignInTurn(const SignInTurn&) = delete;
    SignInTurn& operator=(const SignInTurn&) = delete;

    /// The next request. False when it may not even be looked at: those below `publicPath` are limited by
    /// their handlers, and of all others only those enter at once that bring no token.
    bool begin(const HttpRequest& request, const QString& publicPath);
    /// False when too many of this block that have not signed in are being served. Once is enough.
    bool enter();
    void leave();
    /// The request has shown who sends it. A link or a ticket lets this one request in; a token is somebody,
    /// also in the requests that follow on this connection.
    void signedIn();

private:
    SignInGate& m_gate;
    QString m_block;       ///< of the request
    QString m_signedBlock; ///< whose sign-in this connection has seen
    bool m_hasToken = false;
    bool m_isSignedIn = false;
    bool m_isCounted = false;
};

} // namespace parlor::server
