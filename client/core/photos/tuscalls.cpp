#include "client/core/photos/tuscalls.h"

#include <QDateTime>

namespace parlor::client::tus {

namespace {

constexpr int silenceMs = 60'000;

HttpCall callOf(const QByteArray& method, const QString& path) {
    HttpCall call;
    call.method = method;
    call.url = QUrl(path);
    call.headers = {{"Tus-Resumable", "1.0.0"}};
    return call;
}

QByteArray metadata(const char* key, const QByteArray& value) {
    return QByteArray(key) + ' ' + value.toBase64();
}

/// When the file was last changed, and how far the clock on this wall is from UTC then.
QByteArray fileTime(std::int64_t changedAt) {
    const int offset = QDateTime::fromMSecsSinceEpoch(changedAt).offsetFromUtc() / 60;
    return metadata("modified", QByteArray::number(qint64(changedAt))) + ','
           + metadata("modified_offset", QByteArray::number(offset));
}

} // namespace

HttpCall create(const QString& fileName, std::int64_t size, const QByteArray& sha256, std::int64_t changedAt,
                bool ofImport) {
    HttpCall call = callOf("POST", u"/v1/uploads"_qs);
    call.headers.emplaceBack("Upload-Length", QByteArray::number(qint64(size)));
    call.headers.emplaceBack("Upload-Metadata", metadata("filename", fileName.toUtf8()) + ','
                                                    + metadata("sha256", sha256.toHex()) + ','
                                                    + fileTime(changedAt) + (ofImport ? ",import" : ""));
    return call;
}

HttpCall locate(const QString& upload) {
    return callOf("HEAD", upload);
}

HttpCall patch(const QString& upload, const QString& file, std::int64_t offset, std::int64_t length) {
    HttpCall call = callOf("PATCH", upload);
    call.headers.emplaceBack("Content-Type", "application/offset+octet-stream");
    call.headers.emplaceBack("Upload-Offset", QByteArray::number(qint64(offset)));
    call.bodyFile = file;
    call.bodyOffset = offset;
    call.bodyLength = length;
    call.silenceMs = silenceMs;
    return call;
}

HttpCall terminate(const QString& upload) {
    return callOf("DELETE", upload);
}

QString uploadOf(const HttpAnswer& answer) {
    // The path alone counts: behind a proxy the rest may be another name of the same server.
    return QUrl(QString::fromLatin1(answer.header("location"))).path();
}

std::optional<std::int64_t> offsetOf(const HttpAnswer& answer) {
    bool ok = false;
    const std::int64_t offset = answer.header("upload-offset").toLongLong(&ok);
    return ok ? std::optional(offset) : std::nullopt;
}

bool isComplete(const HttpAnswer& answer) {
    return !answer.header("parlor-photo").isEmpty();
}

std::optional<Stored> storedOf(const HttpAnswer& answer) {
    const auto photo = PhotoId::fromString(QString::fromLatin1(answer.header("parlor-photo")));
    if (!photo)
        return std::nullopt;
    return Stored{*photo, answer.header("parlor-result") == "had"};
}

} // namespace parlor::client::tus
