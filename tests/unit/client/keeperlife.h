#pragma once

#include "client/core/messages/changekeeper.h"
#include "client/core/messages/outbox.h"
#include "tests/support/fakelink.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"
#include "tests/unit/client/requestlistener.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::test {

using namespace client;

inline const ChannelId general{7};

/// One life of the program on a local store: what keeps changes, and what sends messages beside it.
class KeeperLife {
public:
    explicit KeeperLife(const QString& directory, std::int64_t laterMs = 0)
        : cache(thread, directory + u"/client.sqlite"_qs),
          requests(link),
          listener(requests, &state),
          outbox(state, cache, requests, order, executor, clock,
                 {[](ChannelId) { return Serial(); },
                  [this](const Command& command) { keeper.follow(command); }}),
          keeper(state, cache, requests, order, executor, clock,
                 {[this](const PendingChange&, const Answer& answer) { heard.append(answer); },
                  [this](ChannelId from, ChannelId to) {
                      outbox.move(from, to);
                      state.apply(ChannelMade{from, to});
                  },
                  [this](ChannelId channel, ErrorCode reason) { outbox.giveUpAll(channel, reason); }}) {
        clock.advance(laterMs);
        link.setListener(&listener);
        QObject::connect(&state.changes(), &Changes::changed, &context, [this](const ChangeSet& changes) {
            for (const RefusedChange& refused : changes.refusals)
                refusals.append(refused);
            madeChannels.insert(changes.made);
        });
        const auto start =
            await(cache.ask([](CacheDatabase& database) { return database.begin(u"1@home"_qs); }));
        order.restore(start->places);
        outbox.restore(start->pending);
        keeper.restore(start->changes);
    }

    void connect() {
        link.open({});
        link.welcome(test::welcome({}));
        outbox.online();
        keeper.online();
    }

    void cut() {
        link.cut();
        outbox.offline();
        keeper.offline();
        settle();
    }

    /// Everything that waits on the store or the executor has happened.
    void settle() {
        for (int i = 0; i < 3; ++i) {
            (void)stored();
            QCoreApplication::processEvents();
        }
    }

    Task<Status> edit(const QString& text, MessageId message = MessageId(70)) {
        EditMessage edit;
        edit.channel = general;
        edit.message = message;
        edit.clientId = makeClientId();
        edit.entry.text = text;
        return keeper.perform(edit);
    }

    Task<Result<ChannelList>> create(const QString& name) {
        CreateChannel create;
        create.clientId = makeClientId();
        create.name = name;
        return keeper.ask<ChannelList>(create);
    }

    Task<Status> leave() { return keeper.perform(LeaveChannel{makeClientId(), general}); }

    void write(const QString& text, ChannelId channel = general) {
        PendingMessage message;
        message.clientId = makeClientId();
        message.channel = channel;
        message.text = text;
        message.createdAt = clock.now();
        outbox.add(message);
    }

    /// What the server is asked next.
    template<class C>
    std::pair<std::int64_t, C> next() {
        EXPECT_TRUE(waitFor([this] { return link.has<C>(); }));
        return link.take<C>().value_or(std::pair<std::int64_t, C>());
    }

    int stored() {
        return static_cast<int>(
            await(cache.ask([](CacheDatabase& database) { return database.outgoing.changes(); }))->size());
    }

    FakeLink link;
    ManualClock clock;
    QtExecutor executor;
    WorkerThread thread{u"cache"_qs};
    State state;
    Cache cache;
    Requests requests;
    RequestListener listener;
    OutgoingOrder order;
    Outbox outbox;
    ChangeKeeper keeper;
    QList<Answer> heard;
    QList<RefusedChange> refusals;
    QHash<ChannelId, ChannelId> madeChannels;
    QObject context;
};

inline Committed committed(const QString& clientId = {}) {
    Committed answer;
    answer.clientId = clientId;
    answer.message = MessageId(70);
    answer.serial = Serial(9);
    return answer;
}

inline ChannelList made(const QString& name) {
    ChannelList list;
    list.channels = {channelState(9, 0)};
    list.channels.first().channel.name = name;
    return list;
}

/// What one asked to be changed, in one life after the other.
struct Changed : testing::Test {
    void live(std::int64_t laterMs = 0) {
        life.reset();
        life = std::make_unique<KeeperLife>(dir.path(), laterMs);
    }

    QTemporaryDir dir;
    std::unique_ptr<KeeperLife> life;
};

} // namespace parlor::test
