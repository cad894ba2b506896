#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/committed.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace parlor::server {

/// Who is who, from a bounded memory before the store is asked: authors, mentions. Domain thread only.
class PeopleDirectory final : public QObject {
    Q_OBJECT
public:
    PeopleDirectory(AccountStore& accounts, Executor& executor, QObject* parent = nullptr);

    using Found = std::function<void(const Result<QList<Person>>&)>;

    /// Those that exist, in no special order; calls back at once when all are known.
    void people(const QList<PersonId>& ids, Found found);
    /// By sign-in name without case; unknown names are left out.
    void named(const QStringList& names, Found found);

    void changed(const PersonChanged& changed);

private:
    void remember(const Person& person);
    void nameNext(QStringList missing, QList<Person> found, Found done);

    AccountStore& m_accounts;
    Executor& m_executor;
    QHash<PersonId, Person> m_people;
    QHash<QString, PersonId> m_byName; ///< folded
};

} // namespace parlor::server
