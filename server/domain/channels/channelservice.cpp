#include "server/domain/channels/channelservice.h"

#include "server/domain/commands/operations.h"
#include "server/domain/sessions/channelreach.h"
#include "shared/auth/names.h"

#include <QSet>

namespace parlor::server {

namespace {

constexpr int membersMost = 1'000;

template<class T>
Task<Result<T>> refused(ErrorCode code) {
    return doneTask<Result<T>>(fail(code));
}

/// Several lines, without what can't be seen.
Result<QString> checkDescription(const QString& text) {
    QString clean = text.trimmed().normalized(QString::NormalizationForm_C);
    for (const QChar c : std::as_const(clean))
        if (c.category() == QChar::Other_Control && c != u'\n')
            return fail(ErrorCode::BadText);
    return clean;
}

/// The channel as it would be stored, or what is wrong with it.
Result<NewChannel> newChannelOf(const Principal& principal, const CreateChannel& command) {
    NewChannel channel;
    channel.kind = command.kind;
    channel.visibility = command.kind == ChannelKind::Channel ? command.visibility : Visibility::Private;
    if (command.kind == ChannelKind::Channel
        || (command.kind == ChannelKind::Group && !command.name.isEmpty())) {
        TRY_ASSIGN(channel.name, checkChannelName(command.name));
    }
    TRY_ASSIGN(channel.topic, checkTopic(command.topic));
    TRY_ASSIGN(channel.description, checkDescription(command.description));
    for (const PersonId person : command.people)
        if (person != principal.person.id && !channel.people.contains(person))
            channel.people.append(person);
    if (command.kind == ChannelKind::Direct && channel.people.isEmpty())
        return fail(ErrorCode::BadRequest);
    return channel;
}

/// As far as the token says it.
bool mayEnter(const Principal& principal, ChannelId channel) {
    const QString resource = channelResource(channel);
    return principal.allows(resource, u"subscribe") || principal.allows(resource, u"publish");
}

/// What somebody who got into a channel is told of it after losing sight of it: only which one it was.
ChannelState outOfSight(ChannelId channel) {
    ChannelState state;
    state.channel.id = channel;
    state.channel.visibility = Visibility::Private;
    return state;
}

/// ms UTC; 0 for "not" and for ever.
std::int64_t endOf(std::int64_t until, std::int64_t now) {
    return until > now && until != endOfTime ? until : 0;
}

/// The role that somebody needs for a change of members.
Role neededFor(const ChangeMember& command) {
    switch (command.change) {
    case MemberChange::Invited:
        return Role::Member;
    case MemberChange::Joined:
        return std::max(Role::Member,
                        command.role > Role::Member ? std::max(Role::Admin, command.role) : Role::Member);
    case MemberChange::RoleChanged:
        return std::max(Role::Admin, command.role);
    default:
        return Role::Moderator;
    }
}

} // namespace

ChannelService::ChannelService(ChannelStore& channels, PeopleDirectory& people, const Presence& presence,
                               Executor& executor, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_channels(channels),
      m_people(people),
      m_presence(presence),
      m_executor(executor),
      m_clock(clock) {}

Task<Result<ChannelList>> ChannelService::list(const Principal& principal, const ListChannels& command) {
    const Promise<Result<ChannelList>> promise;
    whenDone(m_channels.list(principal.person.id, command.discover && principal.role > Role::Guest),
             &m_executor, this, [this, principal, promise](const Result<QList<ChannelState>>& states) {
                 if (!states)
                     return promise.finish(std::unexpected(states.error()));
                 giveList(principal, *states, promise);
             });
    return promise.task();
}

void ChannelService::giveList(const Principal& principal, const QList<ChannelState>& states,
                              const Promise<Result<ChannelList>>& promise) {
    ChannelList list;
    QSet<PersonId> named;
    for (const ChannelState& state : states) {
        if (!reaches(principal, state))
            continue;
        list.channels.append(state);
        for (const PersonId person : state.people)
            named.insert(person);
    }
    m_people.people(named.values(), [list, promise](const Result<QList<Person>>& people) mutable {
        if (!people)
            return promise.finish(std::unexpected(people.error()));
        list.people = *people;
        promise.finish(list);
    });
}

Task<Result<ChannelList>> ChannelService::create(const Principal& principal, const CreateChannel& command) {
    if (principal.role < Role::Member)
        return refused<ChannelList>(ErrorCode::Forbidden);
    const auto channel = newChannelOf(principal, command);
    if (!channel)
        return refused<ChannelList>(channel.error().code);
    return stateAfter(principal, m_channels.create(operationFor(principal, command), *channel));
}

Task<Result<ChannelList>> ChannelService::join(const Principal& principal, const JoinChannel& command) {
    constexpr bool seesHistory = true;
    const Operation operation = operationFor(principal, command);
    if (command.channel.isValid())
        return stateAfter(principal, m_channels.join(operation, command.channel, seesHistory));
    const Promise<Result<ChannelList>> promise;
    whenDone(m_channels.byName(command.name), &m_executor, this,
             [this, principal, operation, promise](const Result<Channel>& channel) {
                 if (!channel && channel.error().code != ErrorCode::UnknownChannel)
                     return promise.finish(std::unexpected(channel.error()));
                 // The right could not be checked before, because the command only named the channel.
                 const bool mayTry = channel && mayEnter(principal, channel->id);
                 // The name may be another's or nobody's since it was first asked: that answer stands.
                 const ChannelId id = mayTry ? channel->id : ChannelId();
                 giveState(principal, m_channels.join(operation, id, seesHistory), promise);
             });
    return promise.task();
}

Task<Result<Done>> ChannelService::leave(const Principal& principal, const LeaveChannel& command) {
    return done(m_channels.leave(operationFor(principal, command), command.channel));
}

Task<Result<Done>> ChannelService::changeMember(const Principal& principal, const ChangeMember& command) {
    if (command.change == MemberChange::Left || !command.person.isValid())
        return refused<Done>(ErrorCode::BadRequest);
    MemberUpdate update;
    update.person = command.person;
    update.change = command.change;
    update.role = command.role;
    update.until = command.until > 0 ? command.until : endOfTime;
    update.seesHistory = command.seesHistory;
    return done(m_channels.changeMember(operationFor(principal, command), command.channel, update,
                                        neededFor(command)));
}

Task<Result<Done>> ChannelService::update(const Principal& principal, const UpdateChannel& command) {
    ChannelUpdate update;
    if (command.name) {
        auto name = checkChannelName(*command.name);
        if (!name)
            return refused<Done>(name.error().code);
        update.name = *name;
    }
    if (command.topic) {
        auto topic = checkTopic(*command.topic);
        if (!topic)
            return refused<Done>(topic.error().code);
        update.topic = *topic;
    }
    if (command.description) {
        auto description = checkDescription(*command.description);
        if (!description)
            return refused<Done>(description.error().code);
        update.description = *description;
    }
    update.archived = command.archived;
    update.slowMode = command.slowMode;
    update.retention = command.retention;
    update.metadata = command.metadata;
    update.rights = command.rights;
    // What takes something away from everybody for good needs more.
    const Role atLeast =
        command.archived || command.retention || command.rights ? Role::Admin : Role::Moderator;
    return done(m_channels.update(operationFor(principal, command), command.channel, update, atLeast));
}

Task<Result<MemberList>> ChannelService::members(const Principal& principal, const ListMembers& command) {
    const Promise<Result<MemberList>> promise;
    whenDone(m_channels.state(principal.person.id, command.channel), &m_executor, this,
             [this, channel = command.channel, banned = command.banned, onServer = principal.role,
              mayManage = principal.role >= Role::Moderator, promise](const Result<ChannelState>& state) {
                 if (!state)
                     return promise.finish(std::unexpected(state.error()));
                 if (!mayIn(*state, onServer, ChannelRight::Presence))
                     return promise.finish(fail(ErrorCode::Forbidden));
                 if (banned)
                     return giveBanned(mayManage || (state->member && state->role >= Role::Moderator),
                                       channel, promise);
                 whenDone(m_channels.members(channel, {}, membersMost), &m_executor, this,
                          [this, channel, promise](const Result<QList<MemberRecord>>& records) {
                              if (!records)
                                  return promise.finish(std::unexpected(records.error()));
                              MemberList list{channel, {}, records->size() == membersMost};
                              for (const MemberRecord& record : *records)
                                  list.members.append({record.person, record.membership.role,
                                                       m_presence.isOnline(record.person.id),
                                                       record.membership.mutedUntil > m_clock.now(),
                                                       record.membership.joinedAt,
                                                       endOf(record.membership.mutedUntil, m_clock.now()),
                                                       m_presence.saidBy(record.person.id)});
                              promise.finish(list);
                          });
             });
    return promise.task();
}

void ChannelService::giveBanned(bool allowed, ChannelId channel, const Promise<Result<MemberList>>& promise) {
    if (!allowed)
        return promise.finish(fail(ErrorCode::Forbidden));
    whenDone(m_channels.banned(channel, m_clock.now(), membersMost), &m_executor, this,
             [this, channel, promise](const Result<QList<MemberRecord>>& records) {
                 if (!records)
                     return promise.finish(std::unexpected(records.error()));
                 MemberList list{channel, {}, records->size() == membersMost};
                 for (const MemberRecord& record : *records) {
                     Member member;
                     member.person = record.person;
                     member.role = record.membership.role;
                     member.joinedAt = record.membership.joinedAt;
                     member.until = endOf(record.membership.bannedUntil, m_clock.now());
                     list.members.append(member);
                 }
                 promise.finish(list);
             });
}

Task<Result<ChannelList>> ChannelService::stateAfter(const Principal& principal,
                                                     const Task<Result<Outcome>>& written) {
    const Promise<Result<ChannelList>> promise;
    giveState(principal, written, promise);
    return promise.task();
}

void ChannelService::giveState(const Principal& principal, const Task<Result<Outcome>>& written,
                               const Promise<Result<ChannelList>>& promise) {
    whenDone(written, &m_executor, this, [this, principal, promise](const Result<Outcome>& outcome) {
        if (!outcome)
            return promise.finish(std::unexpected(outcome.error()));
        whenDone(m_channels.state(principal.person.id, outcome->channel), &m_executor, this,
                 [this, principal, channel = outcome->channel, promise](const Result<ChannelState>& state) {
                     if (!state && state.error().code != ErrorCode::UnknownChannel)
                         return promise.finish(std::unexpected(state.error()));
                     giveList(principal, {state ? *state : outOfSight(channel)}, promise);
                 });
    });
}

Task<Result<Done>> ChannelService::done(const Task<Result<Outcome>>& written) {
    const Promise<Result<Done>> promise;
    whenDone(written, &m_executor, this, [promise](const Result<Outcome>& outcome) {
        promise.finish(outcome ? Result<Done>(Done()) : std::unexpected(outcome.error()));
    });
    return promise.task();
}

} // namespace parlor::server
