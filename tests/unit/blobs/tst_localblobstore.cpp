#include "server/blobs/localblob.h"
#include "tests/unit/blobs/blobstorecase.h"

namespace parlor::test {
namespace {

TEST_P(LocalBlobStoreTest, GivesBackWhatWasPutAtEverySizeAroundABlock) {
    for (const qint64 size : {0, 1, 65535, 65536, 65537, 131072, 200000}) {
        const QByteArray bytes = someBytes(size, static_cast<quint32>(size));
        const auto info = await(m_store->put(m_owner, BlobArea::Originals, bytes));
        ASSERT_TRUE(info) << size;
        EXPECT_EQ(info->sha256, sha256(bytes));
        EXPECT_EQ(info->size, size);
        EXPECT_EQ(info->name == QString::fromLatin1(sha256(bytes).toHex()), !GetParam());
        EXPECT_EQ(stored(info->name), bytes) << size;
    }
}

TEST_P(LocalBlobStoreTest, ReadsEveryRange) {
    const QByteArray bytes = someBytes(150'000);
    const auto info = await(m_store->put(m_owner, BlobArea::Originals, bytes));
    ASSERT_TRUE(info);
    const auto blob = *await(m_store->open(m_owner, BlobArea::Originals, info->name));
    for (const auto& [from, length] : {std::pair<qint64, qint64>{0, 1},
                                       {65535, 2},
                                       {65536, 65536},
                                       {1, 149'999},
                                       {149'999, 1},
                                       {150'000, 5},
                                       {140'000, 50'000}})
        EXPECT_EQ(bytesOf(blob->body(from, length)), bytes.mid(from, length)) << from << '+' << length;
    EXPECT_EQ(m_store->opened(m_owner, BlobArea::Originals, info->name), blob);
    EXPECT_EQ(m_store->opened(PersonId(8), BlobArea::Originals, info->name), nullptr);
}

TEST_P(LocalBlobStoreTest, PlainDescriptorReadsFromZero) {
    const QByteArray bytes = someBytes(100'000);
    const auto info = await(m_store->put(m_owner, BlobArea::Originals, bytes));
    const auto blob = *await(m_store->open(m_owner, BlobArea::Originals, info->name));
    const auto descriptor = await(blob->plainDescriptor());
    ASSERT_TRUE(descriptor);
    QByteArray out(200'000, Qt::Uninitialized);
    const ssize_t got = ::read(**descriptor, out.data(), static_cast<std::size_t>(out.size()));
    out.truncate(got);
    EXPECT_EQ(out, bytes);
}

TEST_P(LocalBlobStoreTest, ThePlainCopyOfASealedPictureIsNotOnTheDisk) {
    const auto info =
        await(m_store->put(m_owner, BlobArea::Originals, QByteArray(LocalBlob::copyInMemory + 1, 'x')));
    ASSERT_TRUE(info);
    const auto blob = *await(m_store->open(m_owner, BlobArea::Originals, info->name));
    const auto descriptor = await(blob->plainDescriptor());
    ASSERT_TRUE(descriptor);
    QByteArray target(1'000, '\0');
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(**descriptor);
    ASSERT_GT(::readlink(link.constData(), target.data(), static_cast<std::size_t>(target.size() - 1)), 0);
    EXPECT_EQ(target.startsWith("/memfd:"), GetParam()) << target.constData();
    EXPECT_EQ(readFile(**descriptor, info->size - 2, 5), "xx");
}

TEST_P(LocalBlobStoreTest, PartGrowsInAnyStepsAndFinishes) {
    const QByteArray bytes = someBytes(300'001);
    for (const qint64 step : {300'001, 65'536, 65'535, 7'777, 262'144}) {
        ASSERT_TRUE(part());
        for (qint64 at = 0; at < bytes.size(); at += step)
            ASSERT_TRUE(await(m_part->write(bytes.mid(at, step))));
        EXPECT_EQ(m_part->offset(), bytes.size());
        const auto info = await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes)));
        ASSERT_TRUE(info) << step;
        EXPECT_EQ(info->sha256, sha256(bytes));
        EXPECT_EQ(stored(info->name), bytes) << step;
        ASSERT_TRUE(await(m_store->removePart(m_upload)));
        EXPECT_EQ(stored(info->name), bytes) << "the part is gone, the file stays";
    }
}

TEST_P(LocalBlobStoreTest, PartResumesAfterARestart) {
    const QByteArray bytes = someBytes(200'000);
    ASSERT_TRUE(part());
    ASSERT_TRUE(await(m_part->write(bytes.left(131'072))));
    restart();
    ASSERT_TRUE(part());
    EXPECT_EQ(m_part->offset(), 131'072);
    ASSERT_TRUE(await(m_part->write(bytes.mid(131'072, 10))));
    restart();
    ASSERT_TRUE(part());
    EXPECT_EQ(m_part->offset(), 131'082);
    ASSERT_TRUE(await(m_part->write(bytes.mid(131'082))));
    const auto info = await(m_part->finish(m_owner, BlobArea::Originals, {}));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->sha256, sha256(bytes));
}

TEST_P(LocalBlobStoreTest, FinishingAgainAfterARestartGivesTheSameAnswer) {
    const QByteArray bytes = someBytes(70'000);
    ASSERT_TRUE(part());
    ASSERT_TRUE(await(m_part->write(bytes)));
    const auto first = await(m_part->finish(m_owner, BlobArea::Originals, {}));
    ASSERT_TRUE(first);
    EXPECT_FALSE(await(m_part->write("more"))) << "a finished file is never changed";
    restart();
    ASSERT_TRUE(part());
    EXPECT_EQ(m_part->offset(), bytes.size());
    const auto second = await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes)));
    ASSERT_TRUE(second);
    EXPECT_EQ(first->name, second->name);
    EXPECT_EQ(stored(second->name), bytes);
}

TEST_P(LocalBlobStoreTest, AFinishedPartThatAPowerCutLeftShortGoesOn) {
    const QByteArray bytes = someBytes(200'000);
    for (const qint64 lost : {1, 100, 70'000, 150'000}) {
        ASSERT_TRUE(part());
        ASSERT_TRUE(await(m_part->write(bytes)));
        ASSERT_TRUE(await(m_part->finish(m_owner, BlobArea::Originals, {})));
        QFile file(partPath());
        ASSERT_TRUE(file.resize(file.size() - lost));
        restart();
        ASSERT_TRUE(part()) << lost;
        const std::int64_t left = m_part->offset();
        EXPECT_LT(left, bytes.size());
        EXPECT_GE(left, bytes.size() - lost - 65'536) << "what is there is not sent again";
        ASSERT_TRUE(await(m_part->write(bytes.mid(left))));
        const auto info = await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes)));
        ASSERT_TRUE(info) << lost;
        EXPECT_EQ(stored(info->name), bytes);
        ASSERT_TRUE(await(m_store->removePart(m_upload)));
    }
}

TEST_P(LocalBlobStoreTest, ReadsBackWhatTheDiskHasBeforeItAnswers) {
    const QByteArray bytes = someBytes(200'000);
    for (const bool reread : {false, true}) {
        m_options.rereadBeforeAnswer = reread;
        restart();
        ASSERT_TRUE(part());
        ASSERT_TRUE(await(m_part->write(bytes)));
        QFile file(partPath());
        ASSERT_TRUE(file.open(QIODevice::ReadWrite) && file.seek(100'000));
        const QByteArray flipped(1, char(file.read(1).at(0) ^ 1));
        ASSERT_TRUE(file.seek(100'000) && file.write(flipped) == 1);
        file.close();
        const auto info = await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes)));
        EXPECT_EQ(info.has_value(), !reread);
        if (info) { // whoever trusts the disk learns of it at night
            ASSERT_TRUE(QFile::remove(pathOf(info->name)));
            ASSERT_TRUE(await(m_store->removePart(m_upload)));
            continue;
        }
        EXPECT_EQ(info.error().code, ErrorCode::StoreFailed);
        ASSERT_TRUE(part());
        EXPECT_EQ(m_part->offset(), 0) << "all of it is to come again";
        ASSERT_TRUE(await(m_part->write(bytes)));
        const auto again = await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes)));
        ASSERT_TRUE(again);
        EXPECT_EQ(stored(again->name), bytes);
    }
}

TEST_P(LocalBlobStoreTest, TruncatesAndHashesAnew) {
    const QByteArray bytes = someBytes(200'000);
    for (const qint64 keep : {0, 1, 65'536, 65'537, 131'072, 199'999}) {
        ASSERT_TRUE(part());
        ASSERT_TRUE(await(m_part->write(bytes.left(keep) + QByteArray(200'000 - keep, 'x'))));
        EXPECT_EQ(await(m_part->digest(keep, QCryptographicHash::Sha1)).value_or(QByteArray()),
                  QCryptographicHash::hash(QByteArray(200'000 - keep, 'x'), QCryptographicHash::Sha1));
        ASSERT_TRUE(await(m_part->truncate(keep))) << keep;
        EXPECT_EQ(m_part->offset(), keep);
        ASSERT_TRUE(await(m_part->write(bytes.mid(keep))));
        const auto info = await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes)));
        ASSERT_TRUE(info) << keep;
        EXPECT_EQ(stored(info->name), bytes);
        ASSERT_TRUE(await(m_store->removePart(m_upload)));
    }
}

TEST_P(LocalBlobStoreTest, HashesAnUploadOfManyChunksInTheOrderInWhichTheyCame) {
    constexpr qsizetype chunk = 256 * 1024;
    const QByteArray bytes = someBytes(12 * 1024 * 1024 + 77);
    ASSERT_TRUE(part());
    QList<Task<Status>> writes;
    for (qsizetype at = 0; at < bytes.size(); at += chunk)
        writes.append(m_part->write(bytes.mid(at, chunk)));
    const auto finished = m_part->finish(m_owner, BlobArea::Originals, {});
    for (const Task<Status>& write : writes)
        EXPECT_TRUE(await(write));
    const auto info = await(finished);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->sha256, sha256(bytes));
    EXPECT_EQ(stored(info->name), bytes);
}

TEST_P(LocalBlobStoreTest, GoesBackAcrossWhatIsHashedAlready) {
    const QByteArray bytes = someBytes(18 * 1024 * 1024);
    for (const qsizetype keep : {qsizetype(17 * 1024 * 1024), qsizetype(16 * 1024 * 1024), qsizetype(5)}) {
        ASSERT_TRUE(part());
        ASSERT_TRUE(await(m_part->write(bytes.left(keep) + QByteArray(bytes.size() - keep, 'x'))));
        const auto cut = m_part->truncate(keep);
        const auto written = m_part->write(bytes.mid(keep));
        EXPECT_TRUE(await(cut)) << keep;
        EXPECT_TRUE(await(written)) << keep;
        const auto info = await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes)));
        ASSERT_TRUE(info) << keep;
        ASSERT_TRUE(await(m_store->removePart(m_upload)));
    }
}

TEST_P(LocalBlobStoreTest, RefusesADeclaredHashThatIsWrong) {
    ASSERT_TRUE(part());
    ASSERT_TRUE(await(m_part->write("abc")));
    const auto info = await(m_part->finish(m_owner, BlobArea::Originals, sha256("abd")));
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().code, ErrorCode::ChecksumMismatch);
    EXPECT_TRUE(await(m_store->owners(BlobArea::Originals))->isEmpty()) << "nothing may be stored";
}

TEST_P(LocalBlobStoreTest, ReplacesAFileThatIsNotWhole) {
    const QByteArray bytes = someBytes(1'000);
    const auto info = await(m_store->put(m_owner, BlobArea::Originals, bytes));
    QFile file(pathOf(info->name));
    ASSERT_TRUE(file.resize(50));
    restart();
    EXPECT_EQ(stored(info->name), "nothing");
    ASSERT_TRUE(await(m_store->put(m_owner, BlobArea::Originals, bytes)));
    EXPECT_EQ(stored(info->name), bytes);
}

TEST_P(LocalBlobStoreTest, ListsRemovesAndSweeps) {
    const auto info = await(m_store->put(m_owner, BlobArea::Originals, "hello"));
    ASSERT_TRUE(info);
    EXPECT_EQ(await(m_store->owners(BlobArea::Originals)).value_or(QList<PersonId>()),
              QList<PersonId>{m_owner});
    const auto first = static_cast<std::uint8_t>(info->name.left(2).toInt(nullptr, 16));
    const auto files = await(m_store->list(m_owner, BlobArea::Originals, first));
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 1);
    EXPECT_EQ(files->first().name, info->name);
    constexpr auto anyTime = std::numeric_limits<std::int64_t>::max();
    ASSERT_TRUE(
        await(m_store->remove(m_owner, BlobArea::Originals, info->name, files->first().changedAt - 1)));
    EXPECT_EQ(stored(info->name), "hello") << "it was stored after the sweep began";
    ASSERT_TRUE(await(m_store->remove(m_owner, BlobArea::Originals, info->name, anyTime)));
    EXPECT_EQ(stored(info->name), "nothing");
    EXPECT_TRUE(await(m_store->remove(m_owner, BlobArea::Originals, info->name, anyTime)));

    ASSERT_TRUE(part());
    EXPECT_EQ(await(m_store->removeStaleParts(1'000)).value_or(-1), 0);
    EXPECT_EQ(await(m_store->removeStaleParts(std::numeric_limits<std::int64_t>::max())).value_or(-1), 1);
}

TEST_P(LocalBlobStoreTest, NamesAreNeverPaths) {
    for (const QString& name :
         {u"../../../etc/passwd"_qs, QString(), u"a/b"_qs, QString(64, u'/'), QString(64, u'A')})
        EXPECT_EQ(await(m_store->open(m_owner, BlobArea::Originals, name)).error().code, ErrorCode::NotFound);
}

TEST_P(LocalBlobStoreTest, HasAFloor) {
    EXPECT_GT(m_store->available(), 0);
    m_options.floorPercent = 100;
    restart();
    EXPECT_EQ(m_store->available(), 0);
}

INSTANTIATE_TEST_SUITE_P(Kinds, LocalBlobStoreTest, ::testing::Bool(),
                         [](const auto& kind) { return kind.param ? "Sealed" : "Plain"; });

} // namespace
} // namespace parlor::test
