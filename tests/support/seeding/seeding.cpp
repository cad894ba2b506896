#include "tests/support/seeding/seeding.h"

#include "shared/auth/token.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

namespace parlor::test {

namespace {

constexpr qint64 accessLifetimeMs = 15 * 60'000;
constexpr qint64 refreshLifetimeMs = 90LL * 24 * 3'600'000;

QByteArray hashOf(const QString& token) {
    return QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Sha256);
}

template<class T>
T must(const Task<Result<T>>& task) {
    const Result<T> result = await(task);
    if (!result)
        qFatal("seeding: %s %s", wireCode(result.error().code).data(), qPrintable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return *result;
}

server::Operation operationOf(PersonId person) {
    server::Operation operation;
    operation.person = person;
    operation.clientId = makeClientId();
    operation.requestHash = hashOf(operation.clientId).left(16);
    return operation;
}

} // namespace

Seeding::Seeding(const QString& dataDirectory) {
    QDir().mkpath(dataDirectory);
    QFile::setPermissions(dataDirectory,
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    m_store = std::make_unique<server::SqliteStore>(dataDirectory + u"/parlor.db"_qs, m_clock);
    m_store->setCommittedSink([](const QList<server::CommittedItem>&) {});
    m_store->setFailedSink([](const Error&) {});
    if (const Status opened = m_store->open(); !opened)
        qFatal("seeding: %s", qPrintable(opened.error().detail));
    must(m_store->accounts().setSetting(u"password_cost"_qs,
                                        {{u"memory_kib"_qs, 19 * 1024}, {u"passes"_qs, 2}}));
}

Seeding::~Seeding() {
    m_store->close();
}

SeededPerson Seeding::person(const QString& name, Role role) {
    server::NewAccount account;
    account.name = name;
    account.displayName = name;
    account.role = role;
    SeededPerson made;
    made.id = must(m_store->accounts().create(account)).person.id;
    made.name = name;
    const QString refresh = makeToken(TokenKind::Refresh);
    const QString access = makeToken(TokenKind::Access);
    made.token = access.toLatin1();
    made.refresh = refresh.toLatin1();
    open(made.id, access, refresh, accessLifetimeMs);
    return made;
}

QList<SeededPerson> Seeding::people(const QString& prefix, int count) {
    QList<SeededPerson> all;
    for (int i = 0; i < count; ++i)
        all.append(person(prefix + QString::number(i)));
    return all;
}

SessionId Seeding::open(PersonId person, const QString& access, const QString& refresh, qint64 lifetimeMs) {
    const qint64 now = m_clock.now();
    server::SessionRecord record;
    record.id = makeNew<SessionId>();
    record.person = person;
    record.device = u"seed"_qs;
    record.capability = Capability::all();
    record.createdAt = record.lastSeenAt = now;
    server::TokenPair pair{hashOf(access), now + lifetimeMs, {}, 0};
    if (!refresh.isEmpty()) {
        pair.refreshHash = hashOf(refresh);
        pair.refreshExpiresAt = now + refreshLifetimeMs;
    }
    must(m_store->sessions().open(record, pair));
    return record.id;
}

QByteArray Seeding::session(PersonId person, qint64 lifetimeMs) {
    const QString access = makeToken(TokenKind::Access);
    open(person, access, {}, lifetimeMs);
    return access.toLatin1();
}

QByteArray Seeding::revokedSession(PersonId person) {
    const QString access = makeToken(TokenKind::Access);
    must(m_store->sessions().revoke(person, open(person, access, {}, accessLifetimeMs)));
    return access.toLatin1();
}

SeededPerson Seeding::disabledPerson(const QString& name) {
    const SeededPerson made = person(name);
    must(m_store->accounts().setDisabled(made.id, true));
    return made;
}

QString Seeding::channel(const QString& name, const QList<SeededPerson>& people, Visibility visibility) {
    server::NewChannel wanted;
    wanted.kind = ChannelKind::Channel;
    wanted.visibility = visibility;
    wanted.name = name;
    for (const SeededPerson& person : people.sliced(1))
        wanted.people.append(person.id);
    const server::Outcome made = must(m_store->channels().create(operationOf(people.first().id), wanted));
    return made.channel.toString();
}

} // namespace parlor::test
