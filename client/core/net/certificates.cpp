#include "client/core/net/certificates.h"

#include <QCryptographicHash>

#include <algorithm>

namespace parlor::client {

QByteArray fingerprintOf(const QSslCertificate& certificate) {
    return certificate.isNull() ? QByteArray()
                                : QCryptographicHash::hash(certificate.toDer(), QCryptographicHash::Sha256);
}

bool isPinned(const QSslCertificate& certificate, const QList<QSslError>& errors, const QByteArray& pin) {
    if (pin.isEmpty() || fingerprintOf(certificate) != pin)
        return false;
    return std::all_of(errors.begin(), errors.end(), [](const QSslError& error) {
        switch (error.error()) {
        case QSslError::SelfSignedCertificate:
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::CertificateUntrusted:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::HostNameMismatch:
            return true;
        default:
            return false;
        }
    });
}

} // namespace parlor::client
