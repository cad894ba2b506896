#pragma once

#include "shared/core/result.h"

#include <QByteArray>
#include <QStringList>

namespace parlor::server {

/// A key pair with its own signature: for a server that people reach by an invite link carrying the pin.
struct SelfSigned {
    QByteArray certificatePem;
    QByteArray keyPem; ///< secret
    QByteArray pin;    ///< SHA-256 of the certificate's DER, 32 bytes
};

/// Makes a P-256 certificate for these DNS names and IP addresses. TlsFailed when OpenSSL can't.
Result<SelfSigned> makeSelfSigned(const QStringList& names, int days = 3650);

/// The pin of the first certificate in a PEM file's bytes.
Result<QByteArray> pinOf(const QByteArray& certificatePem);

} // namespace parlor::server
