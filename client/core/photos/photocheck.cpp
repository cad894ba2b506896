#include "client/core/photos/photocheck.h"

#include "client/core/session/api.h"

#include <QJsonArray>

namespace parlor::client {

QJsonObject photoCheckOf(const QList<QByteArray>& sha256s) {
    QJsonArray hashes;
    for (const QByteArray& sha256 : sha256s)
        hashes.append(QString::fromLatin1(sha256.toHex()));
    return {{u"hashes"_qs, hashes}};
}

Result<KnownPhotos> knownPhotosOf(const Result<HttpAnswer>& answer) {
    const auto object = objectOf(answer);
    if (!object)
        return std::unexpected(object.error());
    KnownPhotos known;
    const auto read = [&](const QString& key, QHash<QString, PhotoId>& into) {
        const QJsonArray list = object->value(key).toArray();
        for (const QJsonValue& value : list)
            if (const auto id = PhotoId::fromString(value[u"id"_qs].toString()))
                into.insert(value[u"sha256"_qs].toString(), *id);
    };
    read(u"have"_qs, known.have);
    read(u"trashed"_qs, known.trashed);
    return known;
}

} // namespace parlor::client
