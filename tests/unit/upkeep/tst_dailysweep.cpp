// The sweep of files, once a day.
#include "server/domain/upkeep/dailysweep.h"
#include "tests/support/memorystore.h"
#include "tests/unit/upkeep/storedlibrary.h"

namespace parlor::server {
namespace {

using test::await;

class DailySweepTest : public StoredLibrary {
protected:
    DailySweepTest() { open(); }

    /// A server starts, looks, and ends; true when it swept.
    bool sweepsAtAStart() {
        FileSweep sweep(photos, *blobs, clock, executor);
        DailySweep daily(sweep, store.accounts(), clock, executor);
        const std::int64_t before = lastTime();
        daily.look();
        EXPECT_TRUE(test::waitFor([&] { return !daily.isBusy(); }));
        return lastTime() != before;
    }

    std::int64_t lastTime() {
        return await(store.accounts().setting(u"file_sweep"_qs))->value(u"at"_qs).toInteger();
    }

    bool isThere(const BlobInfo& file) {
        return await(blobs->open(ada, BlobArea::Originals, file.name)).has_value();
    }

    test::MemoryStore store{clock};
};

TEST_F(DailySweepTest, OnceADayHoweverOftenTheServerIsRestarted) {
    const BlobInfo orphan = *await(blobs->put(ada, BlobArea::Originals, "orphan"));
    clock.advance(2 * FileSweep::orphanForMs);
    EXPECT_TRUE(sweepsAtAStart()) << "never before";
    EXPECT_TRUE(test::waitFor([&] { return !isThere(orphan); }));
    for (int hour = 0; hour < 23; ++hour) {
        clock.advance(3'600'000);
        EXPECT_FALSE(sweepsAtAStart()) << hour;
    }
    clock.advance(3'600'000);
    EXPECT_TRUE(sweepsAtAStart()) << "a day later, and no process has lived so long";
}

TEST_F(DailySweepTest, AClockThatWasWrongDoesNotPutItOffForYears) {
    clock.step(1'000LL * DailySweep::everyMs);
    EXPECT_TRUE(sweepsAtAStart());
    clock.step(-1'000LL * DailySweep::everyMs);
    EXPECT_TRUE(sweepsAtAStart());
    EXPECT_FALSE(sweepsAtAStart());
}

TEST_F(DailySweepTest, WhatFailedIsTriedAgainAtTheNextLook) {
    FileSweep sweep(photos, *blobs, clock, executor);
    DailySweep daily(sweep, store.accounts(), clock, executor);
    const auto other = sweep.run(true); // an administrator's
    daily.look();
    EXPECT_TRUE(test::waitFor([&] { return !daily.isBusy(); }));
    EXPECT_EQ(lastTime(), 0) << "two at one time are not possible";
    EXPECT_TRUE(await(other));
    daily.look();
    EXPECT_TRUE(test::waitFor([&] { return !daily.isBusy(); }));
    EXPECT_EQ(lastTime(), clock.now());
}

} // namespace
} // namespace parlor::server
