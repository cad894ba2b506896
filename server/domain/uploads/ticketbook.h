#pragma once

#include "shared/core/clock.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace parlor::server {

/// The right to make one upload.
struct Ticket {
    PersonId person;
    QString name;               ///< cleaned; the upload gets it
    std::int64_t smallest = 0;  ///< bytes
    std::int64_t largest = 0;   ///< bytes
    QByteArray sha256;          ///< 32 bytes, or empty for any content
    QByteArray nonce;           ///< 16 bytes: what makes it single-use
    std::int64_t expiresAt = 0; ///< ms UTC: by then the upload must have begun, not ended
};

/// Makes and reads tickets: base64url of their content and an HMAC-SHA256, so that giving out a thousand
/// costs no row. Redeeming one puts its nonce into the upload's row, where it is unique. Pure but for the
/// clock and fresh nonces.
class TicketBook {
public:
    /// `key`: 32 secret bytes; tickets made with another one are invalid.
    TicketBook(QByteArray key, const Clock& clock);

    /// Sets nonce and expiry (300 s) of `ticket`.
    QString issue(Ticket* ticket) const;

    /// TokenInvalid for anything that issue() did not make, TokenExpired.
    [[nodiscard]] Result<Ticket> open(const QString& text) const;
    /// Also after its time, for what was begun with it.
    [[nodiscard]] Result<Ticket> openBegun(const QString& text) const;

    /// The secret part of the address of an upload that was made with a ticket, so that it can go on without
    /// a session.
    [[nodiscard]] QString addressKey(UploadId upload) const;
    [[nodiscard]] bool isAddressKey(UploadId upload, const QString& key) const;

private:
    [[nodiscard]] QByteArray mac(const QByteArray& content) const;

    QByteArray m_key;
    const Clock& m_clock;
};

} // namespace parlor::server
