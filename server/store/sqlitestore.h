#pragma once

#include "server/domain/ports/committed.h"
#include "server/store/accountstoresqlite.h"
#include "server/store/channelstoresqlite.h"
#include "server/store/deliverystoresqlite.h"
#include "server/store/erasurestoresqlite.h"
#include "server/store/keystoresqlite.h"
#include "server/store/keywordstoresqlite.h"
#include "server/store/messagestoresqlite.h"
#include "server/store/personstreamsqlite.h"
#include "server/store/planstoresqlite.h"
#include "server/store/readpool.h"
#include "server/store/sessionstoresqlite.h"
#include "server/store/writer.h"

#include <QString>

namespace parlor::server {

/// The database of one server: a file, one writing thread, some reading ones, and the store ports on them.
/// Thread-safe once open; nobody calls a port after close().
class SqliteStore final : public CommitFeed {
public:
    static constexpr int readerThreads = 3;

    /// `path`: the database file; it and its companions are readable by their owner only. `clock` lives
    /// longer.
    SqliteStore(QString path, const Clock& clock);
    ~SqliteStore() override;

    /// Before open().
    void setCommittedSink(CommittedSink sink) override { m_writer.setCommittedSink(std::move(sink)); }

    void setFailedSink(FailedSink sink) override { m_writer.setFailedSink(std::move(sink)); }

    /// Opens or makes the file, migrates it (with a copy beside it before, `<path>.schema<N>`), starts the
    /// threads. Blocks. VersionMismatch (newer than this program), StoreFailed.
    Status open();

    /// Finishes all that is queued and closes the file. Blocks. The destructor does it too.
    void close();

    /// A consistent, compact copy as a new file, made while the server runs (VACUUM INTO). `path` must not
    /// exist.
    Task<Status> backUp(QString path);

    [[nodiscard]] AccountStore& accounts() { return m_accounts; }

    [[nodiscard]] SessionStore& sessions() { return m_sessions; }

    [[nodiscard]] KeyStore& keys() { return m_keys; }

    [[nodiscard]] ChannelStore& channels() { return m_channels; }

    [[nodiscard]] MessageStore& messages() { return m_messages; }

    [[nodiscard]] PersonStreamStore& personStreams() { return m_personStreams; }

    [[nodiscard]] PlanStore& plans() { return m_plans; }

    [[nodiscard]] KeywordStore& keywords() { return m_keywords; }

    [[nodiscard]] ErasureStore& erasure() { return m_erasure; }

    [[nodiscard]] DeliveryStore& deliveries() { return m_deliveries; }

    /// For stores of further tables.
    [[nodiscard]] Writer& writer() { return m_writer; }

    [[nodiscard]] ReadPool& readers() { return m_readers; }

private:
    QString m_path;
    Writer m_writer;
    ReadPool m_readers;
    SqliteAccountStore m_accounts;
    SqliteSessionStore m_sessions;
    SqliteKeyStore m_keys;
    SqliteChannelStore m_channels;
    SqliteMessageStore m_messages;
    SqlitePersonStream m_personStreams;
    SqlitePlanStore m_plans;
    SqliteKeywordStore m_keywords;
    SqliteErasureStore m_erasure;
    SqliteDeliveryStore m_deliveries;
};

} // namespace parlor::server
