#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/erasurestore.h"
#include "server/domain/ports/keystore.h"
#include "server/domain/ports/keywordstore.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/personstream.h"
#include "server/domain/ports/planstore.h"
#include "server/domain/ports/reportstore.h"
#include "server/domain/ports/sessionstore.h"
#include "shared/core/clock.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <functional>
#include <mutex>

namespace parlor::test {

using namespace parlor::server;

/// What the memory twins of the store ports share: the rows, as plain values, and the committed stream.
/// Written apart from the real store, from the ports' words only, so that the contract suite can tell the two
/// from each other.
struct MemoryState {
    struct PersonRow {
        Account account;
        QJsonObject settings;
        QList<PersonEvent> stream; ///< as first made; read again in its latest form
        Serial head, floor;
        QMap<ChannelId, QString> drafts;
        QStringList keywords;
        QList<MessageId> saved;
        bool erasing = false; ///< messages are still to be deleted
    };

    struct MessageRow {
        MessageId id;
        ChannelId channel;
        Serial serial;
        PersonId author;
        std::int64_t time = 0;
        QString clientId;
        MessagePosted now; ///< in its latest form
        QList<PersonId> alerted{};
        QList<Event> versions{};
    };

    struct ChannelRow {
        Channel channel;
        QMap<Serial, Event> events;
        Serial head;
        QMap<PersonId, Membership> members;
        QMap<PersonId, Serial> delivered;
    };

    struct OperationRow {
        Outcome outcome;
        QByteArray requestHash;
    };

    struct RefreshRow {
        SessionId session;
        std::int64_t expiresAt = 0;
        std::optional<std::int64_t> usedAt;
        QByteArray successor;
        bool isVoid = false;
    };

    struct AccessRow {
        SessionId session;
        std::int64_t expiresAt = 0;
        QByteArray refreshHash;
    };

    struct InviteRow {
        Invite invite;
        bool used = false;
    };

    explicit MemoryState(const Clock& c) : clock(c) {}

    const Clock& clock;
    std::mutex mutex;
    CommittedSink sink;
    QList<CommittedItem> committed; ///< of the write that is going on
    int reads = 0;                  ///< so far

    ServerIdentity identity;
    QHash<QString, QJsonObject> settings;
    QMap<PersonId, PersonRow> people;
    QMap<QByteArray, InviteRow> invites;
    QMap<SessionId, SessionRecord> sessions;
    QHash<QByteArray, AccessRow> access;
    QHash<QByteArray, RefreshRow> refresh;
    QHash<QString, SignInFailures> failures;
    QMap<QString, ApiKey> keys;
    QHash<std::pair<QString, QByteArray>, std::int64_t> nonces;
    QMap<ChannelId, ChannelRow> channels;
    QMap<MessageId, MessageRow> messages;
    QHash<std::pair<PersonId, QString>, OperationRow> operations;
    QMap<PlanId, StoredPlan> plans;
    QMap<ReportId, Report> reports;
    QHash<PhotoId, PhotoReference> photos; ///< those that exist

    /// Runs `fn` alone; a write's committed items go to the sink when it answers a value.
    template<class Fn>
    auto write(Fn fn) {
        const std::scoped_lock lock(mutex);
        committed.clear();
        auto result = fn();
        if (result && sink && !committed.isEmpty())
            sink(std::exchange(committed, {}));
        return doneTask(std::move(result));
    }

    template<class Fn>
    auto read(Fn fn) {
        const std::scoped_lock lock(mutex);
        ++reads;
        return doneTask(fn());
    }

    // Only inside write() or read():
    Result<PersonRow*> person(PersonId id); ///< UnknownPerson
    Result<Account> addPerson(const NewAccount& account, Role role);
    bool isLastOwner(PersonId id) const;
    int revokeSessions(PersonId person, const std::function<bool(const SessionRecord&)>& which);

    void renewOwnKey(PersonId person);

    Serial appendPrivate(PersonId person, PersonEventBody body);
    Event append(ChannelId channel, const Operation& operation, MessageId message, EventBody body);
    ChannelState stateOf(PersonId person, const ChannelRow& row) const;
    QList<PersonId> memberIds(const ChannelRow& row) const;
    /// Channel, message, reporter and reason are given; the message is there.
    AddedReport addReport(Report report);
    static bool isOpen(const Channel& channel);

    /// The checks that every operation begins with: the earlier outcome, or nothing when it may go on.
    Result<std::optional<Outcome>> begin(const Operation& operation);
    Outcome record(const Operation& operation, const Outcome& outcome);
    Result<ChannelRow*> channelForMember(PersonId person,
                                         ChannelId channel); ///< UnknownChannel, Banned, Forbidden
    Result<ChannelRow*> channelForWriter(PersonId person, ChannelId channel); ///< that, Muted, Archived
    /// That, SlowMode.
    Result<ChannelRow*> channelForPost(PersonId person, ChannelId channel);
    Role roleIn(PersonId person, const ChannelRow& row) const;
    Standing standingOf(PersonId person, const ChannelRow& row) const;
    /// Forbidden.
    Status need(PersonId person, const ChannelRow& row, ChannelRight right) const;
    static QString key(const QString& name);
};

} // namespace parlor::test
