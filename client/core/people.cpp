#include "client/core/people.h"

namespace parlor::client {

const Person* People::find(PersonId id) const {
    const auto found = m_people.constFind(id);
    return found == m_people.cend() ? nullptr : &*found;
}

bool People::see(const Person& person) {
    if (const Person* known = find(person.id); known && *known == person)
        return false;
    m_people.insert(person.id, person);
    return true;
}

QList<PersonId> People::loseSight() {
    const QList<PersonId> online = m_online.keys();
    m_online.clear();
    return online;
}

void People::clear() {
    m_people.clear();
    m_online.clear();
}

} // namespace parlor::client
