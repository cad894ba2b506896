#include "server/app/databaselife.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {

/// A "database" that holds nothing but its mark.
class Life : public ::testing::Test {
protected:
    void SetUp() override { put(u""_qs); }

    [[nodiscard]] QString path() const { return directory.filePath(u"parlor.db"_qs); }

    /// As another file, the way restores do it.
    void put(const QString& mark) {
        QFile::rename(path(), path() + u".old"_qs); // keeps the old number in use
        QFile file(path());
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(mark.toLatin1());
        QFile::remove(path() + u".older"_qs);
        QFile::rename(path() + u".old"_qs, path() + u".older"_qs);
    }

    /// In the same file.
    void set(const QString& mark) {
        QFile file(path());
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(mark.toLatin1());
    }

    QString mark() {
        QFile file(path());
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return QString::fromLatin1(file.readAll());
    }

    /// One opening; whether it was another database.
    bool open() {
        DatabaseLife life(directory.path(), path());
        const bool another = life.isAnother(mark());
        const auto next = life.expectNew(mark());
        EXPECT_TRUE(next);
        set(*next);
        EXPECT_TRUE(life.keep(*next));
        return another;
    }

    QTemporaryDir directory;
};

TEST_F(Life, TheSameDatabaseIsItselfAgainAndAgain) {
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(open());
}

TEST_F(Life, AnOlderCopyInTheSameFileIsAnother) {
    open();
    const QString old = mark();
    open();
    set(old);
    EXPECT_TRUE(open());
    EXPECT_FALSE(open());
}

TEST_F(Life, AnotherFileWithTheSameMarkIsAnother) {
    open();
    put(mark());
    EXPECT_TRUE(open());
    EXPECT_FALSE(open());
}

TEST_F(Life, ADatabaseWithoutItsDirectoryIsAnother) {
    open();
    QFile::remove(directory.filePath(u"life"_qs));
    EXPECT_TRUE(open());
}

TEST_F(Life, ACrashBetweenTheStepsIsNotARestore) {
    open();
    {
        DatabaseLife life(directory.path(), path());
        ASSERT_TRUE(life.expectNew(mark())); // died before the database was written
    }
    EXPECT_FALSE(open());
    {
        DatabaseLife life(directory.path(), path());
        const auto next = life.expectNew(mark());
        ASSERT_TRUE(next);
        set(*next); // died before the file was written
    }
    EXPECT_FALSE(open());
}

TEST_F(Life, ACrashAtTheFirstOpeningIsNotARestore) {
    DatabaseLife life(directory.path(), path());
    ASSERT_TRUE(life.expectNew(mark()));
    EXPECT_FALSE(open());
}

} // namespace parlor::server
