#include "shared/auth/token.h"

#include <QByteArray>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace parlor {

namespace {

constexpr qsizetype prefixLength = 10;
constexpr qsizetype secretLength = 43;
constexpr qsizetype sumLength = 6;

struct Prefix {
    TokenKind kind;
    QLatin1StringView text;
};

constexpr auto prefixes = std::to_array<Prefix>({{TokenKind::Access, "parlor_at_"_L1},
                                                 {TokenKind::Refresh, "parlor_rt_"_L1},
                                                 {TokenKind::Invite, "parlor_in_"_L1},
                                                 {TokenKind::Webhook, "parlor_wh_"_L1}});

// ISO-HDLC, the CRC-32 of zip and PNG.
quint32 crc32(QByteArrayView bytes) {
    quint32 crc = 0xFFFFFFFF;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
    }
    return crc ^ 0xFFFFFFFF;
}

QByteArray sumOf(QByteArrayView text) {
    constexpr char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    quint32 rest = crc32(text);
    QByteArray sum(sumLength, '0');
    for (qsizetype i = sumLength - 1; i >= 0; --i, rest /= 62)
        sum[i] = digits[rest % 62];
    return sum;
}

bool isBase64Url(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

QString makeToken(TokenKind kind) {
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    const QByteArray bytes(reinterpret_cast<const char*>(words.data()), sizeof(words));
    const auto prefix =
        std::find_if(prefixes.begin(), prefixes.end(), [kind](const auto& p) { return p.kind == kind; });
    QByteArray text(prefix->text.data(), prefix->text.size());
    text += bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    text += sumOf(text);
    return QString::fromLatin1(text);
}

std::optional<TokenKind> tokenKindOf(QStringView text) {
    if (text.size() != prefixLength + secretLength + sumLength)
        return std::nullopt;
    const auto prefix = std::find_if(prefixes.begin(), prefixes.end(),
                                     [text](const auto& p) { return text.startsWith(p.text); });
    const QByteArray bytes = text.toLatin1();
    const QByteArrayView secret = QByteArrayView(bytes).sliced(prefixLength, secretLength);
    if (prefix == prefixes.end() || !std::all_of(secret.begin(), secret.end(), isBase64Url)
        || bytes.last(sumLength) != sumOf(bytes.chopped(sumLength)))
        return std::nullopt;
    return prefix->kind;
}

} // namespace parlor
