#include "server/domain/sessions/channelreach.h"

namespace parlor::server {

namespace {

/// What of a private event is left for a narrowed token.
class Narrowed {
public:
    explicit Narrowed(const Principal& principal) : m_principal(principal) {}

    PersonEventBody operator()(const ChannelJoined& joined) const {
        return kept(reaches(m_principal, joined.state), joined);
    }

    PersonEventBody operator()(const ChannelLeft& left) const { return kept(names(left.channel), left); }

    PersonEventBody operator()(const ReadMoved& moved) const { return kept(names(moved.channel), moved); }

    PersonEventBody operator()(const InvitedTo& invited) const {
        return kept(names(invited.channel.id), invited);
    }

    /// Many strangers may act through one program's key: what one of them has not sent is not the others'.
    PersonEventBody operator()(const DraftChanged& draft) const {
        const bool isPersons = m_principal.keyName.isEmpty() || m_principal.keyName.startsWith(ownKeyPrefix);
        return kept(isPersons && may(draft.channel, ChannelRight::Publish), draft);
    }

    PersonEventBody operator()(const SessionsEnded& ended) const {
        return kept(ended.sessions.contains(m_principal.session), SessionsEnded{{m_principal.session}});
    }

    template<class Body>
    PersonEventBody operator()(const Body&) const {
        return PersonEventSkipped();
    }

private:
    static PersonEventBody kept(bool visible, const PersonEventBody& body) {
        return visible ? body : PersonEventBody(PersonEventSkipped());
    }

    [[nodiscard]] bool may(ChannelId channel, ChannelRight right) const {
        return m_principal.capability.allows(channelResource(channel), QString(nameOf(right)));
    }

    /// As reaches(), as far as the token alone says it.
    [[nodiscard]] bool names(ChannelId channel) const {
        return may(channel, ChannelRight::Subscribe) || may(channel, ChannelRight::Publish)
               || may(channel, ChannelRight::History);
    }

    const Principal& m_principal;
};

} // namespace

QList<PersonEvent> visiblePersonEvents(const Principal& principal, QList<PersonEvent> events) {
    if (!principal.isNarrowed())
        return events;
    for (PersonEvent& event : events)
        event.body = std::visit(Narrowed(principal), event.body);
    return events;
}

} // namespace parlor::server
