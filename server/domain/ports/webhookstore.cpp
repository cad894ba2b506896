#include "server/domain/ports/webhookstore.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

QLatin1StringView nameOf(WebhookDirection direction) {
    return direction == WebhookDirection::Outgoing ? "outgoing"_L1 : "incoming"_L1;
}

} // namespace parlor::server
