#include "server/edge/photos/tus.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server::tus {

namespace {
constexpr qsizetype mostKeys = 32;
constexpr std::int64_t largestNumber = (1LL << 53) - 1;
constexpr auto strict = QByteArray::AbortOnBase64DecodingErrors;
} // namespace

Result<Metadata> parseMetadata(const QByteArray& header) {
    Metadata metadata;
    if (header.trimmed().isEmpty())
        return metadata;
    for (const QByteArray& item : header.split(',')) {
        const QByteArray pair = item.trimmed();
        const qsizetype space = pair.indexOf(' ');
        const QByteArray key = space < 0 ? pair : pair.left(space);
        const auto value =
            QByteArray::fromBase64Encoding(space < 0 ? QByteArray() : pair.mid(space + 1), strict);
        const bool twice =
            std::ranges::any_of(metadata, [&](const auto& known) { return known.first == key; });
        const bool clean = std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; });
        if (key.isEmpty() || !clean || twice || !value || metadata.size() >= mostKeys)
            return fail(ErrorCode::BadRequest);
        metadata.append({key, *value});
    }
    return metadata;
}

QByteArray formatMetadata(const Metadata& metadata) {
    QByteArray out;
    for (const auto& [key, value] : metadata) {
        if (!out.isEmpty())
            out += ',';
        out += key;
        if (!value.isEmpty())
            out += ' ' + value.toBase64();
    }
    return out;
}

QByteArray valueOf(const Metadata& metadata, QByteArrayView key) {
    for (const auto& [name, value] : metadata)
        if (name == key)
            return value;
    return {};
}

Result<std::optional<ChunkChecksum>> parseChecksum(const QByteArray& header) {
    if (header.isEmpty())
        return std::nullopt;
    const qsizetype space = header.indexOf(' ');
    const QByteArray name = header.left(space);
    ChunkChecksum checksum;
    if (name == "sha1")
        checksum.algorithm = QCryptographicHash::Sha1;
    else if (name == "sha256")
        checksum.algorithm = QCryptographicHash::Sha256;
    else
        return fail(ErrorCode::BadRequest);
    const auto value = QByteArray::fromBase64Encoding(header.mid(space + 1).trimmed(), strict);
    if (space < 0 || !value || (*value).size() != QCryptographicHash::hashLength(checksum.algorithm))
        return fail(ErrorCode::BadRequest);
    checksum.value = *value;
    return checksum;
}

Result<Concat> parseConcat(const QByteArray& header) {
    constexpr QByteArrayView finalUpload = "final;";
    Concat concat;
    if (header.isEmpty())
        return concat;
    concat.partial = header == "partial";
    if (concat.partial)
        return concat;
    if (!header.startsWith(finalUpload))
        return fail(ErrorCode::BadRequest);
    for (const QByteArray& address : header.mid(finalUpload.size()).simplified().split(' '))
        concat.parts.append(address.mid(address.lastIndexOf('/') + 1));
    if (concat.parts.contains(QByteArray()))
        return fail(ErrorCode::BadRequest);
    return concat;
}

Result<std::int64_t> parseNumber(const QByteArray& header) {
    const bool digits = std::ranges::all_of(header, [](char c) { return c >= '0' && c <= '9'; });
    if (header.isEmpty() || !digits)
        return fail(ErrorCode::BadRequest);
    bool fits = false;
    const qint64 number = header.toLongLong(&fits);
    return fits ? std::min<std::int64_t>(number, largestNumber) : largestNumber;
}

QByteArray httpDate(std::int64_t ms) {
    return QLocale::c()
        .toString(QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s)
        .toLatin1();
}

std::pair<QByteArray, QByteArray> everyAnswer() {
    return {"tus-resumable", version.toByteArray()};
}

HttpResponse stamped(HttpResponse response) {
    response.headers.append(everyAnswer());
    if (response.status == 412)
        response.headers.append({"tus-version", version.toByteArray()});
    return response;
}

Status checkVersion(const HttpRequest& request) {
    if (request.header("tus-resumable") != version)
        return fail(ErrorCode::VersionMismatch);
    return {};
}

} // namespace parlor::server::tus
