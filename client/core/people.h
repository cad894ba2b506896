#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/person.h"

#include <QHash>
#include <QJsonObject>
#include <QList>

namespace parlor::client {

/// Who is known here, and who of them is online.
class People {
public:
    [[nodiscard]] const QHash<PersonId, Person>& all() const { return m_people; }

    /// nullptr when it is not known.
    [[nodiscard]] const Person* find(PersonId id) const;

    [[nodiscard]] bool isOnline(PersonId id) const { return m_online.contains(id); }

    /// What the person says of himself while online; else empty.
    [[nodiscard]] QJsonObject saidBy(PersonId id) const { return m_online.value(id); }

    /// False, and nothing done, when the person is known just like that.
    bool see(const Person& person);

    void come(PersonId id, const QJsonObject& data) { m_online.insert(id, data); }

    void go(PersonId id) { m_online.remove(id); }

    /// Nothing is heard of anybody any more. Who was online.
    QList<PersonId> loseSight();

    void clear();

private:
    QHash<PersonId, Person> m_people;
    QHash<PersonId, QJsonObject> m_online; ///< with what each says
};

} // namespace parlor::client
