#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/protocol/event.h"
#include "shared/protocol/person.h"
#include "shared/protocol/personevent.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <variant>

namespace parlor::server {

/// Who changes something, and the id that makes a retry harmless. Every operation that carries one is
/// remembered for ever under (person, clientId): the same request again gets the first outcome, another one
/// IdempotencyConflict.
struct Operation {
    PersonId person;
    SessionId session;      ///< re-checked: TokenRevoked when it has been revoked by then; 0 for none
    QString clientId;       ///< 22 characters of base64url
    QByteArray requestHash; ///< 16 bytes: the first half of a SHA-256 over the request's meaning
    /// Of what is posted or edited: not empty puts it in the moderators' queue for this reason, by the word
    /// filter, in the same commit.
    QString flag{};
};

/// What an operation did. For one that changed nothing (already a member) `serial` is the channel's newest.
struct Outcome {
    ChannelId channel;
    MessageId message;      ///< 0 for membership and channel operations
    Serial serial;          ///< of its last event
    std::int64_t time = 0;  ///< ms UTC of the commit
    bool duplicate = false; ///< this is the first outcome again

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// New events of one channel, contiguous and in order.
struct ChannelCommitted {
    ChannelId channel;
    QList<Event> events;
};

/// New events of one private stream, contiguous and in order.
struct PersonCommitted {
    PersonId person;
    QList<PersonEvent> events;
};

/// These sessions act no more; nothing may be delivered to them after this.
struct SessionsRevoked {
    PersonId person;
    QList<SessionId> sessions;
};

/// A person was made or changed: name, role, metadata, disabled.
struct PersonChanged {
    Person person;
    bool disabled = false;
};

/// Old messages of a channel are gone without an event: what they alone showed is not to be seen any more.
struct MessagesSwept {
    ChannelId channel;
};

using CommittedItem =
    std::variant<ChannelCommitted, PersonCommitted, SessionsRevoked, PersonChanged, MessagesSwept>;

/// Called with all that one commit made true, in commit order, on the store's writer thread, before any later
/// commit starts. It must not block: post the value to where it is needed.
using CommittedSink = std::function<void(QList<CommittedItem>)>;

/// Called once, on the store's writer thread, when the disk failed under a commit: the store refuses all
/// writes from then on (StoreFailed) and the process has to restart through recovery.
using FailedSink = std::function<void(const Error&)>;

/// The ordered stream of everything that became durable on this node.
class CommitFeed {
public:
    virtual ~CommitFeed() = default;

    /// Both are set before the first write.
    virtual void setCommittedSink(CommittedSink sink) = 0;
    virtual void setFailedSink(FailedSink sink) = 0;
};

} // namespace parlor::server
