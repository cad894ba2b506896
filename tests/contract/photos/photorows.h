#pragma once

#include "server/domain/photos/photochanges.h"
#include "tests/contract/photos/photostores.h"

namespace parlor::server {

using test::await;

/// Two people, and shorthands for rows as uploads and workers write them.
class PhotoRowsCase : public ::testing::TestWithParam<PhotoStoreKind> {
protected:
    void SetUp() override {
        stores = GetParam().make();
        ann = stores->person("ann");
        ben = stores->person("ben");
    }

    static QByteArray hash(int number) { return QByteArray::number(number).rightJustified(32, 'h'); }

    StoredPhoto add(PersonId owner, int number, std::int64_t takenLocal = 0, std::int64_t size = 100) {
        NewPhoto fresh;
        fresh.owner = owner;
        fresh.name = u"photo %1.jpg"_qs.arg(number);
        fresh.blob = {QString::fromLatin1(hash(number).toHex()), hash(number), size, 7};
        fresh.takenAt = takenLocal;
        fresh.takenLocal = takenLocal;
        const auto added = await(stores->photos().add(fresh));
        EXPECT_TRUE(added) << (added ? "" : qPrintable(added.error().detail));
        return added->stored;
    }

    StoredPhoto edit(const StoredPhoto& photo, const PhotoEdit& edit) {
        const auto edited = await(stores->photos().edit(photo.photo.owner, photo.photo.id, edit));
        EXPECT_TRUE(edited);
        return edited.value_or(StoredPhoto());
    }

    StoredPhoto trash(const StoredPhoto& photo, bool trashed = true) {
        PhotoEdit change;
        change.trashed = trashed;
        return edit(photo, change);
    }

    StoredPhoto load(PhotoId id) { return await(stores->photos().byId(id)).value_or(StoredPhoto()); }

    static Processed good(std::int64_t takenLocal) {
        Processed out;
        out.facts.width = 4000;
        out.facts.height = 3000;
        out.facts.mimeType = "image/jpeg";
        out.facts.make = u"Fuji"_qs;
        out.facts.exposureSeconds = 0.004;
        out.facts.iso = 200;
        out.facts.latitude = -47.123456;
        out.facts.takenAt = takenLocal - 3'600'000;
        out.facts.offsetMinutes = 60;
        out.facts.perceptualHash = 0xfedcba9876543210ULL;
        out.facts.motion = true;
        out.placeholder = "tiny";
        out.takenAt = takenLocal - 3'600'000;
        out.offsetMinutes = 60;
        out.takenLocal = takenLocal;
        out.renderings = {{RenderingKind::Thumb, 1, 0, QByteArray(32, 't'), u"74"_qs.repeated(32),
                           "image/jpeg", 20'000, 400, 300},
                          {RenderingKind::View, 1, 0, QByteArray(32, 'v'), u"76"_qs.repeated(32),
                           "image/webp", 90'000, 2048, 1536}};
        return out;
    }

    QList<PhotoId> idsOf(const QList<StoredPhoto>& photos) {
        QList<PhotoId> ids;
        for (const StoredPhoto& photo : photos)
            ids.append(photo.photo.id);
        return ids;
    }

    std::unique_ptr<PhotoStores> stores;
    PersonId ann, ben;
};

} // namespace parlor::server
