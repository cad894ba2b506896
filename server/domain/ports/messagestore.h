#pragma once

#include "server/domain/ports/committed.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/core/task.h"
#include "shared/protocol/event.h"
#include "shared/protocol/searchtext.h"

#include <QList>
#include <QString>

#include <optional>

namespace parlor::server {

/// Who may change a message that is already there.
struct ChangeRule {
    std::optional<Role> othersFrom; ///< the role that may change others' messages; nobody when unset
    std::int64_t ownSince = 0;      ///< one's own must be of this time (ms UTC) or later: WindowClosed
};

/// One page of a channel's past. Serials of the page are complete: what the reader may not see or what
/// retention has swept stands there as Skipped (not with messagesOnly).
struct HistoryQuery {
    ChannelId channel;
    Serial visibleFrom{1};        ///< of the reader; older serials are skipped
    std::optional<Serial> before; ///< exactly one of before and after, or neither for the newest page
    std::optional<Serial> after;
    int limit = 50;            ///< 1 … 1 000 events
    bool messagesOnly = false; ///< only messages, each at its first place
};

struct EventPage {
    QList<Event> events; ///< oldest first
    Serial head;         ///< the channel's newest serial, read in the same snapshot
    bool more = false;   ///< there is more in the direction asked
};

/// All conditions hold together. At least one term that is not excluded, a person, a channel, or one of the
/// has….
struct MessageSearch : SearchConditions {
    PersonId reader;                    ///< finds only what this person may see
    std::optional<std::int64_t> since;  ///< ms UTC, inclusive
    std::optional<std::int64_t> before; ///< ms UTC, exclusive
    MessageId beforeId{};               ///< only those with a lower id: the next page; 0: the first one
    int limit = 20;                     ///< 1 … 100
};

struct FoundMessage {
    ChannelId channel;
    Event event;     ///< a MessagePosted at its first place
    QString snippet; ///< plain text; matches between U+E000 and U+E001
};

/// A channel that shows a photo.
struct PhotoPlace {
    ChannelId channel;
    Serial newest; ///< of the newest message there that does: who may not see that one sees none

    friend bool operator==(const PhotoPlace&, const PhotoPlace&) = default;
};

/// Messages, and what is said about them. Calls are thread-safe; writes are durable when answered, each is
/// one job of the group commit with its own fate, and every event passes the committed stream in commit
/// order.
///
/// Serials are taken inside the transaction: contiguous in each channel, and a refused write takes none.
/// Rights are re-checked there, see ChannelStore. Content is kept once, in its latest form: an event that is
/// read again later shows the message as it is now (MessagePosted::asOf says up to which event), and nothing
/// of a deleted one. Common errors: those of ChannelStore, Banned, Muted, UnknownMessage, Gone (deleted),
/// UnknownPhoto.
class MessageStore {
public:
    virtual ~MessageStore() = default;

    static constexpr int savedMost = 1'000;   ///< of one person
    static constexpr int reactionsMost = 500; ///< on one message, which has to fit a frame with all of them
    static constexpr int alertedMost = 200;   ///< mentioned by keywords of one message

    /// `entry` is final: filtered, mentions found, photos and quote filled in (and the right to them checked
    /// by the caller). `alerted`: people whose keywords it holds; for the first `alertedMost` of them who are
    /// members it counts as a mention, and nobody else learns of it. SlowMode (with the time to wait; not for
    /// moderators).
    virtual Task<Result<Outcome>> post(Operation operation, ChannelId channel, Entry entry,
                                       std::optional<MessageId> replyTo, QList<PersonId> alerted = {}) = 0;
    virtual Task<Result<Outcome>> edit(Operation operation, ChannelId channel, MessageId message, Entry entry,
                                       ChangeRule rule, QList<PersonId> alerted = {}) = 0;
    virtual Task<Result<Outcome>> remove(Operation operation, ChannelId channel, MessageId message,
                                         ChangeRule rule) = 0;
    /// Adding what is there or taking away what is not changes nothing and makes no event. TooLarge: the
    /// message has `reactionsMost`.
    virtual Task<Result<Outcome>> react(Operation operation, ChannelId channel, MessageId message,
                                        QString emoji, bool add) = 0;
    virtual Task<Result<Outcome>> pin(Operation operation, ChannelId channel, MessageId message, bool pinned,
                                      Role atLeast) = 0;

    /// A photo has new renderings or was removed by its owner: rewrites it in every message that holds it and
    /// makes a PhotoChanged for each. Answers how many messages.
    virtual Task<Result<int>> photoChanged(PersonId owner, PhotoReference photo, bool removed) = 0;

    /// The outcome of this operation, if it is done already or is being written. IdempotencyConflict: it was
    /// another one of the same name. Neither person nor session are looked at.
    virtual Task<Result<std::optional<Outcome>>> outcomeOf(Operation operation) = 0;

    virtual Task<Result<EventPage>> history(HistoryQuery query) = 0;
    /// Events after the cursor, complete: for catching up and for gaps. UnknownChannel.
    virtual Task<Result<EventPage>> eventsAfter(ChannelId channel, Serial cursor, int limit) = 0;
    /// The message as it is now, as a MessagePosted at its first place. UnknownMessage.
    virtual Task<Result<Event>> message(ChannelId channel, MessageId id) = 0;
    /// The newest `limit` messages that are pinned, from `visibleFrom` on and older than `before`; oldest
    /// first, each at its first place. UnknownChannel.
    virtual Task<Result<EventPage>> pinned(ChannelId channel, Serial visibleFrom,
                                           std::optional<Serial> before, int limit) = 0;
    /// The message that the thread of `message` began with (without `after`, and while it is kept and
    /// visible), then the replies, oldest first, each at its first place. UnknownMessage.
    virtual Task<Result<EventPage>> thread(ChannelId channel, MessageId message, Serial visibleFrom,
                                           std::optional<Serial> after, int limit) = 0;
    /// What it said, oldest first: a MessagePosted (unless forgotten), then MessageEdited; the last is what
    /// it says now. The newest `limit` of those before the serial `before`; 100 are kept. UnknownMessage,
    /// Gone.
    virtual Task<Result<EventPage>> versions(ChannelId channel, MessageId message,
                                             std::optional<Serial> before, int limit) = 0;
    /// Keeps it on the person's own list, or takes it off; a change is a SavedChanged in the private stream.
    /// UnknownChannel, UnknownMessage, Gone, TooLarge (more than savedMost).
    virtual Task<Status> save(PersonId person, ChannelId channel, MessageId message, bool saved) = 0;
    /// Those that are still there for the person, newest message first, by id; `before`: ms UTC; `beforeId`:
    /// only those with a lower id, 0 for all.
    virtual Task<Result<QList<FoundMessage>>> saved(PersonId person, std::int64_t before, MessageId beforeId,
                                                    int limit) = 0;
    /// Newest first, by id. BadRequest without a condition.
    virtual Task<Result<QList<FoundMessage>>> search(MessageSearch search) = 0;
    /// Where the photo is shown, by channel.
    virtual Task<Result<QList<PhotoPlace>>> placesShowing(PhotoId photo) = 0;

    /// Removes what is older than `before` (ms UTC), at most `limit` messages; pinned ones stay. Answers how
    /// many; when there were some a MessagesSwept passes the committed stream. Serials and operations stay
    /// taken for ever.
    virtual Task<Result<int>> sweep(ChannelId channel, std::int64_t before, int limit) = 0;
};

} // namespace parlor::server
