#include "server/app/datadirectory.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <unistd.h>

namespace parlor::server {

TEST(DataDirectory, IsReadableByItsOwnerOnly) {
    const QTemporaryDir parent;
    const auto data = DataDirectory::open(parent.filePath(u"data"_qs));
    ASSERT_TRUE(data.has_value());
    constexpr auto others =
        QFileDevice::ReadGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther | QFileDevice::ExeOther;
    EXPECT_FALSE(QFileInfo(data->path()).permissions() & others);
    const auto key = data->masterKey({});
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(key->size(), 32);
    EXPECT_FALSE(QFileInfo(data->path() + u"/master.key"_qs).permissions() & others);
    EXPECT_EQ(data->masterKey({}), key);
}

TEST(DataDirectory, HasOneWriter) {
    const QTemporaryDir parent;
    auto first = DataDirectory::open(parent.path());
    auto second = DataDirectory::open(parent.path());
    ASSERT_TRUE(first->lock().has_value());
    ASSERT_FALSE(second->lock().has_value());
    EXPECT_EQ(second->lock().error().code, ErrorCode::Busy);
    {
        const DataDirectory gone = std::move(*first);
    }
    EXPECT_TRUE(second->lock().has_value());
}

// A power cut may leave the file empty, a restart may give another process, even ourselves, the id that is in
// it.
TEST(DataDirectory, WhatADeadWriterLeftKeepsNobodyOut) {
    const QTemporaryDir parent;
    for (const QByteArray& left : {QByteArray(), QByteArray::number(getpid()) + "\nparlord\nhost\n"}) {
        QFile file(parent.filePath(u"lock"_qs));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(left);
        file.close();
        auto next = DataDirectory::open(parent.path());
        EXPECT_TRUE(next->lock().has_value()) << left.toStdString();
    }
}

TEST(DataDirectory, RefusesAKeyThatOthersMayRead) {
    const QTemporaryDir parent;
    const QString path = parent.filePath(u"key"_qs);
    ASSERT_TRUE(writePrivateFile(path, QByteArray(32, 'k')).has_value());
    EXPECT_TRUE(readKeyFile(path).has_value());
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::ReadOther);
    ASSERT_FALSE(readKeyFile(path).has_value());
    EXPECT_EQ(readKeyFile(path).error().code, ErrorCode::Forbidden);
}

TEST(DataDirectory, ACredentialOfSystemdMayBelongToTheGroup) {
    const QTemporaryDir credentials;
    const QString path = credentials.filePath(u"master"_qs);
    ASSERT_TRUE(writePrivateFile(path, QByteArray(32, 'k')).has_value());
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::ReadGroup);
    EXPECT_FALSE(readKeyFile(path).has_value()) << "elsewhere the group has no business with it";
    qputenv("CREDENTIALS_DIRECTORY", QFile::encodeName(credentials.path()));
    EXPECT_TRUE(readKeyFile(path).has_value()) << "what an access list makes of the mode";
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::ReadOther);
    EXPECT_FALSE(readKeyFile(path).has_value());
    qunsetenv("CREDENTIALS_DIRECTORY");
}

TEST(DataDirectory, RefusesAKeyOfAnotherSize) {
    const QTemporaryDir parent;
    for (const QByteArray& bytes : {QByteArray("short"), QByteArray(31, 'x'), QByteArray(64, 'z')}) {
        const QString path = parent.filePath(u"key"_qs);
        ASSERT_TRUE(writePrivateFile(path, bytes).has_value());
        EXPECT_FALSE(readKeyFile(path).has_value()) << bytes.toStdString();
    }
}

} // namespace parlor::server
