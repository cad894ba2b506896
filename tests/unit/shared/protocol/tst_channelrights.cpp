// What a channel may grant and deny to roles, and who is touched by it.
#include "shared/protocol/channelrights.h"

#include <QJsonArray>

#include <gtest/gtest.h>

using namespace parlor;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject rightsOf(const QString& role, const QJsonObject& rights) {
    return {{role, rights}};
}

} // namespace

TEST(ChannelRights, EveryWordComesBack) {
    for (int i = 0; i < channelRightCount; ++i) {
        const auto right = static_cast<ChannelRight>(i);
        EXPECT_EQ(channelRightFrom(QString(nameOf(right))), right);
    }
    EXPECT_FALSE(channelRightFrom(u"upload"));
    EXPECT_FALSE(channelRightFrom(u""));
}

TEST(ChannelRights, OverridesGoThroughJson) {
    RoleOverrides overrides;
    EXPECT_TRUE(overrides.isEmpty());
    EXPECT_TRUE(overrides.toJson().isEmpty());
    overrides.decide(Role::Member, ChannelRight::Publish, false);
    overrides.decide(Role::Guest, ChannelRight::Manage, true);
    const auto again = RoleOverrides::fromJson(overrides.toJson());
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, overrides);
    EXPECT_EQ(again->decision(Role::Member, ChannelRight::Publish), false);
    EXPECT_EQ(again->decision(Role::Guest, ChannelRight::Manage), true);
    EXPECT_EQ(again->decision(Role::Moderator, ChannelRight::Publish), std::nullopt);
    overrides.decide(Role::Member, ChannelRight::Publish, std::nullopt);
    overrides.decide(Role::Guest, ChannelRight::Manage, std::nullopt);
    EXPECT_TRUE(overrides.isEmpty());
}

TEST(ChannelRights, WhatIsNotWellFormedIsRefused) {
    EXPECT_FALSE(RoleOverrides::fromJson(rightsOf(u"admin"_s, {{u"deny"_s, QJsonArray{u"publish"_s}}})));
    EXPECT_FALSE(RoleOverrides::fromJson(rightsOf(u"owner"_s, {})));
    EXPECT_FALSE(RoleOverrides::fromJson(rightsOf(u"nobody"_s, {})));
    EXPECT_FALSE(RoleOverrides::fromJson(rightsOf(u"member"_s, {{u"deny"_s, QJsonArray{u"fly"_s}}})));
    EXPECT_FALSE(RoleOverrides::fromJson(rightsOf(u"member"_s, {{u"deny"_s, u"publish"_s}})));
    EXPECT_FALSE(RoleOverrides::fromJson({{u"member"_s, QJsonArray()}}));
    EXPECT_FALSE(RoleOverrides::fromJson(rightsOf(
        u"member"_s, {{u"deny"_s, QJsonArray{u"publish"_s}}, {u"grant"_s, QJsonArray{u"publish"_s}}})));
    EXPECT_TRUE(RoleOverrides::fromJson({})->isEmpty());
}

TEST(ChannelRights, AdminsAndOwnersAreNeverTouched) {
    RoleOverrides overrides;
    for (int i = 0; i < channelRightCount; ++i)
        for (const Role role : {Role::Guest, Role::Member, Role::Moderator, Role::Admin, Role::Owner})
            overrides.decide(role, static_cast<ChannelRight>(i), false);
    for (int i = 0; i < channelRightCount; ++i) {
        const auto right = static_cast<ChannelRight>(i);
        EXPECT_TRUE(roleMay(overrides, Role::Member, Role::Admin, right));
        EXPECT_TRUE(roleMay(overrides, Role::Member, Role::Owner, right));
        EXPECT_TRUE(roleMay(overrides, Role::Admin, std::nullopt, right));
        EXPECT_FALSE(roleMay(overrides, Role::Moderator, Role::Member, right));
        EXPECT_FALSE(roleMay(overrides, Role::Member, Role::Member, right));
        EXPECT_FALSE(roleMay(overrides, Role::Guest, Role::Member, right));
    }
}

TEST(ChannelRights, AGuestStaysOneUntilRaisedThere) {
    EXPECT_EQ(roleHere(Role::Guest, Role::Member), Role::Guest);
    EXPECT_EQ(roleHere(Role::Guest, Role::Moderator), Role::Moderator);
    EXPECT_EQ(roleHere(Role::Member, Role::Guest), Role::Guest);
    EXPECT_EQ(roleHere(Role::Moderator, Role::Member), Role::Moderator);
    EXPECT_EQ(roleHere(Role::Member, std::nullopt), Role::Member);
    RoleOverrides overrides;
    EXPECT_FALSE(roleMay(overrides, Role::Guest, Role::Member, ChannelRight::Manage));
    EXPECT_FALSE(roleMay(overrides, Role::Member, Role::Member, ChannelRight::DeleteAny));
    overrides.decide(Role::Guest, ChannelRight::Manage, true);
    overrides.decide(Role::Member, ChannelRight::DeleteAny, true);
    EXPECT_TRUE(roleMay(overrides, Role::Guest, Role::Member, ChannelRight::Manage));
    EXPECT_TRUE(roleMay(overrides, Role::Member, Role::Member, ChannelRight::DeleteAny));
}
