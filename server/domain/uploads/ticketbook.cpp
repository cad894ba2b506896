#include "server/domain/uploads/ticketbook.h"

#include "shared/protocol/limits.h"

#include <QDataStream>
#include <QIODevice>

#include <sodium.h>

namespace parlor::server {

namespace {

constexpr quint8 format = 1;
constexpr qsizetype macBytes = crypto_auth_hmacsha256_BYTES;
constexpr qsizetype longestText = 1024;
constexpr auto encoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

TicketBook::TicketBook(QByteArray key, const Clock& clock) : m_key(std::move(key)), m_clock(clock) {
    m_key.resize(crypto_auth_hmacsha256_KEYBYTES, '\0');
}

QByteArray TicketBook::mac(const QByteArray& content) const {
    QByteArray out(macBytes, Qt::Uninitialized);
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char*>(out.data()),
                           reinterpret_cast<const unsigned char*>(content.constData()),
                           static_cast<unsigned long long>(content.size()),
                           reinterpret_cast<const unsigned char*>(m_key.constData()));
    return out;
}

QString TicketBook::issue(Ticket* ticket) const {
    ticket->nonce.resize(16);
    randombytes_buf(ticket->nonce.data(), 16);
    ticket->expiresAt = m_clock.now() + limits::ticketSeconds * 1'000LL;
    QByteArray content;
    QDataStream out(&content, QIODevice::WriteOnly);
    out << format << static_cast<qint64>(ticket->person.value()) << static_cast<qint64>(ticket->smallest)
        << static_cast<qint64>(ticket->largest) << static_cast<qint64>(ticket->expiresAt) << ticket->nonce
        << ticket->sha256 << ticket->name.toUtf8();
    return QString::fromLatin1((content + mac(content)).toBase64(encoding));
}

Result<Ticket> TicketBook::open(const QString& text) const {
    TRY_ASSIGN(Ticket ticket, openBegun(text));
    if (ticket.expiresAt <= m_clock.now())
        return fail(ErrorCode::TokenExpired);
    return ticket;
}

Result<Ticket> TicketBook::openBegun(const QString& text) const {
    if (text.size() > longestText)
        return fail(ErrorCode::TokenInvalid);
    const auto decoded =
        QByteArray::fromBase64Encoding(text.toLatin1(), encoding | QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray& bytes = *decoded;
    if (!decoded || bytes.size() <= macBytes)
        return fail(ErrorCode::TokenInvalid);
    const QByteArray content = bytes.chopped(macBytes);
    const QByteArray expected = mac(content);
    if (sodium_memcmp(expected.constData(), bytes.constData() + content.size(), macBytes) != 0)
        return fail(ErrorCode::TokenInvalid);
    QDataStream in(content);
    quint8 version = 0;
    qint64 person = 0;
    qint64 smallest = 0;
    qint64 largest = 0;
    qint64 expiresAt = 0;
    QByteArray name;
    Ticket ticket;
    in >> version >> person >> smallest >> largest >> expiresAt >> ticket.nonce >> ticket.sha256 >> name;
    if (version != format || in.status() != QDataStream::Ok)
        return fail(ErrorCode::TokenInvalid);
    ticket.person = PersonId(person);
    ticket.smallest = smallest;
    ticket.largest = largest;
    ticket.expiresAt = expiresAt;
    ticket.name = QString::fromUtf8(name);
    return ticket;
}

QString TicketBook::addressKey(UploadId upload) const {
    return QString::fromLatin1(
        mac("upload address " + upload.toString().toLatin1()).left(16).toBase64(encoding));
}

bool TicketBook::isAddressKey(UploadId upload, const QString& key) const {
    const QByteArray expected = addressKey(upload).toLatin1();
    const QByteArray given = key.toLatin1();
    return expected.size() == given.size()
           && sodium_memcmp(expected.constData(), given.constData(), static_cast<std::size_t>(given.size()))
                  == 0;
}

} // namespace parlor::server
