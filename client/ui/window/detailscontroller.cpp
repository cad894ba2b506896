#include "client/ui/window/detailscontroller.h"

#include "client/models/names.h"
#include "client/ui/chat/detailspane.h"
#include "shared/core/task.h"

namespace parlor::client {

namespace {
constexpr qsizetype shownPhotos = 9;
} // namespace

DetailsController::DetailsController(State& state, Actions& actions, Executor& executor, DetailsPane& pane,
                                     QObject* parent)
    : QObject(parent),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_pane(pane),
      m_photos(state) {
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        m_photos.take(changes);
        if (changes.channels.contains(m_channel) || changes.timelines.contains(m_channel)
            || !changes.people.isEmpty() || changes.connection)
            refresh();
    });
}

void DetailsController::setChannel(ChannelId channel) {
    m_channel = channel;
    if (!channel.isValid())
        return;
    m_members.clear();
    m_photos.open(channel);
    refresh();
    whenDone(m_actions.members(channel), &m_executor, this,
             [this, channel](const Result<QList<Member>>& members) {
                 if (!members || channel != m_channel)
                     return;
                 m_members = *members;
                 QList<PersonId> people;
                 for (const Member& member : *members)
                     people << member.person.id;
                 Q_EMIT peopleKnown(people);
                 refresh();
             });
}

void DetailsController::refresh() {
    const ChannelView* view = m_state.channel(m_channel);
    if (view == nullptr)
        return;
    const ChannelState& known = view->state;
    const PersonId other = otherOf(m_state, known);
    Details details;
    details.name = nameOf(m_state, known);
    details.topic = known.channel.topic;
    details.face.person = other.isValid();
    details.face.id = other.isValid() ? other.value() : known.channel.id.value();
    details.face.name = details.name;
    details.face.emoji = emojiOf(known.channel);
    details.canInvite = known.channel.kind != ChannelKind::Direct;
    details.muted = known.muted;
    details.photoCount = m_photos.count();
    details.photos = m_photos.newest(shownPhotos);
    for (const Member& member : std::as_const(m_members)) {
        DetailsMember row;
        row.person = member.person.id;
        row.name = member.person.displayName.isEmpty() ? member.person.name : member.person.displayName;
        row.self = row.person == m_state.me();
        if (m_state.connection().state == Connectivity::Online)
            row.online = row.self || m_state.isOnline(row.person) ? Online::Yes : Online::No;
        row.note = member.role == Role::Owner       ? tr("Owner")
                   : member.role == Role::Admin     ? tr("Admin")
                   : member.role == Role::Moderator ? tr("Moderator")
                                                    : QString();
        details.members << row;
    }
    details.memberCount = std::max<int>(known.memberCount, static_cast<int>(m_members.size()));
    m_pane.setDetails(details);
}

} // namespace parlor::client
