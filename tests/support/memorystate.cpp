#include "tests/support/memorystate.h"

#include <algorithm>

namespace parlor::test {

Result<MemoryState::PersonRow*> MemoryState::person(PersonId id) {
    const auto found = people.find(id);
    if (found == people.end())
        return fail(ErrorCode::UnknownPerson);
    return &found.value();
}

QString MemoryState::key(const QString& name) {
    return name.normalized(QString::NormalizationForm_C).toCaseFolded();
}

Result<Account> MemoryState::addPerson(const NewAccount& account, Role role) {
    for (const PersonRow& other : people)
        if (key(other.account.person.name) == key(account.name))
            return fail(ErrorCode::NameTaken);
    PersonRow row;
    row.account.person.id = makeNew<PersonId>();
    row.account.person.name = account.name;
    row.account.person.displayName = account.displayName;
    row.account.person.role = role;
    row.account.person.metadata = account.metadata;
    row.account.passwordHash = account.passwordHash;
    row.account.createdAt = clock.now();
    people.insert(row.account.person.id, row);
    committed.append(PersonChanged{row.account.person, false});
    return row.account;
}

bool MemoryState::isLastOwner(PersonId id) const {
    const auto isOwner = [](const PersonRow& row) {
        return row.account.person.role == Role::Owner && !row.account.disabled;
    };
    return isOwner(people.value(id)) && std::none_of(people.begin(), people.end(), [&](const PersonRow& row) {
               return row.account.person.id != id && isOwner(row);
           });
}

int MemoryState::revokeSessions(PersonId person, const std::function<bool(const SessionRecord&)>& which) {
    QList<SessionId> revoked;
    for (SessionRecord& session : sessions)
        if (session.person == person && !session.revoked && which(session)) {
            session.revoked = true;
            revoked.append(session.id);
        }
    const int count = static_cast<int>(revoked.size());
    for (qsizetype i = 0; i < revoked.size(); ++i)
        for (SessionRecord& session : sessions)
            if (session.parent == revoked.at(i) && !session.revoked) {
                session.revoked = true;
                revoked.append(session.id);
            }
    if (count > 0) {
        committed.append(SessionsRevoked{person, revoked});
        for (qsizetype from = 0; from < revoked.size(); from += SessionStore::sessionsPerEvent)
            appendPrivate(person, SessionsEnded{revoked.mid(from, SessionStore::sessionsPerEvent)});
    }
    return count;
}

void MemoryState::renewOwnKey(PersonId person) {
    if (const auto key = keys.find(ownKeyOf(person)); key != keys.end() && !key->revoked)
        ++key->revision;
}

Serial MemoryState::appendPrivate(PersonId person, PersonEventBody body) {
    PersonRow& row = people[person];
    row.head = row.head.next();
    row.stream.append({row.head, clock.now(), std::move(body)});
    committed.append(PersonCommitted{person, {row.stream.back()}});
    return row.head;
}

Event MemoryState::append(ChannelId channel, const Operation& operation, MessageId message, EventBody body) {
    ChannelRow& row = channels[channel];
    row.head = row.head.next();
    const Event event{.serial = row.head,
                      .message = message,
                      .author = operation.person,
                      .time = clock.now(),
                      .clientId = operation.clientId,
                      .body = std::move(body)};
    row.events.insert(event.serial, event);
    if (message.isValid() && messages.contains(message))
        messages[message].now.asOf = event.serial;
    if (!committed.isEmpty())
        if (auto* last = std::get_if<ChannelCommitted>(&committed.back()); last && last->channel == channel) {
            last->events.append(event);
            return event;
        }
    committed.append(ChannelCommitted{channel, {event}});
    return event;
}

bool MemoryState::isOpen(const Channel& channel) {
    return channel.kind == ChannelKind::Channel && channel.visibility == Visibility::Public;
}

AddedReport MemoryState::addReport(Report report) {
    for (const Report& other : std::as_const(reports))
        if (other.message == report.message && other.reporter == report.reporter
            && other.state == ReportState::Open)
            return {other, false};
    const MessageRow& message = messages[report.message];
    report.id = makeNew<ReportId>();
    report.author = message.author;
    report.text = message.now.entry.text;
    report.time = clock.now();
    report.state = ReportState::Open;
    reports.insert(report.id, report);
    return {report, true};
}

QList<PersonId> MemoryState::memberIds(const ChannelRow& row) const {
    QList<PersonId> ids;
    for (auto it = row.members.begin(); it != row.members.end(); ++it)
        if (it->member)
            ids.append(it.key());
    return ids;
}

ChannelState MemoryState::stateOf(PersonId person, const ChannelRow& row) const {
    const Membership membership = row.members.value(person);
    const bool known = row.members.contains(person);
    ChannelState state;
    state.channel = row.channel;
    state.last = row.head;
    state.read = membership.read;
    state.visibleFrom = known ? membership.visibleFrom : Serial(1);
    state.member = membership.member;
    state.muted = membership.notifications == Notifications::Nothing;
    state.role = membership.role;
    state.notifications = membership.notifications;
    state.markedUnread = membership.markedUnread;
    state.invited = membership.invited != Invitation::None;
    const QList<PersonId> ids = memberIds(row);
    state.memberCount = static_cast<int>(ids.size());
    if (row.channel.kind != ChannelKind::Channel && ids.size() <= 16)
        state.people = ids;
    if (!membership.member)
        return state;
    state.delivered = row.delivered.value(person);
    for (const MessageRow& message : messages) {
        const bool counts = message.channel == row.channel.id && message.author != person
                            && !message.now.deleted && message.now.entry.kind != EntryKind::System
                            && message.serial > membership.read && message.serial >= membership.visibleFrom;
        if (!counts)
            continue;
        ++state.unread;
        if (message.now.entry.mentionsAll || message.now.entry.mentions.contains(person)
            || message.alerted.contains(person))
            ++state.mentions;
    }
    state.unread = std::min<std::int64_t>(state.unread, ChannelStore::countCap);
    state.mentions = std::min<std::int64_t>(state.mentions, ChannelStore::countCap);
    return state;
}

Result<std::optional<Outcome>> MemoryState::begin(const Operation& operation) {
    TRY_ASSIGN(const PersonRow* row, person(operation.person));
    if (row->account.disabled)
        return fail(ErrorCode::AccountDisabled);
    if (operation.session.isValid()) {
        const auto session = sessions.constFind(operation.session);
        if (session == sessions.constEnd() || session->revoked)
            return fail(ErrorCode::TokenRevoked);
    }
    const auto earlier = operations.constFind({operation.person, operation.clientId});
    if (earlier == operations.constEnd())
        return std::optional<Outcome>();
    if (earlier->requestHash != operation.requestHash)
        return fail(ErrorCode::IdempotencyConflict);
    Outcome outcome = earlier->outcome;
    outcome.duplicate = true;
    return std::optional(outcome);
}

Outcome MemoryState::record(const Operation& operation, const Outcome& outcome) {
    operations.insert({operation.person, operation.clientId}, {outcome, operation.requestHash});
    return outcome;
}

Result<MemoryState::ChannelRow*> MemoryState::channelForMember(PersonId person, ChannelId channel) {
    const auto row = channels.find(channel);
    if (row == channels.end())
        return fail(ErrorCode::UnknownChannel);
    const Membership membership = row->members.value(person);
    if (membership.member)
        return &row.value();
    if (membership.bannedUntil > clock.now())
        return fail(ErrorCode::Banned);
    return fail(isOpen(row->channel) ? ErrorCode::Forbidden : ErrorCode::UnknownChannel);
}

Result<MemoryState::ChannelRow*> MemoryState::channelForWriter(PersonId person, ChannelId channel) {
    TRY_ASSIGN(ChannelRow * row, channelForMember(person, channel));
    if (row->members.value(person).mutedUntil > clock.now())
        return fail(ErrorCode::Muted);
    if (row->channel.archived)
        return fail(ErrorCode::Archived);
    return row;
}

Result<MemoryState::ChannelRow*> MemoryState::channelForPost(PersonId person, ChannelId channel) {
    TRY_ASSIGN(ChannelRow * row, channelForWriter(person, channel));
    TRY(need(person, *row, ChannelRight::Publish));
    Membership& membership = row->members[person];
    const std::int64_t wait = membership.lastPost + row->channel.slowMode * 1'000LL - clock.now();
    if (row->channel.slowMode > 0 && roleIn(person, *row) < Role::Moderator && wait > 0)
        return fail(ErrorCode::SlowMode, {}, wait);
    return row;
}

Standing MemoryState::standingOf(PersonId person, const ChannelRow& row) const {
    return {.open = isOpen(row.channel),
            .onServer = people.value(person).account.person.role,
            .membership = row.members.value(person),
            .rights = row.channel.rights};
}

Status MemoryState::need(PersonId person, const ChannelRow& row, ChannelRight right) const {
    return standingOf(person, row).may(right) ? Status() : fail(ErrorCode::Forbidden);
}

Role MemoryState::roleIn(PersonId person, const ChannelRow& row) const {
    const Membership membership = row.members.value(person);
    const Role inChannel = membership.member ? membership.role : Role::Guest;
    const Role onServer = people.value(person).account.person.role;
    return onServer >= Role::Moderator ? std::max(onServer, inChannel) : inChannel;
}

} // namespace parlor::test
