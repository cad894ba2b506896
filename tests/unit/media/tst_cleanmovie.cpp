// Videos as others may have them: every picture and sound, and not a word about where they were taken.
#include "server/media/worker/pictures/cleanmovie.h"
#include "tests/support/samplemovies.h"

#include <QByteArray>

#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace parlor::server {
namespace {

using media::MovieSource;

const QByteArray secret = "+48.1372+011.5761/";

MovieSource sourceOf(const QByteArray& file) {
    return MovieSource::of(
        {reinterpret_cast<const std::uint8_t*>(file.constData()), static_cast<std::size_t>(file.size())});
}

/// nullopt: it can't be cleaned.
std::optional<QByteArray> cleaned(QByteArray file) {
    const auto overwrites = media::overwritesOfMovie(sourceOf(file));
    if (!overwrites)
        return std::nullopt;
    std::int64_t end = 0;
    for (const Overwrite& one : *overwrites) {
        EXPECT_GE(one.offset, end) << "in order and apart";
        end = one.offset + one.length;
        EXPECT_LE(end, file.size());
        if (one.bytes.isEmpty())
            std::memset(file.data() + one.offset, 0, static_cast<std::size_t>(one.length));
        else
            std::memcpy(file.data() + one.offset, one.bytes.constData(),
                        static_cast<std::size_t>(one.length));
    }
    return file;
}

PhotoFacts factsOf(const QByteArray& file) {
    PhotoFacts facts;
    EXPECT_EQ(media::readMovie(sourceOf(file), facts).verdict, media::WorkerVerdict::Done);
    return facts;
}

TEST(CleanMovie, KeepsPicturesAndSoundAlone) {
    for (const bool last : {false, true}) {
        SCOPED_TRACE(last);
        const QByteArray file = test::talkativeMovie(secret, last);
        ASSERT_GE(file.count(secret), 8);
        const auto clean = cleaned(file);
        ASSERT_TRUE(clean);
        EXPECT_EQ(clean->size(), file.size());
        EXPECT_EQ(clean->count(secret), 0);
        EXPECT_FALSE(clean->contains("ParlorMakeMarker"));
        EXPECT_EQ(clean->count(QByteArray(100, 'P')), 2) << "every picture";
        EXPECT_EQ(clean->count(QByteArray(100, 'S')), 2) << "every sound";
        EXPECT_EQ(clean->indexOf(QByteArray(100, 'P')), file.indexOf(QByteArray(100, 'P'))) << "at its place";
        const PhotoFacts before = factsOf(file);
        const PhotoFacts after = factsOf(*clean);
        EXPECT_EQ(after.width, before.width);
        EXPECT_EQ(after.durationMs, before.durationMs);
        EXPECT_TRUE(before.latitude.has_value());
        EXPECT_FALSE(after.latitude.has_value());
        EXPECT_EQ(cleaned(*clean), clean) << "once is enough";
    }
}

TEST(CleanMovie, SoundOfOneSizeIsKeptUpToWhatFollows) {
    const QByteArray file = test::talkativeMovie(secret, false, true);
    const auto clean = cleaned(file);
    ASSERT_TRUE(clean);
    EXPECT_EQ(clean->count(QByteArray(100, 'S')), 2);
    EXPECT_EQ(clean->count(secret), 2) << "behind the sound: nobody knows where it ends";
}

TEST(CleanMovie, OfMatroska) {
    const QByteArray file = test::talkativeMatroska(secret);
    const auto clean = cleaned(file);
    ASSERT_TRUE(clean);
    EXPECT_EQ(clean->size(), file.size());
    EXPECT_EQ(clean->count(secret), 0);
    EXPECT_EQ(clean->count(QByteArray(100, 'c')), file.count(QByteArray(100, 'c')));
    EXPECT_EQ(factsOf(*clean).width, 1280);
    EXPECT_FALSE(cleaned(test::talkativeMatroska(secret, true))) << "subtitles may say it, too";
}

TEST(CleanMovie, WhatIsNotUnderstoodIsNotCleaned) {
    const QByteArray file = test::talkativeMovie(secret);
    EXPECT_FALSE(cleaned(file.left(file.size() - 1))) << "cut off";
    EXPECT_FALSE(cleaned(file + test::box("moof", secret))) << "in fragments";
    EXPECT_FALSE(cleaned(test::box("ftyp", "isom") + test::box("mdat", secret))) << "without a header";
    EXPECT_FALSE(cleaned({}));
    EXPECT_FALSE(cleaned(QByteArray(64, 'x')));
    QByteArray outside = file; // a chunk far behind the end
    const qsizetype chunks = outside.indexOf("stco") + 12;
    outside.replace(chunks, 4, QByteArray("\x7f\xff\xff\xff", 4));
    EXPECT_FALSE(cleaned(outside));
}

/// Whatever comes: no reading outside (the sanitizers look on) and no piece outside the file.
TEST(CleanMovie, BrokenOnesDoNoHarm) {
    std::mt19937 random(7);
    int understood = 0;
    for (const QByteArray& whole : {test::talkativeMovie(secret), test::talkativeMovie(secret, true),
                                    test::talkativeMatroska(secret), test::mp4Movie({.wideSizes = true})})
        for (int i = 0; i < 2'000; ++i) {
            QByteArray file = whole;
            for (int flips = 0; flips < 4; ++flips)
                file[static_cast<qsizetype>(random() % static_cast<unsigned>(file.size()))] =
                    static_cast<char>(random() % 3 == 0 ? 0xff : random() & 0xff);
            file.truncate(random() % 8 == 0 ? file.size() / 2 : file.size());
            if (const auto result = cleaned(file)) {
                ++understood;
                EXPECT_EQ(result->size(), file.size());
            }
        }
    EXPECT_GT(understood, 0) << "all were refused at once: nothing was looked at";
    EXPECT_LT(understood, 8'000) << "nothing was broken";
}

} // namespace
} // namespace parlor::server
