#pragma once

#include "server/app/config.h"
#include "server/app/foundation.h"
#include "server/domain/hooks/addressguard.h"
#include "server/domain/hooks/webhookservice.h"
#include "server/domain/moderation/channelrights.h"
#include "server/domain/moderation/filterservice.h"
#include "server/domain/moderation/reportservice.h"
#include "server/store/filterstoresqlite.h"
#include "server/store/moderationlogsqlite.h"
#include "server/store/noticestoresqlite.h"
#include "server/store/reportstoresqlite.h"
#include "server/store/webhookstoresqlite.h"

namespace parlor::server {

/// The word list, reports and webhooks as both a serving process and an administrator's command need them.
/// Domain thread only.
class ModerationParts {
public:
    /// `guard`: of webhooks.allow.
    ModerationParts(Foundation& foundation, AddressGuard guard);

    /// Reads the word list. Blocks.
    Status open();

    /// What signs a webhook's requests: derived, so that the database does not hold it.
    [[nodiscard]] QString secretOf(const QString& use) const;

    [[nodiscard]] FilterService& filter() { return m_filter; }

    [[nodiscard]] ReportService& reports() { return m_reports; }

    [[nodiscard]] ModerationLog& log() { return m_log; }

    [[nodiscard]] ChannelRights& rights() { return m_rights; }

    [[nodiscard]] WebhookStore& webhookRows() { return m_webhookRows; }

    [[nodiscard]] WebhookService& webhooks() { return m_webhooks; }

    [[nodiscard]] NoticeStore& notices() { return m_notices; }

    [[nodiscard]] const AddressGuard& guard() const { return m_guard; }

private:
    Foundation& m_foundation;
    AddressGuard m_guard;
    SqliteModerationLog m_log;
    SqliteFilterStore m_filterRows;
    SqliteReportStore m_reportRows;
    SqliteWebhookStore m_webhookRows;
    SqliteNoticeStore m_notices;
    ChannelRights m_rights;
    FilterService m_filter;
    ReportService m_reports;
    WebhookService m_webhooks;
};

} // namespace parlor::server
