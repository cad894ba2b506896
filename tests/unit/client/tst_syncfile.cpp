#include "client/core/import/syncfile.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

TEST(SyncFile, TakesAFileAndItsName) {
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"journal"_qs));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("begun\n");
    ASSERT_TRUE(file.flush());
    EXPECT_TRUE(syncFile(file.handle(), {}));
    EXPECT_TRUE(syncFile(file.handle(), file.fileName()));
}

TEST(SyncFile, SaysWhatDoesNotWork) {
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"journal"_qs));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    const Status nowhere = syncFile(file.handle(), folder.filePath(u"not/there"_qs));
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::FileFailed);
    EXPECT_FALSE(nowhere.error().detail.isEmpty());
    const int closed = file.handle();
    file.close();
    EXPECT_FALSE(syncFile(closed, {}));
}

} // namespace
} // namespace parlor::client
