#include "server/domain/commands/operations.h"

#include "server/domain/commands/commandtable.h"
#include "shared/protocol/codec.h"

#include <QCryptographicHash>

namespace parlor::server {

Operation operationFor(const Principal& principal, const Command& command) {
    constexpr qsizetype half = 16;
    const QByteArray meaning = codec::encode(Request{0, command});
    return {principal.person.id, principal.session, clientIdOf(command),
            QCryptographicHash::hash(meaning, QCryptographicHash::Sha256).first(half)};
}

} // namespace parlor::server
