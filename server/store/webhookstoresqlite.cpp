#include "server/store/webhookstoresqlite.h"

#include "server/store/channeltable.h"
#include "server/store/moderationtable.h"
#include "server/store/rowvalues.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Webhook webhookAt(const Rows& rows) {
    return {.id = rows.id<WebhookId>(0),
            .channel = rows.id<ChannelId>(1),
            .direction = enumAt<WebhookDirection>(rows, 2),
            .name = rows.text(3),
            .url = rows.text(4),
            .bot = rows.id<PersonId>(5),
            .createdBy = rows.id<PersonId>(6),
            .createdAt = rows.number(7),
            .enabled = rows.flag(8),
            .cursor = rows.serial(9),
            .failures = static_cast<int>(rows.number(10)),
            .failingSince = rows.number(11),
            .nextAt = rows.number(12),
            .lastError = rows.text(13)};
}

Result<Webhook> one(Connection& connection, WebhookId id) {
    TRY_ASSIGN(Rows rows, connection.statement("webhooks.one"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::NotFound);
    return webhookAt(rows);
}

Status save(Connection& connection, const WebhookProgress& progress) {
    TRY(connection.statement("webhooks.save"_L1)
            .run(progress.id, progress.cursor, progress.enabled, progress.failures, progress.failingSince,
                 progress.nextAt, progress.lastError));
    return {};
}

Status log(Connection& connection, Effects& effects, QLatin1StringView action, const Webhook& webhook,
           PersonId by) {
    // The address may hold a secret of the other side: only its name is told.
    return connection.table<ModerationTable>().record({.id = 0,
                                                       .time = 0,
                                                       .actor = by,
                                                       .action = QString(action),
                                                       .channel = webhook.channel,
                                                       .person = webhook.bot,
                                                       .message = {},
                                                       .detail = webhook.name},
                                                      effects);
}

} // namespace

Task<Result<Webhook>> SqliteWebhookStore::add(Webhook webhook, QByteArray secretHash) {
    return m_writer.submit<Webhook>(
        [webhook, secretHash](Connection& connection, Effects& effects) -> Result<Webhook> {
            Webhook added = webhook;
            TRY_ASSIGN(const auto channel, connection.table<ChannelTable>().byId(added.channel));
            {
                TRY_ASSIGN(Rows rows, connection.statement("webhooks.of_channel"_L1).run(added.channel));
                if (rows.next() && rows.number(0) >= webhooksPerChannel)
                    return fail(ErrorCode::TooLarge, u"the channel has 20 webhooks"_qs);
            }
            if (added.createdBy.isValid()) {
                TRY_ASSIGN(Rows rows, connection.statement("webhooks.of_person"_L1).run(added.createdBy));
                if (rows.next() && rows.number(0) >= webhooksPerPerson)
                    return fail(ErrorCode::TooLarge, u"you have 50 webhooks"_qs);
            }
            added.createdAt = effects.now();
            added.enabled = true;
            if (added.direction == WebhookDirection::Outgoing)
                added.cursor = channel.head;
            const auto hash = secretHash.isEmpty() ? std::nullopt : std::optional(secretHash);
            TRY(connection.statement("webhooks.insert"_L1)
                    .run(added.id, added.channel, added.direction, added.name, added.url, added.bot,
                         added.createdBy, added.createdAt, added.cursor, hash));
            TRY(log(connection, effects, "webhook.add"_L1, added, added.createdBy));
            return added;
        });
}

Task<Result<QList<Webhook>>> SqliteWebhookStore::list() {
    return m_readers.run<QList<Webhook>>([](Connection& connection) -> Result<QList<Webhook>> {
        TRY_ASSIGN(Rows rows, connection.statement("webhooks.list"_L1).run());
        QList<Webhook> webhooks;
        while (rows.next())
            webhooks.append(webhookAt(rows));
        return webhooks;
    });
}

Task<Result<Webhook>> SqliteWebhookStore::byId(WebhookId id) {
    return m_readers.run<Webhook>([id](Connection& connection) { return one(connection, id); });
}

Task<Result<Webhook>> SqliteWebhookStore::bySecretHash(QByteArray hash) {
    return m_readers.run<Webhook>([hash](Connection& connection) -> Result<Webhook> {
        TRY_ASSIGN(Rows rows, connection.statement("webhooks.by_secret"_L1).run(hash));
        if (!rows.next())
            return fail(ErrorCode::NotFound);
        return webhookAt(rows);
    });
}

Task<Status> SqliteWebhookStore::remove(WebhookId id, PersonId by) {
    return m_writer.submit<void>([id, by](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const Webhook webhook, one(connection, id));
        TRY(connection.statement("webhooks.remove"_L1).run(id));
        return log(connection, effects, "webhook.remove"_L1, webhook, by);
    });
}

Task<Result<Webhook>> SqliteWebhookStore::enable(WebhookId id, PersonId by) {
    return m_writer.submit<Webhook>([id, by](Connection& connection, Effects& effects) -> Result<Webhook> {
        TRY_ASSIGN(const Webhook webhook, one(connection, id));
        TRY(server::save(connection, {.id = id, .cursor = webhook.cursor, .enabled = true, .lastError = {}}));
        TRY(log(connection, effects, "webhook.enable"_L1, webhook, by));
        return one(connection, id);
    });
}

Task<Status> SqliteWebhookStore::save(WebhookProgress progress) {
    return m_writer.submit<void>([progress](Connection& connection, Effects& effects) -> Status {
        const auto before = one(connection, progress.id);
        if (!before)
            return before.error().code == ErrorCode::NotFound ? Status()
                                                              : Status(std::unexpected(before.error()));
        TRY(server::save(connection, progress));
        if (before->enabled && !progress.enabled)
            TRY(log(connection, effects, "webhook.disable"_L1, *before, {}));
        return {};
    });
}

} // namespace parlor::server
