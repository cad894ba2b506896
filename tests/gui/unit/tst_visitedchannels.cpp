#include "client/ui/window/visitedchannels.h"

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

TEST(VisitedChannels, GoesBackAndForth) {
    VisitedChannels visited;
    EXPECT_FALSE(visited.step(-1).isValid());
    for (const int id : {1, 2, 3})
        visited.visit(ChannelId(id));
    EXPECT_FALSE(visited.step(1).isValid());
    EXPECT_EQ(visited.step(-1), ChannelId(2));
    visited.visit(ChannelId(2)); // what is gone to is opened, and so visited
    EXPECT_EQ(visited.step(1), ChannelId(3)) << "and there is still the way forth";
    EXPECT_EQ(visited.step(-1), ChannelId(2));
    EXPECT_EQ(visited.step(-1), ChannelId(1));
    EXPECT_FALSE(visited.step(-1).isValid());
    visited.visit(ChannelId(9));
    EXPECT_FALSE(visited.step(1).isValid()) << "a new way forgets the old one";
    EXPECT_EQ(visited.step(-1), ChannelId(1));
    visited.clear();
    EXPECT_FALSE(visited.step(1).isValid());
}

} // namespace
} // namespace parlor::client
