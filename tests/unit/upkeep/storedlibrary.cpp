#include "tests/unit/upkeep/storedlibrary.h"

#include <QFile>

namespace parlor::server {

using test::await;

QByteArray StoredLibrary::newKey(const QString& name) {
    const QByteArray path = directory.filePath(name).toUtf8();
    EXPECT_TRUE(BlobKeys::makeKeyFile(path));
    return path;
}

LocalBlobStore::Options StoredLibrary::options() const {
    LocalBlobStore::Options made;
    made.root = directory.filePath(u"data"_qs).toUtf8();
    made.keyFiles = keyFiles;
    made.floorPercent = 0;
    return made;
}

void StoredLibrary::open() {
    keeper.reset();
    blobs.reset();
    auto made = LocalBlobStore::create(options(), clock);
    ASSERT_TRUE(made) << qPrintable(made.error().detail);
    blobs = std::move(*made);
    keeper = std::make_unique<LocalFileKeeper>(blobs->place());
}

StoredPhoto StoredLibrary::addPending(const QString& name, const QByteArray& bytes, std::int64_t takenLocal) {
    const BlobInfo original = *await(blobs->put(ada, BlobArea::Originals, bytes));
    return await(photos.add({ada, name, original, takenLocal, 0, takenLocal, {}}))->stored;
}

StoredPhoto StoredLibrary::add(const QString& name, const QByteArray& bytes, std::int64_t takenLocal) {
    const StoredPhoto pending = addPending(name, bytes, takenLocal);
    const BlobInfo thumb = *await(blobs->put(ada, BlobArea::Renderings, "small " + bytes));
    Processed processed;
    processed.takenAt = processed.takenLocal = takenLocal;
    StoredRendering rendering;
    rendering.sha256 = thumb.sha256;
    rendering.blob = thumb.name;
    rendering.size = thumb.size;
    processed.renderings = {rendering};
    return *await(photos.finish(pending.photo.id, processed));
}

QString StoredLibrary::pathOf(BlobArea area, const QString& name) const {
    return QFile::decodeName(blobs->place().pathOf(ada, area, name));
}

void StoredLibrary::damage(const QString& path) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    file.seek(file.size() - 1);
    const char last = file.read(1).at(0);
    file.seek(file.size() - 1);
    file.write(QByteArray(1, static_cast<char>(last ^ 1)));
}

void StoredLibrary::age(const QString& path, std::int64_t ms) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    file.setFileTime(QDateTime::currentDateTime().addMSecs(-ms), QFileDevice::FileModificationTime);
}

FileCheckReport StoredLibrary::check(FileCheckOptions options) {
    FileCheck walk(photos, *keeper, clock, executor);
    return *await(walk.run(options));
}

} // namespace parlor::server
