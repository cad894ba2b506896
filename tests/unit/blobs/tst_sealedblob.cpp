#include "server/blobs/blobblocks.h"
#include "tests/unit/blobs/blobstorecase.h"

#include <QDirIterator>

#include <optional>

#include <sys/stat.h>

namespace parlor::test {
namespace {

class SealedBlobTest : public LocalBlobStoreTest {};

TEST_P(SealedBlobTest, NothingOfTheContentIsOnDisk) {
    const QByteArray bytes = QByteArray("a very secret picture ").repeated(10'000);
    ASSERT_TRUE(part());
    ASSERT_TRUE(await(m_part->write(bytes)));
    const auto info = await(m_store->put(m_owner, BlobArea::Originals, bytes));
    QDirIterator all(QString::fromUtf8(m_options.root), QDir::Files, QDirIterator::Subdirectories);
    int seen = 0;
    while (all.hasNext()) {
        QFile file(all.next());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_FALSE(file.readAll().contains("secret")) << qPrintable(file.fileName());
        EXPECT_FALSE(file.fileName().contains(QString::fromLatin1(sha256(bytes).toHex())));
        ++seen;
    }
    EXPECT_EQ(seen, 3) << "the part, the file and the name key";
}

TEST_P(SealedBlobTest, EveryFlippedBitIsNoticed) {
    const auto info = await(m_store->put(m_owner, BlobArea::Originals, someBytes(70'000)));
    QFile file(pathOf(info->name));
    for (const qint64 at : {0, 9, 20, 33, 50, 80, 115, 121, 128, 150, 160, 65'700, 65'710, 70'000}) {
        ASSERT_TRUE(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        file.seek(at);
        char byte = 0;
        file.getChar(&byte);
        file.seek(at);
        file.putChar(static_cast<char>(byte ^ 1));
        file.close();
        restart();
        const QByteArray read = stored(info->name);
        EXPECT_TRUE(read == "nothing" || read == "failed") << at;
        ASSERT_TRUE(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        file.seek(at);
        file.putChar(byte);
        file.close();
    }
}

TEST_P(SealedBlobTest, ABlockCutOffAtTheEndIsNoticed) {
    const auto info = await(m_store->put(m_owner, BlobArea::Originals, someBytes(65'536 * 2)));
    const BlobHeader header = [&] {
        QFile file(pathOf(info->name));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return *BlobHeader::decode(file.read(BlobHeader::bytes));
    }();
    // An attacker who drops the last block and mends the (unkeyed) size in the header.
    QFile file(pathOf(info->name));
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    BlobHeader shorter = header;
    shorter.size = 65'536;
    file.write(shorter.encode());
    file.close();
    ASSERT_TRUE(file.resize(blocks::positionOf(1)));
    restart();
    EXPECT_EQ(stored(info->name), "failed");
}

TEST_P(SealedBlobTest, DropsATornLastBlock) {
    const QByteArray bytes = someBytes(100'000);
    ASSERT_TRUE(part());
    ASSERT_TRUE(await(m_part->write(bytes)));
    m_part.reset();
    QFile file(QString::fromUtf8(m_options.root) + u"/temporary/42.part"_qs);
    ASSERT_TRUE(file.resize(file.size() - 3));
    restart();
    ASSERT_TRUE(part());
    EXPECT_EQ(m_part->offset(), 65'536);
    ASSERT_TRUE(await(m_part->write(bytes.mid(65'536))));
    EXPECT_TRUE(await(m_part->finish(m_owner, BlobArea::Originals, sha256(bytes))));
}

TEST_P(SealedBlobTest, AKeyFileThatOthersCanReadIsRefused) {
    ASSERT_EQ(::chmod(m_options.keyFiles.first().constData(), 0640), 0);
    const auto made = LocalBlobStore::create(m_options, m_clock);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Forbidden);
}

TEST_P(SealedBlobTest, ACredentialOfSystemdMayBelongToTheGroup) {
    const QByteArray key = m_options.keyFiles.first();
    const auto refusal = [&](mode_t mode) -> std::optional<ErrorCode> {
        EXPECT_EQ(::chmod(key.constData(), mode), 0);
        const auto made = LocalBlobStore::create(m_options, m_clock);
        return made ? std::nullopt : std::optional(made.error().code);
    };
    const QByteArray folder = key.left(key.lastIndexOf('/'));
    m_store.reset();
    qputenv("CREDENTIALS_DIRECTORY", folder);
    EXPECT_EQ(refusal(0440), std::nullopt) << "what an access list makes of the mode";
    EXPECT_EQ(refusal(0444), ErrorCode::Forbidden);
    EXPECT_EQ(refusal(0441), ErrorCode::Forbidden);
    qputenv("CREDENTIALS_DIRECTORY", folder.left(folder.lastIndexOf('/')));
    EXPECT_EQ(refusal(0440), ErrorCode::Forbidden) << "deeper there is nothing of systemd's";
    qputenv("CREDENTIALS_DIRECTORY", folder.left(folder.size() - 1));
    EXPECT_EQ(refusal(0440), ErrorCode::Forbidden) << "a name that only begins alike";
    qunsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_EQ(refusal(0440), ErrorCode::Forbidden);
}

TEST_P(SealedBlobTest, AnotherMasterOpensNothingAndUnsealedFilesStayReadable) {
    const auto sealed = await(m_store->put(m_owner, BlobArea::Originals, "sealed"));
    const QByteArray other = m_directory.filePath(u"other.key"_qs).toUtf8();
    ASSERT_TRUE(BlobKeys::makeKeyFile(other));
    auto options = m_options;
    options.keyFiles = {other};
    const auto refused = LocalBlobStore::create(options, m_clock);
    ASSERT_FALSE(refused) << "the name key does not open";
    EXPECT_EQ(refused.error().code, ErrorCode::BadRequest);
    EXPECT_TRUE(refused.error().detail.contains(u"names.key")) << refused.error().detail.toStdString();
    options.keyFiles = {other, m_options.keyFiles.first()};
    m_options = options;
    restart();
    EXPECT_EQ(stored(sealed->name), "sealed") << "the old master still opens";
}

TEST_P(SealedBlobTest, WithoutAnyKeyTheDirectoryIsRefused) {
    auto options = m_options;
    options.keyFiles = {};
    const auto refused = LocalBlobStore::create(options, m_clock);
    ASSERT_FALSE(refused) << "it would call every file damaged and store new ones in clear";
    EXPECT_EQ(refused.error().code, ErrorCode::BadRequest);
    EXPECT_TRUE(refused.error().detail.contains(u"storage.key_file")) << refused.error().detail.toStdString();
}

INSTANTIATE_TEST_SUITE_P(Kinds, SealedBlobTest, ::testing::Values(true),
                         [](const auto&) { return std::string("Sealed"); });

} // namespace
} // namespace parlor::test
