#include "server/store/messagework.h"

#include "server/store/eventtable.h"
#include "server/store/phototable.h"
#include "server/store/reporttable.h"

namespace parlor::server {

MessageWork::MessageWork(Connection& connection, Effects& effects, const Operation& operation,
                         ChannelId channel)
    : m_connection(connection),
      m_effects(effects),
      m_operation(operation),
      m_channel(channel),
      m_operations(connection.table<OperationTable>()),
      m_messages(connection.table<MessageTable>()) {}

Result<Outcome> MessageWork::post(Entry entry, std::optional<MessageId> replyTo,
                                  const QList<PersonId>& alerted) {
    TRY_ASSIGN(const Guard guard, m_operations.guard(m_operation, m_channel));
    if (guard.earlier)
        return *guard.earlier;
    TRY(guard.mayPost(m_effects.now()));
    entry.mentionsAll = entry.mentionsAll && guard.may(ChannelRight::MentionAll);
    std::optional<MessageId> thread;
    if (replyTo) {
        TRY_ASSIGN(const auto repliedTo, m_messages.byId(*replyTo));
        if (repliedTo.channel != m_channel)
            return fail(ErrorCode::UnknownMessage);
        thread = repliedTo.thread.value_or(repliedTo.id);
    }
    // A photo may have become ready, or have gone, since the caller looked at it.
    for (PhotoReference& photo : entry.photos) {
        TRY_ASSIGN(photo, m_connection.table<PhotoTable>().reference(photo.id));
    }
    const auto id = makeNew<MessageId>();
    TRY_ASSIGN(const Event event,
               append(id, MessagePosted{.entry = entry, .replyTo = replyTo, .thread = thread}));
    TRY(m_messages.insert({.id = id,
                           .channel = m_channel,
                           .serial = event.serial,
                           .author = event.author,
                           .time = event.time,
                           .entry = std::move(entry),
                           .replyTo = replyTo,
                           .thread = thread},
                          alerted, m_effects));
    if (guard.slowMode > 0)
        TRY(m_connection.statement(QLatin1StringView("members.set_last_post"))
                .run(m_channel, m_operation.person, m_effects.now()));
    return record(OperationKind::Post, event);
}

Result<Outcome> MessageWork::edit(MessageId message, Entry entry, const ChangeRule& rule,
                                  const QList<PersonId>& alerted) {
    TRY_ASSIGN(const Guard guard, m_operations.guard(m_operation, m_channel));
    if (guard.earlier)
        return *guard.earlier;
    TRY(guard.mayWrite(m_effects.now()));
    TRY(guard.need(ChannelRight::UpdateOwn));
    entry.mentionsAll = entry.mentionsAll && guard.may(ChannelRight::MentionAll);
    TRY_ASSIGN(const auto row, m_messages.live(m_channel, message));
    TRY(mayChange(guard, row, rule));
    TRY_ASSIGN(const Event event, append(message, MessageEdited{entry}));
    TRY(m_messages.setEntry(row, entry, event.serial, alerted, m_effects));
    return record(OperationKind::Edit, event);
}

Result<Outcome> MessageWork::remove(MessageId message, const ChangeRule& rule) {
    TRY_ASSIGN(const Guard guard, m_operations.guard(m_operation, m_channel));
    if (guard.earlier)
        return *guard.earlier;
    TRY(guard.beMember(m_effects.now())); // somebody muted may still take back what was said
    if (guard.archived)
        return fail(ErrorCode::Archived);
    TRY_ASSIGN(const auto row, m_messages.live(m_channel, message));
    TRY(mayRemove(guard, row, rule));
    TRY_ASSIGN(const Event event, append(message, MessageDeleted()));
    TRY(m_messages.setDeleted(row, event.serial, m_effects));
    return record(OperationKind::Delete, event);
}

Result<Outcome> MessageWork::react(MessageId message, const QString& emoji, bool add) {
    TRY_ASSIGN(const Guard guard, m_operations.guard(m_operation, m_channel));
    if (guard.earlier)
        return *guard.earlier;
    TRY(guard.mayWrite(m_effects.now()));
    TRY(guard.need(ChannelRight::React));
    TRY(m_messages.live(m_channel, message));
    TRY_ASSIGN(const bool there, m_messages.hasReaction(message, emoji, m_operation.person));
    if (there == add)
        return recordUnchanged(OperationKind::React, message, guard.head);
    if (add) {
        TRY_ASSIGN(const std::int64_t reactions, m_messages.reactionCount(message));
        if (reactions >= MessageStore::reactionsMost)
            return fail(ErrorCode::TooLarge);
    }
    TRY_ASSIGN(const Event event, append(message, ReactionChanged{emoji, add}));
    TRY(m_messages.setReaction(message, emoji, m_operation.person, add, event.serial));
    return record(OperationKind::React, event);
}

Result<Outcome> MessageWork::pin(MessageId message, bool pinned, Role atLeast) {
    TRY_ASSIGN(const Guard guard, m_operations.guard(m_operation, m_channel));
    if (guard.earlier)
        return *guard.earlier;
    TRY(guard.mayWrite(m_effects.now()));
    TRY(guard.need(ChannelRight::React));
    if (guard.role() < atLeast)
        return fail(ErrorCode::Forbidden);
    TRY_ASSIGN(const auto row, m_messages.live(m_channel, message));
    if (row.pinned == pinned)
        return recordUnchanged(OperationKind::Pin, message, guard.head);
    TRY_ASSIGN(const Event event, append(message, PinChanged{pinned}));
    TRY(m_messages.setPinned(message, pinned, event.serial));
    return record(OperationKind::Pin, event);
}

// The channel decides about others' messages by the role, or by what it grants or denies to it.
Status MessageWork::mayRemove(const Guard& guard, const MessageTable::Row& row,
                              const ChangeRule& rule) const {
    if (rule.othersFrom && guard.may(ChannelRight::DeleteAny))
        return {};
    if (row.author == m_operation.person)
        TRY(guard.need(ChannelRight::DeleteOwn));
    return mayChange(guard, row, {.othersFrom = {}, .ownSince = rule.ownSince});
}

Status MessageWork::mayChange(const Guard& guard, const MessageTable::Row& row,
                              const ChangeRule& rule) const {
    if (rule.othersFrom && guard.role() >= *rule.othersFrom)
        return {};
    if (row.author != m_operation.person)
        return fail(ErrorCode::Forbidden);
    return row.time >= rule.ownSince ? Status() : fail(ErrorCode::WindowClosed);
}

Result<Event> MessageWork::append(MessageId message, EventBody body) {
    return m_connection.table<EventTable>().append(m_channel,
                                                   Event{.serial = {},
                                                         .message = message,
                                                         .author = m_operation.person,
                                                         .time = 0,
                                                         .clientId = m_operation.clientId,
                                                         .body = std::move(body)},
                                                   m_effects);
}

Result<Outcome> MessageWork::record(OperationKind kind, const Event& event) {
    if (!m_operation.flag.isEmpty()) {
        TRY_ASSIGN(const auto row, m_messages.byId(event.message));
        Report report;
        report.channel = m_channel;
        report.message = event.message;
        report.reason = m_operation.flag;
        TRY(m_connection.table<ReportTable>().add(std::move(report), row, m_effects.now()));
    }
    return m_operations.record(m_operation, kind,
                               {.channel = m_channel,
                                .message = event.message,
                                .serial = event.serial,
                                .time = event.time,
                                .duplicate = false});
}

Result<Outcome> MessageWork::recordUnchanged(OperationKind kind, MessageId message, Serial head) {
    return m_operations.record(m_operation, kind,
                               {.channel = m_channel,
                                .message = message,
                                .serial = head,
                                .time = m_effects.now(),
                                .duplicate = false});
}

} // namespace parlor::server
