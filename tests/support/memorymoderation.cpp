#include "tests/support/memorymoderation.h"

#include <algorithm>

namespace parlor::test {

void MemoryModerationLog::add(ModerationEntry entry) {
    entry.id = m_entries.size() + 1;
    entry.time = m_state.clock.now();
    m_entries.append(entry);
}

Task<Status> MemoryModerationLog::record(ModerationEntry entry) {
    return m_state.write([&]() -> Status {
        add(entry);
        return {};
    });
}

Task<Result<QList<ModerationEntry>>> MemoryModerationLog::entries(std::int64_t before, int limit) {
    return m_state.read([&]() -> Result<QList<ModerationEntry>> {
        QList<ModerationEntry> found;
        for (auto at = m_entries.rbegin(); at != m_entries.rend() && found.size() < limit; ++at)
            if (before == 0 || at->id < before)
                found.append(*at);
        return found;
    });
}

Task<Result<FilterRule>> MemoryFilterStore::add(FilterRule rule) {
    return m_state.write([&]() -> Result<FilterRule> {
        if (rule.channel.isValid() && !m_state.channels.contains(rule.channel))
            return fail(ErrorCode::UnknownChannel);
        for (const FilterRule& other : std::as_const(m_rules))
            if (other.pattern == rule.pattern && other.channel == rule.channel)
                return fail(ErrorCode::Conflict);
        const auto count = [&](const auto& counts) {
            return std::count_if(m_rules.begin(), m_rules.end(), counts);
        };
        const FilterCounts counts{
            m_rules.size(), count([](const FilterRule& other) { return other.channel.isValid(); }),
            count([&](const FilterRule& other) { return other.channel == rule.channel; })};
        TRY(checkRoom(counts, rule.channel));
        rule.createdAt = m_state.clock.now();
        rule.hits = rule.lastHitAt = 0;
        m_rules.insert(rule.id, rule);
        ModerationEntry entry;
        entry.actor = rule.createdBy;
        entry.action = QStringLiteral("filter.add");
        entry.channel = rule.channel;
        entry.detail = rule.pattern + u' ' + nameOf(rule.action)
                       + (rule.dryRun ? QStringLiteral(" dry-run") : QString());
        m_log.add(entry);
        return rule;
    });
}

Task<Status> MemoryFilterStore::remove(FilterRuleId id, PersonId by) {
    return m_state.write([&]() -> Status {
        if (!m_rules.contains(id))
            return fail(ErrorCode::NotFound);
        const FilterRule rule = m_rules.take(id);
        ModerationEntry entry;
        entry.actor = by;
        entry.action = QStringLiteral("filter.remove");
        entry.channel = rule.channel;
        entry.detail = rule.pattern + u' ' + nameOf(rule.action)
                       + (rule.dryRun ? QStringLiteral(" dry-run") : QString());
        m_log.add(entry);
        return {};
    });
}

Task<Result<QList<FilterRule>>> MemoryFilterStore::rules() {
    return m_state.read([&]() -> Result<QList<FilterRule>> { return m_rules.values(); });
}

Task<Status> MemoryFilterStore::count(QList<FilterHits> hits) {
    return m_state.write([&]() -> Status {
        for (const FilterHits& hit : hits)
            if (const auto rule = m_rules.find(hit.rule); rule != m_rules.end()) {
                rule->hits += hit.count;
                rule->lastHitAt = m_state.clock.now();
            }
        return {};
    });
}

Task<Result<Outcome>> MemoryFilterStore::refuse(Operation operation, ChannelId channel,
                                                std::int64_t mutedUntil) {
    return m_state.write([&]() -> Result<Outcome> {
        TRY_ASSIGN(const auto earlier, m_state.begin(operation));
        if (earlier)
            return *earlier;
        TRY_ASSIGN(MemoryState::ChannelRow * row, m_state.channelForWriter(operation.person, channel));
        TRY(m_state.need(operation.person, *row, ChannelRight::Publish));
        Membership& membership = row->members[operation.person];
        if (m_state.roleIn(operation.person, *row) < Role::Moderator && membership.mutedUntil < mutedUntil) {
            membership.mutedUntil = mutedUntil;
            const Person subject = m_state.people.value(operation.person).account.person;
            m_state.append(channel, operation, {},
                           MemberChanged{subject, MemberChange::Muted, membership.role});
            ModerationEntry entry;
            entry.action = QStringLiteral("filter.time_out");
            entry.channel = channel;
            entry.person = operation.person;
            m_log.add(entry);
        }
        return m_state.record(operation, {channel, {}, {}, m_state.clock.now(), false});
    });
}

Task<Result<AddedReport>> MemoryReportStore::add(Report report) {
    return m_state.write([&]() -> Result<AddedReport> {
        const auto message = m_state.messages.constFind(report.message);
        if (message == m_state.messages.constEnd() || message->channel != report.channel)
            return fail(ErrorCode::UnknownMessage);
        if (message->now.deleted)
            return fail(ErrorCode::Gone);
        return m_state.addReport(report);
    });
}

Task<Result<Report>> MemoryReportStore::byId(ReportId id) {
    return m_state.read([&]() -> Result<Report> {
        if (!m_state.reports.contains(id))
            return fail(ErrorCode::NotFound);
        return m_state.reports.value(id);
    });
}

Task<Result<QList<Report>>> MemoryReportStore::list(ReportQuery query) {
    return m_state.read([&]() -> Result<QList<Report>> {
        QList<Report> found;
        QList<Report> all = m_state.reports.values();
        std::reverse(all.begin(), all.end());
        for (const Report& report : std::as_const(all))
            if ((!query.channel.isValid() || report.channel == query.channel)
                && (!query.notAbout.isValid() || report.author != query.notAbout)
                && (!query.openOnly || report.state == ReportState::Open)
                && (!query.before.isValid() || report.id < query.before) && found.size() < query.limit)
                found.append(report);
        return found;
    });
}

Task<Result<int>> MemoryReportStore::openCount() {
    return m_state.read([&]() -> Result<int> {
        return static_cast<int>(
            std::count_if(m_state.reports.begin(), m_state.reports.end(),
                          [](const Report& report) { return report.state == ReportState::Open; }));
    });
}

Status MemoryReportStore::apply(const Report& report, const Resolution& resolution) {
    MemoryState::ChannelRow& row = m_state.channels[report.channel];
    if (resolution.by.isValid() && m_state.roleIn(report.author, row) > m_state.roleIn(resolution.by, row))
        return fail(ErrorCode::Forbidden);
    if (resolution.state == ReportState::Dismissed)
        return {};
    Operation operation;
    operation.person = resolution.by;
    if (resolution.state == ReportState::Deleted) {
        auto& message = m_state.messages[report.message];
        if (message.now.deleted)
            return {};
        message.now.entry = Entry();
        message.now.deleted = true;
        message.now.reactions.clear();
        message.now.pinned = false;
        m_state.append(report.channel, operation, report.message, MessageDeleted());
        return {};
    }
    Membership& membership = row.members[report.author];
    if (membership.mutedUntil >= resolution.until)
        return {};
    membership.mutedUntil = resolution.until;
    m_state.append(report.channel, operation, {},
                   MemberChanged{m_state.people.value(report.author).account.person, MemberChange::Muted,
                                 membership.role});
    return {};
}

Task<Result<Report>> MemoryReportStore::resolve(Resolution resolution) {
    return m_state.write([&]() -> Result<Report> {
        const auto found = m_state.reports.find(resolution.report);
        if (found == m_state.reports.end())
            return fail(ErrorCode::NotFound);
        if (resolution.by.isValid() && resolution.by == found->author)
            return fail(ErrorCode::Forbidden);
        if (found->state == resolution.state)
            return *found;
        if (found->state != ReportState::Open)
            return fail(ErrorCode::Conflict);
        TRY(apply(*found, resolution));
        for (Report& report : m_state.reports)
            if (report.message == found->message && report.state == ReportState::Open) {
                report.state = resolution.state;
                report.resolvedBy = resolution.by;
                report.resolvedAt = m_state.clock.now();
            }
        ModerationEntry entry;
        entry.actor = resolution.by;
        entry.action = QStringLiteral("report.") + nameOf(resolution.state);
        entry.channel = found->channel;
        entry.person = found->author;
        entry.message = found->message;
        m_log.add(entry);
        return *found;
    });
}

void MemoryWebhookStore::log(const char* action, const Webhook& webhook, PersonId by) {
    ModerationEntry entry;
    entry.actor = by;
    entry.action = QString::fromLatin1(action);
    entry.channel = webhook.channel;
    entry.person = webhook.bot;
    entry.detail = webhook.name;
    m_log.add(entry);
}

Task<Result<Webhook>> MemoryWebhookStore::add(Webhook webhook, QByteArray secretHash) {
    return m_state.write([&]() -> Result<Webhook> {
        if (!m_state.channels.contains(webhook.channel))
            return fail(ErrorCode::UnknownChannel);
        const auto count = std::count_if(m_webhooks.begin(), m_webhooks.end(), [&](const Webhook& other) {
            return other.channel == webhook.channel;
        });
        const auto own = std::count_if(m_webhooks.begin(), m_webhooks.end(), [&](const Webhook& other) {
            return other.createdBy == webhook.createdBy;
        });
        if (count >= webhooksPerChannel || (webhook.createdBy.isValid() && own >= webhooksPerPerson))
            return fail(ErrorCode::TooLarge);
        webhook.createdAt = m_state.clock.now();
        webhook.enabled = true;
        if (webhook.direction == WebhookDirection::Outgoing)
            webhook.cursor = m_state.channels[webhook.channel].head;
        m_webhooks.insert(webhook.id, webhook);
        if (!secretHash.isEmpty())
            m_secrets.insert(secretHash, webhook.id);
        log("webhook.add", webhook, webhook.createdBy);
        return webhook;
    });
}

Task<Result<QList<Webhook>>> MemoryWebhookStore::list() {
    return m_state.read([&]() -> Result<QList<Webhook>> { return m_webhooks.values(); });
}

Task<Result<Webhook>> MemoryWebhookStore::byId(WebhookId id) {
    return m_state.read([&]() -> Result<Webhook> {
        if (!m_webhooks.contains(id))
            return fail(ErrorCode::NotFound);
        return m_webhooks.value(id);
    });
}

Task<Result<Webhook>> MemoryWebhookStore::bySecretHash(QByteArray hash) {
    return m_state.read([&]() -> Result<Webhook> {
        if (!m_secrets.contains(hash))
            return fail(ErrorCode::NotFound);
        return m_webhooks.value(m_secrets.value(hash));
    });
}

Task<Status> MemoryWebhookStore::remove(WebhookId id, PersonId by) {
    return m_state.write([&]() -> Status {
        if (!m_webhooks.contains(id))
            return fail(ErrorCode::NotFound);
        log("webhook.remove", m_webhooks.take(id), by);
        m_secrets.removeIf([id](const auto& secret) { return secret.value() == id; });
        return {};
    });
}

Task<Result<Webhook>> MemoryWebhookStore::enable(WebhookId id, PersonId by) {
    return m_state.write([&]() -> Result<Webhook> {
        if (!m_webhooks.contains(id))
            return fail(ErrorCode::NotFound);
        Webhook& webhook = m_webhooks[id];
        webhook.enabled = true;
        webhook.failures = 0;
        webhook.failingSince = webhook.nextAt = 0;
        webhook.lastError.clear();
        log("webhook.enable", webhook, by);
        return webhook;
    });
}

Task<Status> MemoryWebhookStore::save(WebhookProgress progress) {
    return m_state.write([&]() -> Status {
        if (!m_webhooks.contains(progress.id))
            return {};
        Webhook& webhook = m_webhooks[progress.id];
        if (webhook.enabled && !progress.enabled)
            log("webhook.disable", webhook, {});
        webhook.cursor = progress.cursor;
        webhook.enabled = progress.enabled;
        webhook.failures = progress.failures;
        webhook.failingSince = progress.failingSince;
        webhook.nextAt = progress.nextAt;
        webhook.lastError = progress.lastError;
        return {};
    });
}

Task<Status> MemoryNoticeStore::setSettings(NoticeSettings settings) {
    return m_state.write([&]() -> Status {
        TRY(m_state.person(settings.person));
        m_settings.insert(settings.person, settings);
        return {};
    });
}

Task<Result<NoticeSettings>> MemoryNoticeStore::settings(PersonId person) {
    return m_state.read([&]() -> Result<NoticeSettings> {
        return m_settings.value(person, NoticeSettings{person, false, {}});
    });
}

Task<Result<QList<NoticeSettings>>> MemoryNoticeStore::enabledSettings() {
    return m_state.read([&]() -> Result<QList<NoticeSettings>> {
        QList<NoticeSettings> found;
        for (const NoticeSettings& settings : std::as_const(m_settings))
            if (settings.enabled)
                found.append(settings);
        return found;
    });
}

Task<Status> MemoryNoticeStore::add(PendingNotice notice, std::int64_t quietMs) {
    return m_state.write([&]() -> Status {
        Row& row = m_rows[notice.person];
        const PendingNotice before = row.notice;
        const std::int64_t soonest = row.toldAt > 0 ? row.toldAt + quietMs : 0;
        row.notice = notice;
        row.notice.mentions += before.mentions;
        row.notice.directs += before.directs;
        row.notice.attempts = before.attempts;
        row.notice.dueAt = before.dueAt > 0 ? before.dueAt : std::max(notice.dueAt, soonest);
        return {};
    });
}

Task<Result<QList<PendingNotice>>> MemoryNoticeStore::due(std::int64_t now, int limit) {
    return m_state.read([&]() -> Result<QList<PendingNotice>> {
        QList<PendingNotice> found;
        for (const Row& row : std::as_const(m_rows))
            if (row.notice.dueAt > 0 && row.notice.dueAt <= now)
                found.append(row.notice);
        std::stable_sort(found.begin(), found.end(),
                         [](const auto& a, const auto& b) { return a.dueAt < b.dueAt; });
        return found.first(std::min<qsizetype>(found.size(), limit));
    });
}

Task<Status> MemoryNoticeStore::done(PendingNotice notice, bool told, std::int64_t quietMs) {
    return m_state.write([&]() -> Status {
        const auto row = m_rows.find(notice.person);
        if (row == m_rows.end())
            return {};
        const std::int64_t now = m_state.clock.now();
        const bool newer = row->notice.message != notice.message;
        row->notice.mentions = newer ? std::max(row->notice.mentions - notice.mentions, 0) : 0;
        row->notice.directs = newer ? std::max(row->notice.directs - notice.directs, 0) : 0;
        row->notice.attempts = 0;
        if (!newer)
            row->notice.dueAt = 0;
        else if (told)
            row->notice.dueAt = now + quietMs;
        if (told)
            row->toldAt = now;
        return {};
    });
}

Task<Status> MemoryNoticeStore::postpone(PersonId person, std::int64_t dueAt) {
    return m_state.write([&]() -> Status {
        const auto row = m_rows.find(person);
        if (row == m_rows.end() || row->notice.dueAt == 0)
            return {};
        row->notice.dueAt = dueAt;
        ++row->notice.attempts;
        return {};
    });
}

} // namespace parlor::test
