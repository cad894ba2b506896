#pragma once

#include "server/domain/ports/filterstore.h"
#include "server/domain/ports/moderationlog.h"
#include "server/domain/ports/noticestore.h"
#include "server/domain/ports/reportstore.h"
#include "server/domain/ports/webhookstore.h"
#include "tests/support/memorystate.h"

#include <QMap>

namespace parlor::test {

class MemoryModerationLog final : public ModerationLog {
public:
    explicit MemoryModerationLog(MemoryState& state) : m_state(state) {}

    Task<Status> record(ModerationEntry entry) override;
    Task<Result<QList<ModerationEntry>>> entries(std::int64_t before, int limit) override;

    void add(ModerationEntry entry);

private:
    MemoryState& m_state;
    QList<ModerationEntry> m_entries;
};

class MemoryFilterStore final : public FilterStore {
public:
    MemoryFilterStore(MemoryState& state, MemoryModerationLog& log) : m_state(state), m_log(log) {}

    Task<Result<FilterRule>> add(FilterRule rule) override;
    Task<Status> remove(FilterRuleId id, PersonId by) override;
    Task<Result<QList<FilterRule>>> rules() override;
    Task<Status> count(QList<FilterHits> hits) override;
    Task<Result<Outcome>> refuse(Operation operation, ChannelId channel, std::int64_t mutedUntil) override;

private:
    MemoryState& m_state;
    MemoryModerationLog& m_log;
    QMap<FilterRuleId, FilterRule> m_rules;
};

class MemoryReportStore final : public ReportStore {
public:
    MemoryReportStore(MemoryState& state, MemoryModerationLog& log) : m_state(state), m_log(log) {}

    Task<Result<AddedReport>> add(Report report) override;
    Task<Result<Report>> byId(ReportId id) override;
    Task<Result<QList<Report>>> list(ReportQuery query) override;
    Task<Result<int>> openCount() override;
    Task<Result<Report>> resolve(Resolution resolution) override;

private:
    Status apply(const Report& report, const Resolution& resolution);

    MemoryState& m_state;
    MemoryModerationLog& m_log;
};

class MemoryWebhookStore final : public WebhookStore {
public:
    MemoryWebhookStore(MemoryState& state, MemoryModerationLog& log) : m_state(state), m_log(log) {}

    Task<Result<Webhook>> add(Webhook webhook, QByteArray secretHash) override;
    Task<Result<QList<Webhook>>> list() override;
    Task<Result<Webhook>> byId(WebhookId id) override;
    Task<Result<Webhook>> bySecretHash(QByteArray hash) override;
    Task<Status> remove(WebhookId id, PersonId by) override;
    Task<Result<Webhook>> enable(WebhookId id, PersonId by) override;
    Task<Status> save(WebhookProgress progress) override;

private:
    void log(const char* action, const Webhook& webhook, PersonId by);

    MemoryState& m_state;
    MemoryModerationLog& m_log;
    QMap<WebhookId, Webhook> m_webhooks;
    QMap<QByteArray, WebhookId> m_secrets;
};

class MemoryNoticeStore final : public NoticeStore {
public:
    explicit MemoryNoticeStore(MemoryState& state) : m_state(state) {}

    Task<Status> setSettings(NoticeSettings settings) override;
    Task<Result<NoticeSettings>> settings(PersonId person) override;
    Task<Result<QList<NoticeSettings>>> enabledSettings() override;
    Task<Status> add(PendingNotice notice, std::int64_t quietMs) override;
    Task<Result<QList<PendingNotice>>> due(std::int64_t now, int limit) override;
    Task<Status> done(PendingNotice notice, bool told, std::int64_t quietMs) override;
    Task<Status> postpone(PersonId person, std::int64_t dueAt) override;

private:
    struct Row {
        PendingNotice notice;
        std::int64_t toldAt = 0;
    };

    MemoryState& m_state;
    QMap<PersonId, NoticeSettings> m_settings;
    QMap<PersonId, Row> m_rows;
};

} // namespace parlor::test
