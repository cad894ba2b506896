#pragma once

#include "tests/support/waiting.h"
#include "tests/unit/domain/chatnode.h"
#include "tests/unit/moderation/fakeoutgoing.h"

#include <gtest/gtest.h>

namespace parlor::test {

/// A server on memory twins, a clock that is told, and an outside world that keeps what it is sent. Anna is
/// its administrator and connected, Bob a member; "general" is Anna's.
class HookNode : public ::testing::Test {
protected:
    void SetUp() override {
        world.store.setCommittedSink([this](const QList<CommittedItem>& items) {
            node.executor.post([this, items] {
                node.inlets.committed(items);
                for (const CommittedItem& item : items)
                    committed(item);
            });
        });
        anna = world.addPerson(u"anna"_qs, Role::Admin);
        bob = world.addPerson(u"bob"_qs);
        annas = node.join(anna);
        general = node.makeChannel(annas, u"general"_qs);
    }

    /// After each commit, on the domain's executor.
    virtual void committed(const CommittedItem& item) = 0;
    virtual void tick() = 0;

    static Principal as(const Person& person) {
        Principal principal;
        principal.person = person;
        principal.role = person.role;
        principal.session = SessionId(1);
        principal.capability = Capability::all();
        return principal;
    }

    /// So many requests have come by now, or in a while.
    bool gets(qsizetype count) {
        return waitFor([&] { return http.requests.size() >= count; });
    }

    void pass(std::int64_t ms) {
        world.clock.advance(ms);
        tick();
        node.settle();
    }

    ChatWorld world;
    ChatNode node{world};
    FakeOutgoing http;
    Person anna, bob;
    server::ConnectionId annas;
    ChannelId general;
};

} // namespace parlor::test
