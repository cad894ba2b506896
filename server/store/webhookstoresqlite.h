#pragma once

#include "server/domain/ports/webhookstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteWebhookStore final : public WebhookStore {
public:
    /// Both live longer.
    SqliteWebhookStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<Webhook>> add(Webhook webhook, QByteArray secretHash) override;
    Task<Result<QList<Webhook>>> list() override;
    Task<Result<Webhook>> byId(WebhookId id) override;
    Task<Result<Webhook>> bySecretHash(QByteArray hash) override;
    Task<Status> remove(WebhookId id, PersonId by) override;
    Task<Result<Webhook>> enable(WebhookId id, PersonId by) override;
    Task<Status> save(WebhookProgress progress) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
