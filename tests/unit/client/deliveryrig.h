#pragma once

#include "client/core/drafts.h"
#include "client/core/messages/acknowledger.h"
#include "client/core/messages/outbox.h"
#include "client/core/messages/reader.h"
#include "client/core/messages/sync.h"
#include "tests/support/fakelink.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::test {

using namespace client;

inline const Epoch epochA = u"00000000000000aa"_qs;
inline const Epoch epochB = u"00000000000000bb"_qs;

/// The parts that deliver, over a link that the test plays.
struct DeliveryRig {
    explicit DeliveryRig(const QString& directory)
        : cache(thread, directory + u"/client.sqlite"_qs),
          requests(link),
          sync(state, cache, requests, executor, clock, hooks()),
          reader(state, cache, requests, sync, executor, [this](const QList<Event>& e) { outbox.seen(e); }),
          outbox(state, cache, requests, order, executor, clock,
                 {[this](ChannelId id) { return sync.appliedTo(id); },
                  [this](const Command& command) { followed.append(command); }}),
          drafts(state, cache, requests),
          acknowledger(state, cache, requests, executor,
                       [this](ChannelId id) { return sync.appliedTo(id); }) {
        link.setListener(&sync);
        start =
            await(cache.ask([](CacheDatabase& database) { return database.begin(u"1@home"_qs); })).value();
        Account account;
        account.person = person(1, u"ann"_qs);
        state.apply(AccountKnown{account});
        sync.start(start);
        order.restore(start.places);
        outbox.restore(start.pending);
        drafts.restore(start.drafts, start.unsentDrafts);
    }

    Sync::Hooks hooks() {
        return {[this] {
                    reader.online();
                    outbox.online();
                    acknowledger.online();
                },
                [this] { outbox.offline(); },
                [this](const Error& error) { stopped = error; },
                [](const PersonEventBody&) {},
                [this](ChannelId channel) { reader.windowLost(channel); },
                [this](const QList<Event>& events) { outbox.seen(events); },
                [this](ChannelId channel, qsizetype events) { acknowledger.applied(channel, events); },
                [this] { ++reconnects; }};
    }

    /// Everything that waits on the cache or the executor has happened.
    void settle() {
        for (int i = 0; i < 3; ++i) {
            await(cache.ask([](CacheDatabase&) { return true; }));
            QCoreApplication::processEvents();
        }
    }

    void connect(const QList<ChannelState>& channels, const Epoch& epoch = epochA) {
        link.open({});
        link.welcome(test::welcome(channels, epoch));
        settle();
    }

    QStringList shown(ChannelId channel) {
        QStringList texts;
        for (const Event& row : state.timeline(channel).rows())
            texts.append(textOf(row));
        for (const PendingMessage& message : state.pending(channel))
            texts.append(u"~"_qs + message.words());
        return texts;
    }

    QString write(const QString& text, ChannelId channel = ChannelId(7)) {
        PendingMessage message;
        message.clientId = makeClientId();
        message.channel = channel;
        message.text = text;
        message.createdAt = clock.now();
        const QString clientId = message.clientId;
        outbox.add(message);
        settle();
        return clientId;
    }

    FakeLink link;
    ManualClock clock;
    QtExecutor executor;
    WorkerThread thread{u"cache"_qs};
    State state;
    Cache cache;
    Requests requests;
    Sync sync;
    Reader reader;
    OutgoingOrder order;
    Outbox outbox;
    Drafts drafts;
    Acknowledger acknowledger;
    CachedStart start;
    QList<Command> followed; ///< what the outbox wants to be done to messages that are there
    std::optional<Error> stopped;
    int reconnects = 0;
};

struct DeliveryTest : testing::Test {
    DeliveryTest() { restart(); }

    /// The program ends and starts again on the same local store.
    void restart() {
        rig.reset();
        rig = std::make_unique<DeliveryRig>(dir.path());
    }

    void openNewest(const QList<Event>& events, bool more = false) {
        rig->reader.open(channel);
        rig->settle();
        if (const auto history = rig->link.take<History>())
            rig->link.answer(history->first, HistoryPage{channel, epochA, events, {}, more});
        rig->settle();
    }

    QTemporaryDir dir;
    std::unique_ptr<DeliveryRig> rig;
    const ChannelId channel{7};
};

} // namespace parlor::test
