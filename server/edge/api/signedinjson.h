#pragma once

#include "server/domain/sessions/sessionservice.h"

#include <QJsonObject>

namespace parlor::server {

/// {"access_token","expires_at","refresh_token","session","person"}: the answer to signing in, up and
/// renewing.
QJsonObject toJson(const SignedIn& signedIn);

/// {"id","device","address","created_at","last_seen_at","current"} and "key" for what acts for an API key.
QJsonObject toJson(const SessionRecord& session, SessionId current);

/// A JSON reader's failure as HTTP says it.
Error asRequestError(const Error& error);

} // namespace parlor::server
