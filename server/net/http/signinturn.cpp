#include "server/net/http/signinturn.h"

#include "server/domain/ports/http.h"
#include "server/net/netshared.h"

#include <utility>

namespace parlor::server {

bool SignInTurn::begin(const HttpRequest& request, const QString& publicPath) {
    leave();
    m_block = request.peer.block;
    m_hasToken = !request.header("authorization").isEmpty();
    m_isSignedIn = false;
    // Who shows a token is not counted while it is looked at, which takes no body and no time to speak of:
    // many pictures asked for at once are no reason to turn anybody away.
    // Pages for everybody count for themselves, and what has a body is counted when that is read.
    const bool isPublic = request.path.startsWith(publicPath);
    return isPublic || m_hasToken || enter();
}

bool SignInTurn::enter() {
    if (m_isCounted || m_isSignedIn || (!m_block.isEmpty() && m_block == m_signedBlock))
        return true;
    m_isCounted = m_gate.enter(m_block);
    return m_isCounted;
}

void SignInTurn::leave() {
    if (std::exchange(m_isCounted, false))
        m_gate.leave(m_block);
}

void SignInTurn::signedIn() {
    leave();
    m_isSignedIn = true;
    if (m_hasToken)
        m_signedBlock = m_block;
}

} // namespace parlor::server
