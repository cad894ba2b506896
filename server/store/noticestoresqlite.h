#pragma once

#include "server/domain/ports/noticestore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteNoticeStore final : public NoticeStore {
public:
    /// Both live longer.
    SqliteNoticeStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Status> setSettings(NoticeSettings settings) override;
    Task<Result<NoticeSettings>> settings(PersonId person) override;
    Task<Result<QList<NoticeSettings>>> enabledSettings() override;
    Task<Status> add(PendingNotice notice, std::int64_t quietMs) override;
    Task<Result<QList<PendingNotice>>> due(std::int64_t now, int limit) override;
    Task<Status> done(PendingNotice notice, bool told, std::int64_t quietMs) override;
    Task<Status> postpone(PersonId person, std::int64_t dueAt) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
