#include "server/app/datadirectory.h"
#include "server/app/storagekeys.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {

class StorageKeys : public ::testing::Test {
protected:
    QString keyFile(const QString& name) {
        const QString path = directory.filePath(name);
        EXPECT_TRUE(writePrivateFile(path, QByteArray(32, 'k')));
        return path;
    }

    /// Empty: they are well.
    [[nodiscard]] QString fault() const {
        const auto files = storageKeyFiles(config);
        return files ? QString() : files.error().detail;
    }

    QTemporaryDir directory;
    Config config;
};

TEST_F(StorageKeys, ThatAreNotThereAreNamedWithTheirSetting) {
    const QString missing = directory.filePath(u"missing.key"_qs);
    config.storageKeyFile = missing;
    EXPECT_TRUE(fault().startsWith(u"storage.key_file: "_qs + missing)) << fault().toStdString();
    EXPECT_EQ(storageKeyFiles(config).error().code, ErrorCode::BadRequest);
    config.storageKeyFile = keyFile(u"new.key"_qs);
    EXPECT_EQ(fault(), QString());
    config.oldKeyFiles = {missing};
    EXPECT_TRUE(fault().startsWith(u"storage.old_key_files: "_qs + missing)) << fault().toStdString();
    config.storageKeyFile.clear();
    config.oldKeyFiles = {keyFile(u"old.key"_qs)};
    EXPECT_TRUE(fault().contains(u"needs storage.key_file")) << fault().toStdString();
}

TEST_F(StorageKeys, TheSettingComesBeforeTheCredential) {
    const QByteArray handedOver = QFile::encodeName(keyFile(u"storage.key"_qs));
    qputenv("CREDENTIALS_DIRECTORY", QFile::encodeName(directory.path()));
    EXPECT_EQ(storageKeyFiles(config), QList{handedOver});
    config.storageKeyFile = keyFile(u"set.key"_qs);
    EXPECT_EQ(storageKeyFiles(config), QList{QFile::encodeName(config.storageKeyFile)});
    qunsetenv("CREDENTIALS_DIRECTORY");
    config.storageKeyFile.clear();
    EXPECT_EQ(storageKeyFiles(config), QList<QByteArray>());
}

TEST_F(StorageKeys, LookingAtThemMakesNothing) {
    config.storageKeyFile = keyFile(u"set.key"_qs);
    EXPECT_TRUE(checkStorageKeys(config, directory.path()));
    EXPECT_FALSE(QFile::exists(directory.filePath(u"names.key"_qs)));
}

} // namespace parlor::server
