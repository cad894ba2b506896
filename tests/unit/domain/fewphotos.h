#pragma once

#include "server/domain/ports/photostore.h"

namespace parlor::test {

/// A library in which the photos that a test puts there can be found, and nothing else.
class FewPhotos final : public server::PhotoStore {
public:
    QList<server::StoredPhoto> photos;

    Task<Result<QList<server::StoredPhoto>>> byIds(QList<PhotoId> ids) override {
        QList<server::StoredPhoto> found;
        for (const server::StoredPhoto& photo : photos)
            if (ids.contains(photo.photo.id))
                found.append(photo);
        return done(found);
    }

    Task<Result<server::AddedPhoto>> add(server::NewPhoto) override { return none<server::AddedPhoto>(); }

    Task<Result<server::StoredPhoto>> byId(PhotoId) override { return none<server::StoredPhoto>(); }

    Task<Result<QList<server::KnownHash>>> byHashes(PersonId, QList<QByteArray>) override {
        return done(QList<server::KnownHash>());
    }

    Task<Result<server::LibraryPage>> page(server::LibraryQuery) override {
        return none<server::LibraryPage>();
    }

    Task<Result<QList<server::MonthCount>>> months(PersonId) override {
        return done(QList<server::MonthCount>());
    }

    Task<Result<PhotoIndexPage>> changedSince(PersonId, std::int64_t, int) override {
        return none<PhotoIndexPage>();
    }

    Task<Result<server::LibraryUsage>> usage(PersonId) override { return none<server::LibraryUsage>(); }

    Task<Result<server::StoredPhoto>> finish(PhotoId, server::Processed) override {
        return none<server::StoredPhoto>();
    }

    Task<Result<server::StoredPhoto>> addRendering(PhotoId, server::StoredRendering) override {
        return none<server::StoredPhoto>();
    }

    Task<Result<server::StoredPhoto>> edit(PersonId, PhotoId, server::PhotoEdit) override {
        return none<server::StoredPhoto>();
    }

    Task<Result<server::StoredPhoto>> release(PersonId, PhotoId) override {
        return none<server::StoredPhoto>();
    }

    Task<Result<QList<server::StoredPhoto>>> unheld(int) override {
        return done(QList<server::StoredPhoto>());
    }

    Task<Result<QList<server::StoredPhoto>>> anyOf(PersonId, int) override {
        return done(QList<server::StoredPhoto>());
    }

    Task<Status> pin(PersonId, QList<QByteArray>, std::int64_t) override { return doneTask<Status>({}); }

    Task<Status> unpin(std::int64_t) override { return doneTask<Status>({}); }

    Task<Result<server::StoredPhoto>> remove(PersonId, PhotoId) override {
        return none<server::StoredPhoto>();
    }

    Task<Result<int>> reopen(ErrorCode, int) override { return done(0); }

    Task<Result<QList<PhotoId>>> needingWork(int) override { return done(QList<PhotoId>()); }

    Task<Result<QList<server::StoredPhoto>>> ended(std::int64_t, int) override {
        return done(QList<server::StoredPhoto>());
    }

    Task<Result<QList<server::StoredPhoto>>> after(PhotoId, int) override {
        return done(QList<server::StoredPhoto>());
    }

    Task<Result<QSet<QString>>> named(PersonId, server::BlobArea, QStringList) override {
        return done(QSet<QString>());
    }

    Task<Result<int>> noteCrash(QByteArray) override { return done(0); }

    Task<Result<QHash<QByteArray, int>>> crashes() override { return done(QHash<QByteArray, int>()); }

private:
    template<class T>
    static Task<Result<T>> done(T value) {
        return doneTask<Result<T>>(std::move(value));
    }

    template<class T>
    static Task<Result<T>> none() {
        return doneTask<Result<T>>(fail(ErrorCode::UnknownPhoto));
    }
};

} // namespace parlor::test
