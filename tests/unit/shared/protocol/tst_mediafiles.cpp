#include "shared/protocol/limits.h"
#include "shared/protocol/mediafiles.h"

#include <gtest/gtest.h>

namespace parlor {
namespace {

TEST(MediaFiles, AreKnownByTheirNames) {
    EXPECT_EQ(mediaFileKind(u"IMG_1.JPG"), MediaFileKind::Picture);
    EXPECT_EQ(mediaFileKind(u"a.b.heic"), MediaFileKind::Picture);
    EXPECT_EQ(mediaFileKind(u"P1010001.ORF"), MediaFileKind::Raw);
    EXPECT_EQ(mediaFileKind(u"/home/ann/clip.MOV"), MediaFileKind::Video);
    for (const QStringView none : {u"notes.txt", u"jpg.", u"", u"picture.svg", u".jpg.exe"})
        EXPECT_EQ(mediaFileKind(none), std::nullopt) << qPrintable(none.toString());
}

TEST(MediaFiles, VideosMayBeLarger) {
    EXPECT_EQ(largestFileNamed(u"a.mp4"), limits::videoFile);
    EXPECT_EQ(largestFileNamed(u"a.jpg"), limits::imageFile);
    EXPECT_EQ(largestFileNamed(u"a"), limits::imageFile);
}

TEST(MediaFiles, EveryPatternIsOfItsKind) {
    QStringList all;
    for (const auto kind : {MediaFileKind::Picture, MediaFileKind::Raw, MediaFileKind::Video})
        for (const QString& pattern : mediaFilePatterns(kind)) {
            ASSERT_TRUE(pattern.startsWith(QStringLiteral("*.")));
            EXPECT_EQ(mediaFileKind(pattern), kind) << qPrintable(pattern);
            all.append(pattern);
        }
    EXPECT_EQ(all, mediaFilePatterns());
    EXPECT_TRUE(all.contains(QStringLiteral("*.orf")) && all.contains(QStringLiteral("*.mov")));
}

} // namespace
} // namespace parlor
