#pragma once

#include "server/domain/hooks/addressguard.h"
#include "shared/core/result.h"

#include <QString>
#include <QUrl>

namespace parlor::server {

inline constexpr int hookUrlCharacters = 2'048;

/// An address that the server may be asked to post to: https (http only to where the operator's list allows,
/// which is seen when connecting), a host, no name or password in it, no fragment, a port that is 443, 80 or
/// above 1023. A written-out IP address is judged at once. BadRequest, Forbidden, TooLarge; the detail is a
/// sentence for people.
Result<QUrl> checkHookUrl(const QString& text, const AddressGuard& guard);

} // namespace parlor::server
