#include "client/core/net/requests.h"
#include "tests/support/fakelink.h"
#include "tests/unit/client/requestlistener.h"

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

struct RequestsTest : testing::Test {
    RequestsTest() {
        link.setListener(&listener);
        link.open({});
        link.welcome({});
    }

    test::FakeLink link;
    Requests requests{link};
    test::RequestListener listener{requests};
    std::optional<Result<Answer>> answer;
    int answers = 0;

    Requests::Done keep() {
        return [this](const Result<Answer>& got) {
            answer = got;
            ++answers;
        };
    }
};

} // namespace

TEST_F(RequestsTest, PairsAnswersByNumber) {
    requests.send(Ping{}, keep());
    requests.send(ListChannels{}, [](const Result<Answer>&) { FAIL(); });
    link.answer(link.take<Ping>()->first, Done{});
    EXPECT_EQ(answers, 1);
    EXPECT_TRUE(answer && *answer);
    link.answer(9'999, Done{});
    EXPECT_EQ(answers, 1);
}

TEST_F(RequestsTest, GathersAnswersInParts) {
    requests.send(ListMembers{}, keep());
    const auto rid = link.take<ListMembers>()->first;
    link.answer(rid, MemberList{ChannelId(1), {Member(), Member()}, true});
    EXPECT_EQ(answers, 0);
    link.answer(rid, MemberList{ChannelId(1), {Member()}, false});
    ASSERT_EQ(answers, 1);
    EXPECT_EQ(std::get<MemberList>(**answer).members.size(), 3);
}

TEST_F(RequestsTest, ALostConnectionAnswersEverything) {
    requests.send(Ping{}, keep());
    link.cut();
    ASSERT_EQ(answers, 1);
    EXPECT_EQ(answer->error().code, ErrorCode::NetworkFailed);
    requests.send(Ping{}, keep());
    EXPECT_EQ(answers, 2);
}

TEST_F(RequestsTest, RefusalsCarryTheirAdvice) {
    requests.send(Ping{}, keep());
    link.refuse(link.take<Ping>()->first, ErrorCode::RateLimited, 900);
    EXPECT_EQ(answer->error().code, ErrorCode::RateLimited);
    EXPECT_EQ(answer->error().retryAfterMs, 900);
}

} // namespace parlor::client
