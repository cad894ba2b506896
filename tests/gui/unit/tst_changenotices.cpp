#include "client/ui/window/changenotices.h"
#include "tests/gui/support/demostate.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class ChangeNoticesTest : public ::testing::Test {
protected:
    void SetUp() override {
        demo::fillState(state);
        state.apply(ConnectionChanged{{}});
        QCoreApplication::processEvents();
        QObject::connect(&notices, &ChangeNotices::told, &notices,
                         [this](const QString&, const QString& words) { told << words; });
    }

    PendingChange leaving(PendingState is) {
        PendingChange change;
        change.clientId = u"id"_qs;
        change.command = LeaveChannel{u"id"_qs, demo::hikes};
        change.askedAt = clock.now();
        change.state = is;
        change.waited = true;
        return change;
    }

    void tell(const PendingChange& change) {
        state.apply(ChangePending{change});
        QCoreApplication::processEvents();
    }

    test::ManualClock clock;
    State state;
    ChangeNotices notices{state, clock};
    QStringList told;
};

TEST_F(ChangeNoticesTest, SayOnceThatSomethingWaitsAndWhyItWasRefused) {
    tell(leaving(PendingState::Waiting));
    ASSERT_EQ(told.size(), 1);
    EXPECT_TRUE(told.first().startsWith(u"Leaving ")) << qPrintable(told.first());
    PendingChange still = leaving(PendingState::Waiting);
    still.reason = ErrorCode::Busy;
    tell(still);
    EXPECT_EQ(told.size(), 1);
    state.apply(ChangeOver{u"id"_qs, ErrorCode::Forbidden});
    QCoreApplication::processEvents();
    ASSERT_EQ(told.size(), 2);
    EXPECT_TRUE(told.last().contains(textFor(ErrorCode::Forbidden))) << qPrintable(told.last());
}

TEST_F(ChangeNoticesTest, AreQuietAboutWhatIsBeingDoneOrWasLeftByTheLastRun) {
    tell(leaving(PendingState::Sending));
    EXPECT_TRUE(told.isEmpty());
    PendingChange old = leaving(PendingState::Waiting);
    old.askedAt = clock.now() - 60'000;
    tell(old);
    EXPECT_TRUE(told.isEmpty());
    state.apply(ChangeOver{u"id"_qs, std::nullopt});
    QCoreApplication::processEvents();
    EXPECT_TRUE(told.isEmpty());
}

} // namespace
} // namespace parlor::client
