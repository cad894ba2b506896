#include "server/store/keystoresqlite.h"

#include "server/store/peopletable.h"
#include "server/store/rowvalues.h"
#include "server/store/sessiontable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Result<ApiKey> keyAt(const Rows& rows) {
    TRY_ASSIGN(Capability capability, Capability::fromJson(rows.object(3)));
    return ApiKey{.name = rows.text(0),
                  .label = rows.text(1),
                  .revision = static_cast<int>(rows.number(2)),
                  .capability = std::move(capability),
                  .person = rows.id<PersonId>(4),
                  .rateClass = enumAt<RateClass>(rows, 5),
                  .createdAt = rows.number(6),
                  .revoked = !rows.isNull(7)};
}

Result<ApiKey> read(Connection& connection, const QString& name) {
    TRY_ASSIGN(Rows rows, connection.statement("keys.by_name"_L1).run(name));
    if (!rows.next())
        return fail(ErrorCode::NotFound);
    return keyAt(rows);
}

} // namespace

Task<Result<ApiKey>> SqliteKeyStore::create(ApiKey key) {
    return m_writer.submit<ApiKey>([key](Connection& connection, Effects& effects) -> Result<ApiKey> {
        TRY(connection.table<PeopleTable>().byId(key.person));
        const auto inserted = connection.statement("keys.insert"_L1)
                                  .run(key.name, key.label, QString::fromUtf8(key.capability.toJson()),
                                       key.person, key.rateClass, effects.now());
        if (!inserted)
            return inserted.error().code == ErrorCode::Conflict ? fail(ErrorCode::NameTaken)
                                                                : std::unexpected(inserted.error());
        return read(connection, key.name);
    });
}

Task<Result<ApiKey>> SqliteKeyStore::byName(QString name) {
    return m_readers.run<ApiKey>([name](Connection& connection) { return read(connection, name); });
}

Task<Result<QList<ApiKey>>> SqliteKeyStore::list() {
    return m_readers.run<QList<ApiKey>>([](Connection& connection) -> Result<QList<ApiKey>> {
        TRY_ASSIGN(Rows rows, connection.statement("keys.list"_L1).run());
        QList<ApiKey> keys;
        while (rows.next()) {
            TRY_ASSIGN(ApiKey key, keyAt(rows));
            keys.append(std::move(key));
        }
        return keys;
    });
}

Task<Result<ApiKey>> SqliteKeyStore::renew(QString name) {
    return m_writer.submit<ApiKey>([name](Connection& connection, Effects& effects) -> Result<ApiKey> {
        TRY_ASSIGN(const int changed, connection.statement("keys.renew"_L1).change(name));
        if (changed != 1)
            return fail(ErrorCode::NotFound);
        TRY_ASSIGN(ApiKey key, read(connection, name));
        TRY(connection.table<SessionTable>().revokeOfKey(key.person, name, effects));
        return key;
    });
}

Task<Status> SqliteKeyStore::revoke(QString name) {
    return m_writer.submit<void>([name](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const ApiKey key, read(connection, name));
        TRY(connection.statement("keys.revoke"_L1).run(name, effects.now()));
        TRY(connection.table<SessionTable>().revokeOfKey(key.person, name, effects));
        return {};
    });
}

Task<Status> SqliteKeyStore::useNonce(QString keyName, QByteArray nonce, std::int64_t expiresAt) {
    return m_writer.submit<void>(
        [keyName, nonce, expiresAt](Connection& connection, Effects& effects) -> Status {
            TRY(connection.statement("keys.forget_nonces"_L1).run(effects.now()));
            TRY_ASSIGN(const int added,
                       connection.statement("keys.use_nonce"_L1).change(keyName, nonce, expiresAt));
            return added == 1 ? Status() : fail(ErrorCode::RequestReplayed);
        });
}

} // namespace parlor::server
