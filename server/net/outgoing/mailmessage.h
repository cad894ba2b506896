#pragma once

#include "server/domain/ports/outgoing.h"

#include <QByteArray>

namespace parlor::server {

/// True for one plain address as SMTP takes it without quoting: `local@domain`, at most 254 characters,
/// nothing that could end a line or begin another field (RFC 5321 4.1.2, without quoted strings and
/// literals).
bool isMailAddress(const QString& text);

/// The message as it goes over the wire (RFC 5322, RFC 2045, RFC 2047): UTF-8 text in base64, lines ended by
/// CR LF. `now`: ms UTC; `id`: unique, goes into Message-ID with the domain of `from`.
QByteArray mailMessage(const Mail& mail, const QString& from, const QString& id, std::int64_t now);

} // namespace parlor::server
