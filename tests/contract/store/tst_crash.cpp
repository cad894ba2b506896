#include "tests/contract/store/sqlitefixture.h"

#include <QElapsedTimer>
#include <QProcess>

namespace parlor::server {
namespace {

using Crash = SqliteFixture;

/// Runs the writing program, kills it after some acknowledgements, answers what it acknowledged.
QMap<QString, std::int64_t> postUntilKilled(const QString& path, PersonId person, ChannelId channel,
                                            int atLeast) {
    QProcess writer;
    writer.start(QStringLiteral(PARLOR_BINARY_DIR "/bin/contract_writer"),
                 {path, person.toString(), channel.toString(), QStringLiteral("16")});
    QByteArray output;
    while (output.count('\n') < atLeast) {
        if (!writer.waitForReadyRead(60'000))
            break;
        output += writer.readAllStandardOutput();
    }
    writer.kill(); // SIGKILL
    writer.waitForFinished();
    output += writer.readAllStandardOutput();
    QMap<QString, std::int64_t> acknowledged;
    for (const QByteArray& line : output.split('\n')) {
        const QList<QByteArray> parts = line.split(' ');
        if (parts.size() == 2)
            acknowledged.insert(QString::fromLatin1(parts.at(0)), parts.at(1).toLongLong());
    }
    return acknowledged;
}

TEST_F(Crash, NothingAcknowledgedIsLostDoubledOrMoved) {
    store->close();
    QMap<QString, std::int64_t> acknowledged;
    for (int round = 0; round < 5; ++round) {
        const auto more = postUntilKilled(path(), anna.id, general, 20 + round * 37);
        ASSERT_GE(more.size(), 20);
        acknowledged.insert(more);
        open();
        QMap<QString, std::int64_t> stored;
        Serial expected(1);
        for (bool further = true; further;) {
            const auto page = answerOf(store->messages().eventsAfter(general, expected.previous(), 500));
            ASSERT_TRUE(page);
            for (const Event& event : page->events) {
                ASSERT_EQ(event.serial, expected);
                expected = expected.next();
                if (const auto* posted = bodyOf<MessagePosted>(event)) {
                    ASSERT_FALSE(stored.contains(posted->entry.text)) << "doubled";
                    ASSERT_EQ(posted->entry.text, event.clientId);
                    stored.insert(posted->entry.text, event.serial.value());
                }
            }
            further = page->more;
        }
        for (auto it = acknowledged.begin(); it != acknowledged.end(); ++it)
            ASSERT_EQ(stored.value(it.key()), it.value()) << "lost or moved: " << qPrintable(it.key());
        // A retry after the crash gets the first answer.
        Operation again = operation();
        again.clientId = acknowledged.firstKey();
        again.requestHash =
            QCryptographicHash::hash(again.clientId.toLatin1(), QCryptographicHash::Sha256).left(16);
        const auto retried = answerOf(store->messages().post(again, general, {}, std::nullopt));
        ASSERT_TRUE(retried);
        EXPECT_TRUE(retried->duplicate);
        EXPECT_EQ(retried->serial.value(), acknowledged.first());
        MessageSearch search;
        search.reader = anna.id;
        search.terms = {{acknowledged.lastKey(), false, false}};
        EXPECT_EQ(answerOf(store->messages().search(search))->size(), 1);
        store->close();
    }
}

} // namespace
} // namespace parlor::server
