#pragma once

#include <QByteArray>
#include <QList>
#include <QSslCertificate>
#include <QSslError>

namespace parlor::client {

/// SHA-256 of the certificate as DER: what pins and invite links carry.
QByteArray fingerprintOf(const QSslCertificate& certificate);

/// True when a certificate that the system does not vouch for may be used all the same: its pin was given or
/// confirmed, and the errors are only about who signed it or for which name.
bool isPinned(const QSslCertificate& certificate, const QList<QSslError>& errors, const QByteArray& pin);

} // namespace parlor::client
