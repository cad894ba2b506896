#include "server/app/keycommands.h"

#include <QJsonArray>

namespace parlor::server {

namespace {

constexpr int sessionsMost = 10'000;

QJsonObject secretOf(const KeyWithSecret& made) {
    return {{u"keyName"_qs, made.key.name}, {u"keySecret"_qs, made.secret}};
}

QJsonObject describe(const ApiKey& key) {
    return {{u"keyName"_qs, key.name},
            {u"label"_qs, key.label},
            {u"person"_qs, key.person.toString()},
            {u"capability"_qs, QString::fromUtf8(key.capability.toJson())},
            {u"revision"_qs, key.revision},
            {u"created_at"_qs, qint64(key.createdAt)},
            {u"revoked"_qs, key.revoked}};
}

QJsonObject describe(const SessionRecord& session) {
    QJsonObject object{{u"id"_qs, session.id.toString()},
                       {u"person"_qs, session.person.toString()},
                       {u"device"_qs, session.device},
                       {u"address"_qs, session.address},
                       {u"created_at"_qs, qint64(session.createdAt)},
                       {u"last_seen_at"_qs, qint64(session.lastSeenAt)}};
    if (!session.keyName.isEmpty())
        object.insert(u"keyName"_qs, session.keyName);
    if (!session.clientId.isEmpty())
        object.insert(u"clientId"_qs, session.clientId);
    return object;
}

Result<Capability> capabilityIn(const QJsonObject& arguments) {
    const QString text = arguments.value(u"capability").toString();
    if (text.isEmpty())
        return Capability::all();
    const auto capability = Capability::parse(text.toUtf8());
    if (!capability)
        return fail(ErrorCode::BadCapability, capability.error().detail);
    if (capability->isEmpty())
        return fail(ErrorCode::BadCapability, u"the capability allows nothing"_qs);
    return capability;
}

} // namespace

KeyCommands::KeyCommands(Foundation& foundation, QObject* parent)
    : QObject(parent), m_foundation(foundation) {}

bool KeyCommands::handles(const QString& command) {
    return command.startsWith(u"key.") || command.startsWith(u"token.") || command.startsWith(u"session.");
}

template<class T, class Fn>
void KeyCommands::then(const Task<Result<T>>& task, const Answer& answer, Fn toJson) {
    whenDone(task, &m_foundation.executor(), this, [answer, toJson](const Result<T>& result) {
        if (!result)
            answer.finish(std::unexpected(result.error()));
        else if constexpr (std::is_void_v<T>)
            answer.finish(toJson());
        else
            answer.finish(toJson(*result));
    });
}

Task<Result<QJsonObject>> KeyCommands::run(const QString& command, const QJsonObject& arguments) {
    const Answer answer;
    const QString name = arguments.value(u"name").toString();
    if (command == u"key.add")
        add(arguments, answer);
    else if (command == u"key.list")
        list(arguments.value(u"all").toBool(), answer);
    else if (command == u"key.revise")
        then(m_foundation.keys().renew(name), answer, secretOf);
    else if (command == u"key.revoke")
        then(m_foundation.keys().revoke(name), answer, [] { return QJsonObject(); });
    else if (command == u"token.issue")
        issue(arguments, answer);
    else if (command == u"session.list")
        withFilter(arguments, answer,
                   [this, answer](const SessionFilter& filter) { listSessions(filter, answer); });
    else if (command == u"session.revoke")
        withFilter(arguments, answer, [this, answer](const SessionFilter& filter) {
            then(m_foundation.sessions().revokeMatching(filter), answer,
                 [](int count) { return QJsonObject{{u"revoked"_qs, count}}; });
        });
    else
        answer.finish(fail(ErrorCode::UnknownOperation));
    return answer.task();
}

void KeyCommands::add(const QJsonObject& arguments, const Answer& answer) {
    const auto capability = capabilityIn(arguments);
    if (!capability)
        return answer.finish(std::unexpected(capability.error()));
    const auto role = roleFrom(arguments.value(u"role").toString(u"member"_qs));
    if (!role)
        return answer.finish(fail(ErrorCode::BadRequest, u"there is no such role"_qs));
    const QString name = arguments.value(u"name").toString();
    const QString person = arguments.value(u"person").toString();
    if (person.isEmpty())
        return then(m_foundation.keys().createBot(name, *capability, *role), answer, secretOf);
    if (const auto good = KeyService::checkName(name); !good)
        return answer.finish(std::unexpected(good.error()));
    whenDone(m_foundation.store().accounts().byName(person), &m_foundation.executor(), this,
             [this, name, capability = *capability, answer](const Result<Account>& account) {
                 if (!account)
                     return answer.finish(std::unexpected(account.error()));
                 then(m_foundation.keys().create(name, capability, account->person.id, name), answer,
                      secretOf);
             });
}

void KeyCommands::list(bool all, const Answer& answer) {
    then(m_foundation.keys().list(), answer, [all](const QList<ApiKey>& keys) {
        QJsonArray shown;
        for (const ApiKey& key : keys)
            if (all || key.rateClass != RateClass::Load)
                shown.append(describe(key));
        return QJsonObject{{u"keys"_qs, shown}};
    });
}

void KeyCommands::issue(const QJsonObject& arguments, const Answer& answer) {
    const auto capability = capabilityIn(arguments);
    if (!capability)
        return answer.finish(std::unexpected(capability.error()));
    TokenGrant wanted;
    wanted.capability = *capability;
    wanted.clientId = arguments.value(u"clientId").toString();
    wanted.ttlMs = arguments.value(u"ttl").toInteger(KeyService::usualTtlMs);
    PeerInfo beside;
    beside.address = beside.block = u"admin"_qs;
    then(m_foundation.keys().issue(arguments.value(u"name").toString(), wanted, beside), answer,
         [](const TokenDetails& details) { return details.toJson(); });
}

void KeyCommands::withFilter(const QJsonObject& arguments, const Answer& answer,
                             const std::function<void(const SessionFilter&)>& use) {
    SessionFilter filter;
    filter.keyName = arguments.value(u"key").toString();
    filter.clientId = arguments.value(u"clientId").toString();
    if (const qint64 time = arguments.value(u"before").toInteger(); time > 0)
        filter.openedBefore = time;
    if (const QString id = arguments.value(u"session").toString(); !id.isEmpty()) {
        filter.session = SessionId::fromString(id);
        if (!filter.session)
            return answer.finish(fail(ErrorCode::BadRequest, u"this is no session's id"_qs));
    }
    const QString person = arguments.value(u"person").toString();
    if (filter.keyName.isEmpty())
        return withPerson(person, filter, answer, use);
    // A mistyped key ends nothing, and whoever wants it to end must learn so.
    whenDone(m_foundation.store().keys().byName(filter.keyName), &m_foundation.executor(), this,
             [this, person, filter, answer, use](const Result<ApiKey>& key) {
                 if (key)
                     return withPerson(person, filter, answer, use);
                 answer.finish(
                     key.error().code == ErrorCode::NotFound
                         ? fail(ErrorCode::NotFound, u"there is no key named %1"_qs.arg(filter.keyName))
                         : std::unexpected(key.error()));
             });
}

void KeyCommands::withPerson(const QString& name, const SessionFilter& filter, const Answer& answer,
                             const std::function<void(const SessionFilter&)>& use) {
    if (name.isEmpty())
        return use(filter);
    whenDone(m_foundation.store().accounts().byName(name), &m_foundation.executor(), this,
             [found = filter, answer, use](const Result<Account>& account) mutable {
                 if (!account)
                     return answer.finish(std::unexpected(account.error()));
                 found.person = account->person.id;
                 use(found);
             });
}

void KeyCommands::listSessions(const SessionFilter& filter, const Answer& answer) {
    then(m_foundation.sessions().matching(filter, sessionsMost), answer,
         [](const QList<SessionRecord>& sessions) {
             QJsonArray all;
             for (const SessionRecord& session : sessions)
                 all.append(describe(session));
             return QJsonObject{{u"sessions"_qs, all}};
         });
}

} // namespace parlor::server
