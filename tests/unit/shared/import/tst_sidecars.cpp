// Which sidecar belongs to which picture, and what it says.
#include "shared/import/filenames.h"
#include "shared/import/innertime.h"
#include "shared/import/sidecar.h"
#include "shared/import/sidecarnames.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace parlor {
namespace {

struct NameCase {
    const char* picture;
    QStringList jsons;
    const char* sidecar; ///< "": none of them
};

TEST(SidecarNames, AsGoogleHasNamedThem) {
    const NameCase cases[] = {
        {"IMG.jpg", {u"IMG.jpg.json"_qs}, "IMG.jpg.json"},
        {"IMG.JPG", {u"IMG.jpg.json"_qs}, "IMG.jpg.json"},
        {"IMG.jpg", {u"IMG.png.json"_qs}, ""},
        {"IMG.jpg", {u"IMG.json"_qs}, ""},
        {"IMG_1.jpg", {u"IMG_12.jpg.json"_qs, u"IMG_1.jpg.json"_qs}, "IMG_1.jpg.json"},
        {"IMG.jpg", {u"IMG.jpg.supplemental-metadata.json"_qs}, "IMG.jpg.supplemental-metadata.json"},
        {"PXL_20230101_123456789.MP.jpg",
         {u"PXL_20230101_123456789.MP.jpg.supplemental-me.json"_qs},
         "PXL_20230101_123456789.MP.jpg.supplemental-me.json"},
        {"PXL_20230101_123456789.PORTRAIT-01.COVER.jpg",
         {u"PXL_20230101_123456789.PORTRAIT-01.COVER.jpg.s.json"_qs},
         "PXL_20230101_123456789.PORTRAIT-01.COVER.jpg.s.json"},
        {"a-very-long-name-of-a-picture-that-somebody-once-gave-it.jpg",
         {u"a-very-long-name-of-a-picture-that-somebody-on.json"_qs},
         "a-very-long-name-of-a-picture-that-somebody-on.json"},
        {"a-very-long-name-of-a-picture-that-somebody-once-gave-it.jpg", {u"a-very-long-name.json"_qs}, ""},
        {"IMG(1).jpg", {u"IMG.jpg.json"_qs, u"IMG.jpg(1).json"_qs}, "IMG.jpg(1).json"},
        {"IMG.jpg", {u"IMG.jpg.json"_qs, u"IMG.jpg(1).json"_qs}, "IMG.jpg.json"},
        {"IMG.jpg", {u"IMG.jpg(1).json"_qs}, ""},
        {"IMG(2).jpg", {u"IMG.jpg(1).json"_qs}, ""},
        {"IMG(1).jpg",
         {u"IMG.jpg.supplemental-metadata(1).json"_qs},
         "IMG.jpg.supplemental-metadata(1).json"},
        {"IMG(1).jpg", {u"IMG(1).jpg.json"_qs, u"IMG.jpg(1).json"_qs}, "IMG(1).jpg.json"},
        {"IMG(holiday).jpg", {u"IMG(holiday).jpg.json"_qs}, "IMG(holiday).jpg.json"},
        {"IMG-edited.jpg", {u"IMG.jpg.json"_qs}, "IMG.jpg.json"},
        {"IMG-edited(1).jpg", {u"IMG.jpg.json"_qs, u"IMG.jpg(1).json"_qs}, "IMG.jpg(1).json"},
        {"IMG-bearbeitet.jpg",
         {u"IMG.jpg.supplemental-metadata.json"_qs},
         "IMG.jpg.supplemental-metadata.json"},
        {"IMG-modifi\xc3\xa9.jpg", {u"IMG.jpg.json"_qs}, "IMG.jpg.json"},
        {"IMG-edited.jpg", {u"IMG.jpg.json"_qs, u"IMG-edited.jpg.json"_qs}, "IMG-edited.jpg.json"},
        {"IMG_1.MP4", {u"IMG_1.HEIC.json"_qs}, "IMG_1.HEIC.json"},
        {"IMG_1.mov", {u"IMG_1.JPG.supplemental-metadata.json"_qs}, "IMG_1.JPG.supplemental-metadata.json"},
        {"IMG_1.MP4", {u"IMG_1.HEIC.json"_qs, u"IMG_1.MP4.json"_qs}, "IMG_1.MP4.json"},
        {"IMG_1.HEIC", {u"IMG_1.MP4.json"_qs}, ""},
        {"-edited.jpg", {u".jpg.json"_qs}, ""},
        {"(1).jpg", {u".jpg(1).json"_qs}, ""},
        {"IMG.jpg", {}, ""},
    };
    for (const NameCase& one : cases) {
        const QString picture = QString::fromUtf8(one.picture);
        EXPECT_EQ(sidecarsOf({picture}, one.jsons).value(picture).toStdString(), one.sidecar) << one.picture;
    }
}

TEST(SidecarNames, EditedCopies) {
    for (const auto& [name, original] : {std::pair{u"a-edited.jpg"_qs, u"a.jpg"_qs},
                                         {u"a-EDITED.JPG"_qs, u"a.JPG"_qs},
                                         {u"a-editado(3).jpg"_qs, u"a(3).jpg"_qs},
                                         {u"a-編集済み.heic"_qs, u"a.heic"_qs},
                                         {u"edited.jpg"_qs, QString()},
                                         {u"-edited.jpg"_qs, QString()},
                                         {u"a.jpg"_qs, QString()}})
        EXPECT_EQ(originalOfEdited(name), original) << name.toStdString();
}

TEST(SidecarNames, EditedCopiesOfAnyProgram) {
    for (const auto& [name, original] : {std::pair{u"a-edited.jpg"_qs, u"a"_qs},
                                         {u"A-Editado(3).heic"_qs, u"a(3)"_qs},
                                         {u"IMG_E1234.JPG"_qs, u"img_1234"_qs},
                                         {u"img_e12345(1).heic"_qs, u"img_12345(1)"_qs},
                                         {u"IMG_E123.JPG"_qs, QString()},
                                         {u"IMG_E1234x.JPG"_qs, QString()},
                                         {u"XIMG_E1234.JPG"_qs, QString()},
                                         {u"IMG_1234.JPG"_qs, QString()},
                                         {u""_qs, QString()}})
        EXPECT_EQ(originalStemOf(name), original) << name.toStdString();
    EXPECT_EQ(foldedStem(u"IMG_1234.HEIC"_qs), u"img_1234"_qs);
    EXPECT_EQ(foldedStem(u"a.b.JPG"_qs), u"a.b"_qs);
    EXPECT_EQ(foldedStem(u"none"_qs), u"none"_qs);
}

TEST(Sidecar, OfTakeout) {
    const Sidecar one =
        readSidecar(R"({"title":"IMG.jpg","description":" By the sea\u202e\n","imageViews":"3",
        "creationTime":{"timestamp":"1"},"photoTakenTime":{"timestamp":"1404390600","formatted":"x"},
        "geoData":{"latitude":0.0,"longitude":0.0},"geoDataExif":{"latitude":-33.85,"longitude":151.2},
        "people":[{"name":"Ada"}],"url":"https://photos.example","favorited":true,"archived":true})");
    EXPECT_EQ(one.kind, Sidecar::Kind::Takeout);
    EXPECT_EQ(one.facts.takenAt, 1'404'390'600'000);
    EXPECT_FALSE(one.facts.takenIsSure);
    EXPECT_EQ(one.facts.place, (std::pair{-33.85, 151.2}));
    EXPECT_EQ(one.facts.caption, u"By the sea"_qs);
    EXPECT_TRUE(one.facts.favourite);
    EXPECT_TRUE(one.facts.archived);
    EXPECT_TRUE(one.leaveOut.isEmpty());
    EXPECT_EQ(readSidecar(R"({"photoTakenTime":{},"trashed":true})").leaveOut, u"trash"_qs);
    EXPECT_EQ(readSidecar(R"({"photoTakenTime":{"timestamp":"-86400"}})").facts.takenAt, -86'400'000);
}

