#include "server/app/moderationparts.h"

namespace parlor::server {

ModerationParts::ModerationParts(Foundation& f, AddressGuard guard)
    : m_foundation(f),
      m_guard(std::move(guard)),
      m_log(f.store().writer(), f.store().readers()),
      m_filterRows(f.store().writer(), f.store().readers()),
      m_reportRows(f.store().writer(), f.store().readers()),
      m_webhookRows(f.store().writer(), f.store().readers()),
      m_notices(f.store().writer(), f.store().readers()),
      m_rights(f.store().channels(), f.executor()),
      m_filter(m_filterRows, m_reportRows, f.executor(), f.clock()),
      m_reports(m_reportRows, m_log, f.store().channels(), f.store().messages(), m_rights, f.executor(),
                f.clock()),
      m_webhooks(
          m_webhookRows, f.store().accounts(), f.store().channels(), m_rights, m_guard,
          [this](WebhookId id) { return secretOf(u"webhook "_qs + id.toString()); }, f.executor(),
          f.clock()) {}

Status ModerationParts::open() {
    return m_foundation.wait(m_filter.load());
}

QString ModerationParts::secretOf(const QString& use) const {
    return QString::fromLatin1(derivedKey(m_foundation.master(), use.toUtf8())
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace parlor::server
