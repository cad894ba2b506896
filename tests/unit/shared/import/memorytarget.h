#pragma once

#include "shared/import/importtarget.h"

#include <QCryptographicHash>
#include <QFile>
#include <QMap>
#include <QStringList>

#include <gtest/gtest.h>

namespace parlor {

/// A library that only remembers.
class MemoryTarget : public ImportTarget {
public:
    struct Held {
        PhotoId id;
        QString name;
        ImportFacts facts;
        std::int64_t changedAt = 0;
        bool trashed = false;
    };

    Task<Result<QHash<QByteArray, Known>>> check(QList<QByteArray> sha256) override {
        QHash<QByteArray, Known> found;
        for (const QByteArray& hash : sha256)
            if (held.contains(hash))
                found.insert(hash, {held.value(hash).id, held.value(hash).trashed});
        return doneTask<Result<QHash<QByteArray, Known>>>(found);
    }

    Task<Result<Taken>> upload(Offer offer) override {
        if (--uploadsLeft < 0)
            return doneTask<Result<Taken>>(fail(ErrorCode::NetworkFailed));
        if (offer.name.contains(u"banned"))
            return doneTask<Result<Taken>>(fail(ErrorCode::ImageBanned));
        QFile file(offer.path);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_EQ(QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256), offer.sha256);
        ++uploads;
        Held& one = held[offer.sha256];
        one = {PhotoId(++lastId), offer.name, {}, offer.changedAt, false};
        return doneTask<Result<Taken>>(Taken{one.id, false});
    }

    /// "text" is no picture, "half" a damaged one.
    Task<Result<Verdict>> verdict(PhotoId photo) override {
        if (--verdictsLeft < 0)
            return doneTask<Result<Verdict>>(fail(ErrorCode::NetworkFailed));
        Verdict verdict;
        for (auto it = held.begin(); it != held.end(); ++it) {
            if (it->id != photo)
                continue;
            if (it->name.contains(u"half"))
                verdict.reason = u"bad_image"_qs;
            if (it->name.contains(u"text")) {
                verdict = {false, u"unsupported_type"_qs};
                held.erase(it);
                break;
            }
        }
        return doneTask<Result<Verdict>>(verdict);
    }

    Task<Status> setFacts(PhotoId photo, ImportFacts facts) override {
        if (--factsLeft < 0)
            return doneTask<Status>(fail(ErrorCode::NetworkFailed));
        if (facts.caption == u"refused")
            return doneTask<Status>(fail(ErrorCode::BadText));
        for (Held& one : held)
            if (one.id == photo)
                one.facts = facts;
        return doneTask<Status>({});
    }

    Task<Result<AlbumId>> album(QString title, QString, AlbumId parent) override {
        const QString path = paths.value(parent) + u'/' + title;
        for (auto it = paths.begin(); it != paths.end(); ++it)
            if (*it == path)
                return doneTask<Result<AlbumId>>(it.key());
        const AlbumId id(paths.size() + 1);
        paths.insert(id, path);
        return doneTask<Result<AlbumId>>(id);
    }

    Task<Status> put(AlbumId album, QList<PhotoId> photos) override {
        for (const PhotoId id : photos)
            if (id == paired)
                return doneTask<Status>(fail(ErrorCode::UnknownPhoto));
        QStringList& inside = albums[paths.value(album)];
        for (const PhotoId id : photos)
            for (const Held& one : std::as_const(held))
                if (one.id == id && !inside.contains(one.name))
                    inside.append(one.name);
        inside.sort();
        return doneTask<Status>({});
    }

    Held named(const QString& name) const {
        for (const Held& one : held)
            if (one.name == name)
                return one;
        return {};
    }

    QHash<QByteArray, Held> held;
    QHash<AlbumId, QString> paths;
    QMap<QString, QStringList> albums; ///< path → sorted names
    int lastId = 0;
    int uploads = 0;
    int uploadsLeft = 1'000;
    int factsLeft = 1'000;
    int verdictsLeft = 1'000;
    PhotoId paired;
};

} // namespace parlor
