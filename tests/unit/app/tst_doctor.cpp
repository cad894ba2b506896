#include "server/app/doctor.h"
#include "server/blobs/blobkeys.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor::server {

namespace {

/// A /sys with the devices that a test lays over each other.
class Machine {
public:
    void device(const QString& number, const QByteArray& uuid = {}, const QStringList& below = {}) {
        const QString directory = u"dev/block/"_qs + number;
        QDir(m_directory.path()).mkpath(directory + u"/dm"_qs);
        QDir(m_directory.path()).mkpath(directory + u"/slaves"_qs);
        write(directory + u"/dm/uuid"_qs, uuid);
        for (const QString& other : below)
            QFile::link(m_directory.filePath(u"dev/block/"_qs + other),
                        m_directory.filePath(directory + u"/slaves/"_qs + other));
    }

    void write(const QString& name, const QByteArray& bytes) {
        QFile file(m_directory.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    [[nodiscard]] SystemPlaces places() const {
        return {m_directory.path(), m_directory.filePath(u"mountinfo"_qs)};
    }

private:
    QTemporaryDir m_directory;
};

Finding findingOf(const QList<Finding>& all, const QString& check) {
    const auto found = std::ranges::find(all, check, &Finding::check);
    return found == all.end() ? Finding{} : *found;
}

} // namespace

TEST(Disk, IsEncryptedByItselfOrByAllThatItLiesOn) {
    Machine machine;
    machine.device(u"8:1"_qs);
    machine.device(u"8:2"_qs);
    machine.device(u"254:0"_qs, "CRYPT-LUKS2-0123-root\n", {u"8:1"_qs});
    machine.device(u"254:1"_qs, "LVM-abcdef", {u"254:0"_qs});
    machine.device(u"254:2"_qs, "LVM-mirror", {u"254:0"_qs, u"8:2"_qs});
    machine.device(u"254:3"_qs, "LVM-plain", {u"8:2"_qs});
    const auto of = [&](const char* device) {
        return encryptionOf(QString::fromLatin1(device), machine.places());
    };
    EXPECT_EQ(of("254:0"), DiskEncryption::Yes);
    EXPECT_EQ(of("254:1"), DiskEncryption::Yes);
    EXPECT_EQ(of("254:2"), DiskEncryption::No);
    EXPECT_EQ(of("254:3"), DiskEncryption::No);
    EXPECT_EQ(of("8:1"), DiskEncryption::No);
    EXPECT_EQ(of("9:9"), DiskEncryption::Unknown);
    EXPECT_EQ(of(""), DiskEncryption::Unknown);
}

TEST(Doctor, SaysWhatLiesOpen) {
    const QTemporaryDir parent;
    const Machine machine;
    const auto data = DataDirectory::open(parent.filePath(u"data"_qs));
    ASSERT_TRUE(data && data->masterKey({}));
    Config config;
    const auto weight = [&](const QString& check) {
        return findingOf(examine(*data, config, machine.places()), check).weight;
    };
    EXPECT_EQ(weight(u"data directory"_qs), Finding::Weight::Well);
    EXPECT_EQ(weight(u"master key"_qs), Finding::Weight::Well);
    EXPECT_EQ(weight(u"stored files"_qs), Finding::Weight::Advice);
    EXPECT_EQ(weight(u"database"_qs), Finding::Weight::Advice);
    QFile::setPermissions(data->path() + u"/master.key"_qs, QFile::ReadOwner | QFile::ReadOther);
    EXPECT_EQ(weight(u"master key"_qs), Finding::Weight::Fault);

    config.storageKeyFile = parent.filePath(u"key"_qs);
    EXPECT_EQ(weight(u"stored files"_qs), Finding::Weight::Fault);
    ASSERT_TRUE(writePrivateFile(config.storageKeyFile, QByteArray(32, 'k')));
    EXPECT_EQ(weight(u"stored files"_qs), Finding::Weight::Well);
    config.storageKeyFile = data->path() + u"/key"_qs;
    ASSERT_TRUE(writePrivateFile(config.storageKeyFile, QByteArray(32, 'k')));
    EXPECT_EQ(weight(u"stored files"_qs), Finding::Weight::Fault);
}

TEST(Doctor, TriesTheKeyOfSealedFiles) {
    const QTemporaryDir parent;
    const auto data = DataDirectory::open(parent.filePath(u"data"_qs));
    ASSERT_TRUE(data);
    const QString right = parent.filePath(u"right"_qs), wrong = parent.filePath(u"wrong"_qs);
    ASSERT_TRUE(writePrivateFile(right, QByteArray(32, 'r')));
    ASSERT_TRUE(writePrivateFile(wrong, QByteArray(32, 'w')));
    ASSERT_TRUE(BlobKeys::load({QFile::encodeName(right)}, QFile::encodeName(data->path())));
    Config config;
    const auto weight = [&] { return findingOf(examine(*data, config), u"stored files"_qs).weight; };
    EXPECT_EQ(weight(), Finding::Weight::Fault) << "no key";
    config.storageKeyFile = wrong;
    EXPECT_EQ(weight(), Finding::Weight::Fault);
    config.oldKeyFiles = {right};
    EXPECT_EQ(weight(), Finding::Weight::Well) << "before a rotation";
    config.oldKeyFiles = {};
    config.storageKeyFile = right;
    EXPECT_EQ(weight(), Finding::Weight::Well);
}

TEST(Doctor, MissesTheWorker) {
    const QTemporaryDir parent;
    const auto data = DataDirectory::open(parent.path());
    Config config;
    config.mediaWorkerPath = parent.filePath(u"nothing"_qs);
    const QList<Finding> found = examine(*data, config);
    EXPECT_EQ(findingOf(found, u"pictures"_qs).weight, Finding::Weight::Fault);
    EXPECT_GE(toJson(found).value(u"faults").toInt(), 1);
}

} // namespace parlor::server
