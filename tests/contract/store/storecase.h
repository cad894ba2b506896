#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/deliverystore.h"
#include "server/domain/ports/erasurestore.h"
#include "server/domain/ports/filterstore.h"
#include "server/domain/ports/keystore.h"
#include "server/domain/ports/keywordstore.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/moderationlog.h"
#include "server/domain/ports/noticestore.h"
#include "server/domain/ports/personstream.h"
#include "server/domain/ports/planstore.h"
#include "server/domain/ports/reportstore.h"
#include "server/domain/ports/sessionstore.h"
#include "server/domain/ports/webhookstore.h"
#include "tests/support/manualclock.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <mutex>

namespace parlor::server {

/// Runs a job where it is posted; only to wake a waiting test.
class InlineExecutor final : public Executor {
public:
    void post(Job job) override { job(); }
};

/// Waits for the answer, at most half a minute.
template<class T>
T answerOf(const Task<T>& task) {
    InlineExecutor executor;
    auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    task.then(&executor, [promise](const T& value) { promise->set_value(value); });
    if (future.wait_for(std::chrono::seconds(60)) != std::future_status::ready)
        qFatal("a task was not done in time");
    return future.get();
}

template<class T>
ErrorCode errorOf(const Result<T>& result) {
    EXPECT_FALSE(result.has_value()) << "a value where an error was expected";
    return result ? ErrorCode::Internal : result.error().code;
}

/// One implementation of the store ports, fresh and empty.
class StoreUnderTest {
public:
    virtual ~StoreUnderTest() = default;
    virtual AccountStore& accounts() = 0;
    virtual SessionStore& sessions() = 0;
    virtual KeyStore& keys() = 0;
    virtual ChannelStore& channels() = 0;
    virtual MessageStore& messages() = 0;
    virtual PersonStreamStore& personStreams() = 0;
    virtual PlanStore& plans() = 0;
    virtual KeywordStore& keywords() = 0;
    virtual ErasureStore& erasure() = 0;
    virtual DeliveryStore& deliveries() = 0;
    virtual ModerationLog& moderationLog() = 0;
    virtual FilterStore& filters() = 0;
    virtual ReportStore& reports() = 0;
    virtual WebhookStore& webhooks() = 0;
    virtual NoticeStore& notices() = 0;
    virtual CommitFeed& feed() = 0;

    virtual void open() {}

    virtual PhotoId addPhoto(PersonId owner) = 0;

    test::ManualClock clock;
};

struct StoreKind {
    const char* name;
    std::unique_ptr<StoreUnderTest> (*make)();
};

std::unique_ptr<StoreUnderTest> makeMemoryStore();
std::unique_ptr<StoreUnderTest> makeSqliteStore();

/// Everything that passed the committed stream, in order.
class CommittedLog {
public:
    void append(QList<CommittedItem> items);
    [[nodiscard]] QList<CommittedItem> items() const;
    [[nodiscard]] QList<Event> events(ChannelId channel) const;
    [[nodiscard]] QList<PersonEvent> privateEvents(PersonId person) const;
    [[nodiscard]] QList<SessionId> revoked(PersonId person) const;

private:
    mutable std::mutex m_mutex;
    QList<CommittedItem> m_items;
};

/// A store with helpers that make people, channels and messages, and expect that to work.
class StoreCase : public ::testing::TestWithParam<StoreKind> {
protected:
    void SetUp() override;

    Person person(const char* name, Role role = Role::Member);
    ChannelId channel(const Person& maker, const char* name, QList<PersonId> people = {},
                      Visibility visibility = Visibility::Public);
    Outcome post(const Person& author, ChannelId channel, const QString& text);
    Outcome post(const Person& author, ChannelId channel, const Entry& entry);
    Outcome join(const Person& person, ChannelId channel, bool seesHistory = true);
    /// A fresh client id and a hash that belongs to it.
    static Operation operation(const Person& person);
    static Entry text(const QString& text);
    QList<Event> allEvents(ChannelId channel);
    ChannelState state(const Person& person, ChannelId channel);

    std::unique_ptr<StoreUnderTest> store;
    CommittedLog log;
};

template<class Body>
const Body* bodyOf(const Event& event) {
    return std::get_if<Body>(&event.body);
}

#define PARLOR_ON_ALL_STORES(suite)                                                                          \
    INSTANTIATE_TEST_SUITE_P(                                                                                \
        Stores, suite,                                                                                       \
        ::testing::Values(StoreKind{"Memory", makeMemoryStore}, StoreKind{"Sqlite", makeSqliteStore}),       \
        [](const auto& kind) { return std::string(kind.param.name); })

} // namespace parlor::server
