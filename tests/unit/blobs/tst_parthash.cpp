// Hashing behind the writing: whatever the threads do, it is the hash of the bytes in their order.
#include "server/blobs/parthash.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>

#include <gtest/gtest.h>

#include <condition_variable>

namespace parlor::server {
namespace {

constexpr qsizetype chunk = 256 * 1024;

QByteArray chunkOf(int number) {
    return QByteArray(chunk - number, char(number));
}

QByteArray sha256Of(int chunks) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (int i = 0; i < chunks; ++i)
        hash.addData(chunkOf(i));
    return hash.result();
}

/// Keeps a thread from its jobs until it goes.
class Hold {
public:
    explicit Hold(JobThread& thread) {
        thread.post([gate = m_gate] {
            std::unique_lock lock(gate->mutex);
            gate->opened.wait(lock, [&] { return gate->isOpen; });
        });
    }

    ~Hold() {
        const std::scoped_lock lock(m_gate->mutex);
        m_gate->isOpen = true;
        m_gate->opened.notify_one();
    }

    Q_DISABLE_COPY_MOVE(Hold)

private:
    struct Gate {
        std::mutex mutex;
        std::condition_variable opened;
        bool isOpen = false;
    };

    std::shared_ptr<Gate> m_gate = std::make_shared<Gate>();
};

TEST(PartHash, SmallOnesNeedNobodysHelp) {
    HashingHelp help;
    const Hold busy(help.thread);
    PartHash hash(&help);
    hash.add(chunkOf(0));
    hash.add(chunkOf(1));
    EXPECT_EQ(help.waiting, 0);
    EXPECT_EQ(hash.all().sha256(), sha256Of(2));
}

TEST(PartHash, AnEmptyPieceChangesNothing) {
    HashingHelp help;
    PartHash hash(&help);
    hash.add("123456789");
    hash.add({});
    EXPECT_EQ(hash.all().crc32(), 0xcbf43926U) << "the check value of CRC-32";
    EXPECT_EQ(hash.all().size(), 9);
}

TEST(PartHash, LargeOnesAreHelped) {
    HashingHelp help;
    PartHash hash(&help);
    for (int i = 0; i < 20; ++i)
        hash.add(chunkOf(i));
    EXPECT_TRUE(test::waitFor([&] { return help.waiting == 0; })) << "without being asked for it";
    EXPECT_EQ(hash.all().sha256(), sha256Of(20));
    EXPECT_EQ(hash.all().size(), hash.size());
}

TEST(PartHash, WhoeverAddsMoreHelpsWhenTooMuchWaits) {
    HashingHelp help;
    const Hold busy(help.thread);
    PartHash hash(&help);
    std::int64_t most = 0;
    for (int i = 0; i < 100; ++i) {
        hash.add(chunkOf(i));
        most = std::max<std::int64_t>(most, help.waiting);
    }
    EXPECT_GT(most, HashingHelp::most / 2) << "it does wait";
    EXPECT_LE(most, HashingHelp::most);
    EXPECT_EQ(hash.all().sha256(), sha256Of(100));
    EXPECT_EQ(help.waiting, 0);
}

TEST(PartHash, WhatIsGivenUpDoesNotWaitForEver) {
    HashingHelp help;
    const Hold busy(help.thread);
    {
        PartHash hash(&help);
        for (int i = 0; i < 10; ++i)
            hash.add(chunkOf(i));
        EXPECT_GT(help.waiting, 0);
    }
    EXPECT_EQ(help.waiting, 0);
}

TEST(PartHash, GoesBackToAMarkOrToTheBeginning) {
    HashingHelp help;
    PartHash hash(&help);
    for (int i = 0; i < 80; ++i)
        hash.add(chunkOf(i));
    std::ignore = hash.all();
    const std::int64_t all = hash.size();
    hash.goBackTo(all - 1);
    const std::int64_t left = hash.size();
    EXPECT_GE(left, 16LL * 1024 * 1024);
    EXPECT_LT(left, all);
    QByteArray bytes;
    for (int i = 0; i < 80; ++i)
        bytes += chunkOf(i);
    hash.add(bytes.mid(left));
    EXPECT_EQ(hash.all().sha256(), sha256Of(80));
    hash.goBackTo(3);
    EXPECT_EQ(hash.size(), 0);
    hash.add(bytes);
    EXPECT_EQ(hash.all().sha256(), sha256Of(80));
}

} // namespace
} // namespace parlor::server
