#include "client/core/messages/channelcalls.h"

#include "client/core/unmadechannel.h"
#include "shared/protocol/limits.h"

#include <QSet>

namespace parlor::client {

ChannelCalls::ChannelCalls(State& state, Performer& performer, ChangeKeeper& changes, Executor& executor,
                           std::function<void(const ChannelState&)> follow, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_performer(performer),
      m_changes(changes),
      m_executor(executor),
      m_follow(std::move(follow)) {}

Task<Result<ChannelId>> ChannelCalls::enter(Command command) {
    const Promise<Result<ChannelId>> promise;
    whenDone(m_changes.ask<ChannelList>(std::move(command)), &m_executor, this,
             [promise](const Result<ChannelList>& list) {
                 if (!list || list->channels.isEmpty())
                     return promise.finish(list ? fail(ErrorCode::BadFrame) : std::unexpected(list.error()));
                 promise.finish(list->channels.first().channel.id);
             });
    return promise.task();
}

ChannelId ChannelCalls::directWith(const QList<PersonId>& people) const {
    QSet<PersonId> wanted(people.begin(), people.end());
    wanted.insert(m_state.me());
    for (const ChannelView& view : m_state.channels()) {
        const QList<PersonId>& there = view.state.people;
        if (view.state.channel.kind == ChannelKind::Direct && view.state.member
            && QSet<PersonId>(there.begin(), there.end()) == wanted)
            return view.state.channel.id;
    }
    return {};
}

Task<Result<ChannelId>> ChannelCalls::create(CreateChannel command) {
    if (m_state.isConnected())
        return enter(std::move(command));
    if (command.kind == ChannelKind::Direct)
        if (const ChannelId known = directWith(command.people); known.isValid())
            return doneTask<Result<ChannelId>>(known);
    const ChannelId unmade = unmadeChannel(command.clientId);
    (void)enter(std::move(command));
    return doneTask<Result<ChannelId>>(unmade);
}

void ChannelCalls::done(const Answer& answer) {
    const auto* list = std::get_if<ChannelList>(&answer);
    if (!list)
        return;
    m_state.apply(PeopleSeen{list->people});
    for (const ChannelState& state : list->channels)
        if (state.member) // or one that was left again since it was first answered
            m_follow(state);
}

Task<Status> ChannelCalls::leave(ChannelId channel) {
    return m_changes.perform(LeaveChannel{makeClientId(), channel});
}

Task<Status> ChannelCalls::update(UpdateChannel update) {
    if (update.clientId.isEmpty())
        update.clientId = makeClientId();
    return m_changes.perform(std::move(update));
}

Task<Status> ChannelCalls::changeMember(ChannelId channel, PersonId person, MemberChange change, Role role) {
    return m_changes.perform(ChangeMember{makeClientId(), channel, person, change, role});
}

Task<Status> ChannelCalls::setNotifications(ChannelId channel, Notifications notifications) {
    return m_changes.perform(SetNotifications{channel, notifications});
}

Task<Result<QList<ChannelState>>> ChannelCalls::discover() {
    const Promise<Result<QList<ChannelState>>> promise;
    whenDone(m_performer.perform<ChannelList>(ListChannels{true}), &m_executor, this,
             [this, promise](const Result<ChannelList>& list) {
                 if (!list)
                     return promise.finish(std::unexpected(list.error()));
                 m_state.apply(PeopleSeen{list->people});
                 promise.finish(list->channels);
             });
    return promise.task();
}

Task<Result<QList<Member>>> ChannelCalls::members(ChannelId channel) {
    const Promise<Result<QList<Member>>> promise;
    whenDone(m_performer.perform<MemberList>(ListMembers{channel}), &m_executor, this,
             [this, promise](const Result<MemberList>& list) {
                 if (!list)
                     return promise.finish(std::unexpected(list.error()));
                 for (const Member& member : list->members) {
                     m_state.apply(PeopleSeen{{member.person}});
                     m_state.apply(PresenceSeen{member.person.id, member.online, member.presence});
                 }
                 promise.finish(list->members);
             });
    return promise.task();
}

Task<Result<QList<Person>>> ChannelCalls::findPeople(const QString& prefix) {
    const Promise<Result<QList<Person>>> promise;
    whenDone(m_performer.perform<PeopleList>(FindPeople{prefix, limits::peoplePage}), &m_executor, this,
             [this, promise](const Result<PeopleList>& list) {
                 if (!list)
                     return promise.finish(std::unexpected(list.error()));
                 m_state.apply(PeopleSeen{list->people});
                 promise.finish(list->people);
             });
    return promise.task();
}

} // namespace parlor::client
