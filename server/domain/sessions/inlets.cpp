#include "server/domain/sessions/inlets.h"

namespace parlor::server {

Inlets::Inlets(Bus& bus, Hub& hub, PersonFeeds& people, Attendance& attendance, SessionService& sessions,
               PeopleDirectory& directory)
    : m_bus(bus),
      m_hub(hub),
      m_people(people),
      m_attendance(attendance),
      m_sessions(sessions),
      m_directory(directory) {
    m_bus.setListener(this);
}

Inlets::~Inlets() {
    m_bus.setListener(nullptr);
}

void Inlets::committed(const QList<CommittedItem>& items) {
    for (const CommittedItem& item : items) {
        if (const auto* channel = std::get_if<ChannelCommitted>(&item)) {
            m_hub.committed(*channel);
            if (m_review)
                m_review->committed(item);
        } else if (const auto* person = std::get_if<PersonCommitted>(&item)) {
            m_people.committed(*person);
        } else if (const auto* revoked = std::get_if<SessionsRevoked>(&item)) {
            apply(*revoked);
            m_bus.publish(*revoked);
        } else if (const auto* changed = std::get_if<PersonChanged>(&item)) {
            apply(*changed);
            m_bus.publish(*changed);
        }
    }
}

void Inlets::hinted(const Hint& hint) {
    if (const auto* channel = std::get_if<ChannelHint>(&hint))
        m_hub.hinted(channel->channel, channel->newest);
    else if (const auto* person = std::get_if<PersonHint>(&hint))
        m_people.hinted(person->person, person->newest);
    else if (const auto* revoked = std::get_if<SessionsRevoked>(&hint))
        apply(*revoked);
    else if (const auto* changed = std::get_if<PersonChanged>(&hint))
        apply(*changed);
}

void Inlets::apply(const SessionsRevoked& revoked) {
    m_sessions.revoked(revoked);
    m_attendance.revoked(revoked);
}

void Inlets::apply(const PersonChanged& changed) {
    m_sessions.changed(changed);
    m_directory.changed(changed);
    m_attendance.changed(changed);
    if (m_review && !changed.disabled)
        m_review->reviewPerson(changed.person.id);
}

} // namespace parlor::server
