#include "server/net/http/signinturn.h"

#include "server/net/netshared.h"

#include <utility>

namespace parlor::server {

void SignInTurn::begin(const QString& block, bool hasToken) {
    leave();
    m_block = block;
    m_hasToken = hasToken;
    m_isSignedIn = false;
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
