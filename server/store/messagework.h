#pragma once

#include "server/domain/ports/messagestore.h"
#include "server/store/messagetable.h"
#include "server/store/operationtable.h"
#include "server/store/writer.h"

namespace parlor::server {

/// The changes of messages, inside a transaction: guard, event, content, record of the operation.
class MessageWork {
public:
    MessageWork(Connection& connection, Effects& effects, const Operation& operation, ChannelId channel);

    Result<Outcome> post(Entry entry, std::optional<MessageId> replyTo, const QList<PersonId>& alerted);
    Result<Outcome> edit(MessageId message, Entry entry, const ChangeRule& rule,
                         const QList<PersonId>& alerted);
    Result<Outcome> remove(MessageId message, const ChangeRule& rule);
    Result<Outcome> react(MessageId message, const QString& emoji, bool add);
    Result<Outcome> pin(MessageId message, bool pinned, Role atLeast);

private:
    Status mayChange(const Guard& guard, const MessageTable::Row& row, const ChangeRule& rule) const;
    Status mayRemove(const Guard& guard, const MessageTable::Row& row, const ChangeRule& rule) const;
    Result<Event> append(MessageId message, EventBody body);
    Result<Outcome> record(OperationKind kind, const Event& event);
    Result<Outcome> recordUnchanged(OperationKind kind, MessageId message, Serial head);

    Connection& m_connection;
    Effects& m_effects;
    const Operation& m_operation;
    ChannelId m_channel;
    OperationTable& m_operations;
    MessageTable& m_messages;
};

} // namespace parlor::server
