#include "server/domain/accounts/passwordhasher.h"
#include "tests/support/waiting.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

TEST(PasswordHasher, KnowsTheRightPasswordAndNoOther) {
    PasswordHasher hasher(PasswordCost::least());
    const QString stored = *await(hasher.hash(u"correct horse"_qs));
    EXPECT_TRUE(stored.startsWith(u"$argon2id$"));
    EXPECT_TRUE(*await(hasher.verify(stored, u"correct horse"_qs)));
    EXPECT_FALSE(*await(hasher.verify(stored, u"correct horsf"_qs)));
    EXPECT_FALSE(*await(hasher.verify(stored, u"correct horse "_qs)));
    EXPECT_NE(*await(hasher.hash(u"correct horse"_qs)), stored);
    EXPECT_FALSE(*await(hasher.verify(QString(), u"nobody"_qs))) << "not even the stand-in's own password";
}

TEST(PasswordHasher, TypingTheSameLettersIsEnough) {
    PasswordHasher hasher(PasswordCost::least());
    const QString composed = u"p\u00e4ssword"_qs, decomposed = u"pa\u0308ssword"_qs;
    EXPECT_TRUE(*await(hasher.verify(*await(hasher.hash(composed)), decomposed)));
    const QString end = QString(1'000, u'x');
    EXPECT_FALSE(*await(hasher.verify(*await(hasher.hash(end + u'a')), end + u'b'))) << "nothing is cut off";
}

TEST(PasswordHasher, AFloodIsToldToWait) {
    PasswordHasher hasher(PasswordCost::least());
    QList<Task<Result<QString>>> tasks;
    for (int i = 0; i < 60; ++i)
        tasks.append(hasher.hash(u"correct horse"_qs));
    int busy = 0, done = 0;
    for (const auto& task : tasks) {
        const auto result = await(task);
        if (result)
            ++done;
        else if (result.error().code == ErrorCode::Busy && result.error().retryAfterMs > 0)
            ++busy;
    }
    EXPECT_GE(busy, 20);
    EXPECT_GE(done, static_cast<int>(PasswordHasher::queueMost));
    EXPECT_EQ(busy + done, 60);
}

TEST(PasswordCost, NeverFallsUnderTheFloor) {
    EXPECT_EQ(PasswordCost::fromJson({{u"memory_kib"_qs, 8}, {u"passes"_qs, 1}}), PasswordCost::least());
    EXPECT_EQ(PasswordCost::fromJson({}), PasswordCost());
    EXPECT_EQ(PasswordCost::fromJson(PasswordCost{32 * 1024, 3}.toJson()), (PasswordCost{32 * 1024, 3}));
}
