#include "server/domain/accounts/peopledirectory.h"

#include "shared/auth/names.h"

namespace parlor::server {

namespace {
constexpr qsizetype rememberedMost = 50'000;
} // namespace

PeopleDirectory::PeopleDirectory(AccountStore& accounts, Executor& executor, QObject* parent)
    : QObject(parent), m_accounts(accounts), m_executor(executor) {}

void PeopleDirectory::people(const QList<PersonId>& ids, Found found) {
    QList<Person> known;
    QList<PersonId> missing;
    for (const PersonId id : ids) {
        const auto at = m_people.constFind(id);
        if (at != m_people.constEnd())
            known.append(*at);
        else if (id.isValid())
            missing.append(id);
    }
    if (missing.isEmpty())
        return found(known);
    whenDone(m_accounts.people(missing), &m_executor, this,
             [this, known, found = std::move(found)](const Result<QList<Person>>& read) mutable {
                 if (!read)
                     return found(read);
                 for (const Person& person : *read) {
                     remember(person);
                     known.append(person);
                 }
                 found(known);
             });
}

void PeopleDirectory::named(const QStringList& names, Found found) {
    QList<Person> known;
    QStringList missing;
    for (const QString& name : names) {
        const auto at = m_byName.constFind(foldedName(name));
        if (at != m_byName.constEnd() && m_people.contains(*at))
            known.append(m_people.value(*at));
        else
            missing.append(name);
    }
    nameNext(std::move(missing), std::move(known), std::move(found));
}

void PeopleDirectory::nameNext(QStringList missing, QList<Person> found, Found done) {
    if (missing.isEmpty())
        return done(found);
    const QString name = missing.takeFirst();
    whenDone(m_accounts.byName(name), &m_executor, this,
             [this, missing, found, done = std::move(done)](const Result<Account>& account) mutable {
                 if (!account && account.error().code != ErrorCode::UnknownPerson)
                     return done(std::unexpected(account.error()));
                 if (account) {
                     remember(account->person);
                     found.append(account->person);
                 }
                 nameNext(std::move(missing), std::move(found), std::move(done));
             });
}

void PeopleDirectory::changed(const PersonChanged& changed) {
    const auto at = m_people.constFind(changed.person.id);
    if (at == m_people.constEnd())
        return;
    m_byName.remove(foldedName(at->name));
    remember(changed.person);
}

void PeopleDirectory::remember(const Person& person) {
    if (m_people.size() >= rememberedMost) {
        m_people.clear();
        m_byName.clear();
    }
    m_people.insert(person.id, person);
    m_byName.insert(foldedName(person.name), person.id);
}

} // namespace parlor::server