TEST(Sidecar, WhatIsWrongInItIsLeftOut) {
    for (const char* text :
         {R"({"photoTakenTime":{"timestamp":"soon"},"geoData":{"latitude":91,"longitude":1}})",
          R"({"photoTakenTime":{"timestamp":1e300},"geoData":{"latitude":"1","longitude":[]}})",
          R"({"photoTakenTime":7,"geoData":7,"description":7,"favorited":"yes"})"})
        EXPECT_TRUE(readSidecar(text).facts.isEmpty()) << text;
    for (const char* text : {"", "[]", "{", "{}", R"({"a":1})", "\xff\xfe", R"({"title":"x","url":"y"})"})
        EXPECT_EQ(readSidecar(text).kind, Sidecar::Kind::None) << text;
    const QByteArray deep = QByteArray(200'000, '[');
    EXPECT_EQ(readSidecar(deep).kind, Sidecar::Kind::None);
    const Sidecar longOne =
        readSidecar(R"({"photoTakenTime":{},"description":")" + QByteArray(9'000, 'x') + "\"}");
    EXPECT_EQ(longOne.facts.caption.size(), 2'000);
}

TEST(Sidecar, OfAlbums) {
    const Sidecar newer = readSidecar(R"({"title":"Trip","description":"sun","access":"protected"})");
    EXPECT_EQ(newer.kind, Sidecar::Kind::Album);
    EXPECT_EQ(newer.title, u"Trip"_qs);
    EXPECT_EQ(newer.note, u"sun"_qs);
    EXPECT_EQ(readSidecar(R"({"albumData":{"title":"Old"}})").title, u"Old"_qs);
    const Sidecar ours = readSidecar(
        R"({"parlor":"albums","albums":[{"path":["A","B"],"note":"n","photos":["2020/01/a.jpg"]},{"path":[]}]})");
    ASSERT_EQ(ours.albums.size(), 1);
    EXPECT_EQ(ours.albums.first().path, (QStringList{u"A"_qs, u"B"_qs}));
    EXPECT_EQ(ours.albums.first().photos, QStringList{u"2020/01/a.jpg"_qs});
}

TEST(Sidecar, OfOurExports) {
    const Sidecar one = readSidecar(R"({"sha256":"00","taken_at":5000,"offset_min":120,"name":"a.jpg",
        "facts":{"latitude":1.5,"longitude":2.5},"caption":"c","tags":["t"," "],"favourite":true,
        "shelf":"archive","rating":4,"rotation":90,
        "crop":{"x":1250,"y":0,"width":8750,"height":6000}})");
    EXPECT_EQ(one.kind, Sidecar::Kind::Parlor);
    EXPECT_EQ(one.facts.takenAt, 5'000);
    EXPECT_EQ(one.facts.offsetMinutes, 120);
    EXPECT_TRUE(one.facts.takenIsSure);
    EXPECT_EQ(one.facts.place, (std::pair{1.5, 2.5}));
    EXPECT_EQ(one.facts.tags, QStringList{u"t"_qs});
    EXPECT_TRUE(one.facts.archived);
    EXPECT_EQ(one.facts.rating, 4);
    EXPECT_EQ(one.facts.rotation, 90);
    EXPECT_EQ(one.facts.crop, PhotoCrop::from(1'250, 0, 8'750, 6'000));
    EXPECT_TRUE(
        readSidecar(R"({"sha256":"00","taken_at":0,"crop":{"x":9999,"y":0,"width":8750,"height":6000}})")
            .facts.crop.isWhole());
    for (const char* wrong : {"6", "-1", "2.5", "\"4\"", "[4]"})
        EXPECT_EQ(
            readSidecar(R"({"sha256":"00","taken_at":0,"rating":)" + QByteArray(wrong) + '}').facts.rating, 0)
            << wrong;
    EXPECT_EQ(readSidecar(R"({"sha256":"00","taken_at":0,"shelf":"held"})").leaveOut, u"held"_qs);
}

TEST(FileNames, Uses) {
    for (const auto& [path, use] : {std::pair{u"a/b.JPG"_qs, FileUse::Photo},
                                    {u"a/b.heic"_qs, FileUse::Photo},
                                    {u"b.jpg.json"_qs, FileUse::Sidecar},
                                    {u"b.txt"_qs, FileUse::Other},
                                    {u"jpg"_qs, FileUse::Other},
                                    {u".hidden.jpg"_qs, FileUse::Hidden},
                                    {u"a/._b.jpg"_qs, FileUse::Hidden},
                                    {u"@eaDir/b.jpg"_qs, FileUse::Hidden},
                                    {u"a/Thumbs.db"_qs, FileUse::Hidden},
                                    {u"__MACOSX/b.jpg"_qs, FileUse::Hidden}})
        EXPECT_EQ(useOf(path), use) << path.toStdString();
}

TEST(FileNames, SafePaths) {
    for (const QString& path : {u"a.jpg"_qs, u"a/b c/ä.jpg"_qs, u"a..b/c.jpg"_qs, u"a/./b.jpg"_qs})
        EXPECT_TRUE(isSafePath(path)) << path.toStdString();
    for (const QString& path : {QString(), u"/a.jpg"_qs, u"../a.jpg"_qs, u"a/../../b.jpg"_qs, u"a/.."_qs,
                                u"a\\b.jpg"_qs, u"C:/a.jpg"_qs, u"a\nb.jpg"_qs, QString(5'000, u'a')})
        EXPECT_FALSE(isSafePath(path)) << path.toStdString();
}

TEST(InnerTime, FoundByItsLook) {
    const auto utc = [](int y, int m, int d, int h) {
        return QDateTime(QDate(y, m, d), QTime(h, 0), Qt::UTC).toMSecsSinceEpoch();
    };
    const auto times = innerTimes(QByteArray("x2024:07:15 18:00:00\0y 2024:13:01 00:00:00 12:30", 49));
    EXPECT_EQ(times, QList<std::int64_t>{utc(2024, 7, 15, 18)});
    EXPECT_TRUE(tellsTime(times, utc(2024, 7, 15, 7)));
    EXPECT_FALSE(tellsTime(times, utc(2024, 7, 17, 18)));
    EXPECT_FALSE(tellsTime({}, 0));
    EXPECT_EQ(innerTimes(QByteArray("....mvhd\0\0\0\0\xd7\x00\x00\x00\0\0\0\0", 20)).size(), 1);
    EXPECT_TRUE(innerTimes("mvhd").isEmpty());
    EXPECT_TRUE(innerTimes("::::").isEmpty());
}

} // namespace
} // namespace parlor
