// Who may see a photo changes with what shows it, at the next request.
#include "tests/unit/photos/conversations.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

class AccessTest : public ConversationsTest {};

TEST_F(AccessTest, WhoDoesNotSeeTheMessageDoesNotSeeItsPhoto) {
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    const ChannelId room = channel(ann, "room", Visibility::Private);
    post(ann, room, id);
    let(ann, ben, room, false);
    for (const QString& rest : {u"/thumb"_s, u"/view"_s, u"/full"_s, u"/video"_s, QString()})
        EXPECT_EQ(status(id, "ben", rest), 404) << rest.toStdString();
    EXPECT_EQ(node.send("POST", at(id, u"/copy"_s), "ben").status, 404);
    EXPECT_EQ(status(id, "ann"), 200);
    const PhotoId later = node.upload("ann", "picture of today");
    node.looked(later);
    post(ann, room, later);
    EXPECT_EQ(status(later, "ben"), 200);
    EXPECT_EQ(status(id, "ben"), 404);
    post(ann, room, id);
    EXPECT_EQ(status(id, "ben"), 200) << "shown again where he sees it";
}

TEST_F(AccessTest, WhoMayNotReadThePastDoesNotSeeIt) {
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    const ChannelId room = channel(ann, "room", Visibility::Private);
    let(ann, ben, room);
    post(ann, room, id);
    EXPECT_EQ(status(id, "ben"), 200);
    ChannelUpdate update;
    update.rights = RoleOverrides();
    update.rights->decide(Role::Member, ChannelRight::History, false);
    ASSERT_TRUE(await(node.store->channels().update(operation(ann), room, update, Role::Owner)));
    settle();
    EXPECT_EQ(status(id, "ben"), 404);
}

TEST_F(AccessTest, WhatRetentionTookAwayShowsNothing) {
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    const ChannelId room = channel(ann, "room", Visibility::Private);
    let(ann, ben, room);
    post(ann, room, id);
    EXPECT_EQ(status(id, "ben"), 200) << "and that is remembered";
    node.clock.advance(10'000);
    EXPECT_EQ(*await(node.store->messages().sweep(room, node.clock.now(), 100)), 1);
    settle();
    EXPECT_EQ(status(id, "ben"), 404);
    EXPECT_EQ(status(id, "ann"), 200);
}

} // namespace
} // namespace parlor::server::test
