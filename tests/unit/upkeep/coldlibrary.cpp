#include "tests/unit/upkeep/coldlibrary.h"

#include <QFile>

namespace parlor::server {

using test::await;

void ColdLibrary::SetUp() {
    if (GetParam())
        keyFiles = {newKey(u"first.key"_qs)};
    restart();
}

LocalBlobStore::Options ColdLibrary::options() const {
    LocalBlobStore::Options made = SealableLibrary::options();
    made.coldRoot = coldRoot().toUtf8();
    return made;
}

void ColdLibrary::restart() {
    cold.reset();
    mortalFiles.reset();
    files.reset();
    fuse.left = 1'000'000;
    open();
    ASSERT_TRUE(blobs);
    files = std::make_unique<LocalColdFiles>(*blobs, keeper->thread());
    mortalFiles = std::make_unique<MortalFiles>(*files, fuse);
    cold = std::make_unique<ColdKeeper>(mortalPlaces, *mortalFiles, clock, executor, 0);
}

Result<QByteArray> ColdLibrary::read(const StoredPhoto& photo) {
    TRY_ASSIGN(const std::shared_ptr<Blob> blob, await(blobs->open(ada, BlobArea::Originals, photo.blob)));
    const auto body = blob->body(0, blob->size());
    if (const auto* source = std::get_if<SourceBody>(&body))
        return await(source->source->read(source->offset, source->length));
    const auto& file = std::get<FileBody>(body);
    QByteArray out(file.length, Qt::Uninitialized);
    TRY(files::readAt(*file.descriptor, out.data(), out.size(), file.offset));
    return out;
}

void ColdLibrary::settle() {
    cold->look();
    ASSERT_TRUE(test::waitFor([&] { return cold->isIdle(); }));
}

QString ColdLibrary::coldPath(const StoredPhoto& photo) const {
    return QFile::decodeName(blobs->place().cold.pathOf(ada, photo.blob));
}

OriginalPlace ColdLibrary::placeOf(const StoredPhoto& photo) {
    for (const OriginalPlace place :
         {OriginalPlace::Leaving, OriginalPlace::Cold, OriginalPlace::Returning}) {
        const auto there = await(places.at(place, {}, 100));
        for (const PlacedOriginal& original : *there)
            if (original.photo == photo.photo.id)
                return place;
    }
    return OriginalPlace::Warm;
}

} // namespace parlor::server
