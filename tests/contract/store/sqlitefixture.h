#pragma once

#include "server/store/sqlitestore.h"
#include "tests/contract/store/storecase.h"

#include <QCryptographicHash>
#include <QTemporaryDir>

#include <latch>

namespace parlor::server {

/// Keeps the writer busy until released, so that what is queued meanwhile is one batch.
class Hold {
public:
    explicit Hold(Writer& writer) {
        writer.submit<void>([this](Connection&, Effects&) -> Status {
            m_entered.count_down();
            m_gate.wait();
            m_left.count_down();
            return {};
        });
        m_entered.wait();
    }

    ~Hold() {
        release();
        m_left.wait();
    }

    void release() {
        if (!std::exchange(m_released, true))
            m_gate.count_down();
    }

private:
    std::latch m_entered{1}, m_gate{1}, m_left{1};
    bool m_released = false;
};

/// One SQLite store in a folder of its own that can be closed and opened again, with a person in a channel.
class SqliteFixture : public ::testing::Test {
protected:
    void SetUp() override {
        open();
        NewAccount account;
        account.name = QStringLiteral("anna");
        anna = answerOf(store->accounts().create(account))->person;
        NewChannel wanted;
        wanted.name = QStringLiteral("general");
        general = answerOf(store->channels().create(operation(), wanted))->channel; // its head is 2 now
    }

    void open() {
        store = std::make_unique<SqliteStore>(path(), clock);
        store->setCommittedSink([this](QList<CommittedItem> items) { log.append(std::move(items)); });
        store->setFailedSink([this](const Error&) { ++failures; });
        const Status opened = store->open();
        ASSERT_TRUE(opened) << qPrintable(opened.error().detail);
    }

    [[nodiscard]] QString path() const { return folder.filePath(QStringLiteral("parlor.db")); }

    Operation operation() const {
        Operation operation;
        operation.person = anna.id;
        operation.clientId = makeClientId();
        operation.requestHash =
            QCryptographicHash::hash(operation.clientId.toLatin1(), QCryptographicHash::Sha256).left(16);
        return operation;
    }

    Task<Result<Outcome>> post(const QString& words) {
        Entry entry;
        entry.text = words;
        return store->messages().post(operation(), general, entry, std::nullopt);
    }

    QTemporaryDir folder;
    test::ManualClock clock;
    CommittedLog log;
    std::atomic<int> failures = 0;
    std::unique_ptr<SqliteStore> store;
    Person anna;
    ChannelId general;
};

} // namespace parlor::server
