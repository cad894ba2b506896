#include "server/edge/photos/photoanswers.h"

#include "shared/protocol/codec.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

HttpResponse jsonBytes(QByteArray bytes) {
    HttpResponse response;
    response.headers = {{"content-type", "application/json"}, {"cache-control", "no-store"}};
    response.body = std::move(bytes);
    return response;
}

QByteArray ownersBytes(const StoredPhoto& photo) {
    QByteArray out = codec::toBytes(photo.photo);
    if (!photo.version.isValid())
        return out;
    out.chop(1); // the brace
    out += photo.shelf == Shelf::Paired ? ",\"edited_version\":\"" : ",\"original_version\":\"";
    return out + photo.version.toString().toLatin1() + "\"}";
}

QByteArray cursorOf(const StoredPhoto& photo) {
    return QByteArray::number(qint64(photo.photo.takenLocal)) + '_' + photo.photo.id.toString().toLatin1();
}

Result<std::optional<LibraryPlace>> placeFrom(const QString& cursor) {
    if (cursor.isEmpty())
        return std::nullopt;
    const qsizetype split = cursor.indexOf(u'_');
    bool ok = false;
    const qint64 takenLocal = cursor.left(split).toLongLong(&ok);
    const auto id = PhotoId::fromString(cursor.mid(split + 1));
    if (split < 0 || !ok || !id)
        return fail(ErrorCode::BadRequest);
    return LibraryPlace{takenLocal, *id};
}

Result<std::int64_t> numberFrom(const QUrlQuery& query, const QString& key, std::int64_t fallback,
                                std::int64_t most) {
    const QString text = query.queryItemValue(key);
    if (text.isEmpty())
        return fallback;
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    if (!ok || value < 0)
        return fail(ErrorCode::BadRequest);
    return std::min<std::int64_t>(value, most);
}

QByteArray listBody(const LibraryPage& page) {
    QByteArray out = "{\"photos\":[";
    for (const StoredPhoto& photo : page.photos) {
        if (!out.endsWith('['))
            out += ',';
        out += ownersBytes(photo);
    }
    out += "],\"next\":";
    out += page.end || page.photos.isEmpty() ? QByteArray("null") : '"' + cursorOf(page.photos.last()) + '"';
    out += page.end ? ",\"end\":true}" : ",\"end\":false}";
    return out;
}

/// What a picture shows, and nothing else.
Photo asOthersSeeIt(const Photo& photo) {
    Photo seen;
    seen.id = photo.id;
    seen.owner = photo.owner;
    seen.state = photo.state;
    seen.takenAt = photo.takenAt;
    seen.offsetMinutes = photo.offsetMinutes;
    seen.takenLocal = photo.takenLocal;
    seen.uploadedAt = photo.uploadedAt;
    seen.facts.width = photo.facts.width;
    seen.facts.height = photo.facts.height;
    seen.facts.mimeType = photo.facts.mimeType;
    seen.placeholder = photo.placeholder;
    seen.renderings = photo.renderings;
    return seen;
}

} // namespace parlor::server
