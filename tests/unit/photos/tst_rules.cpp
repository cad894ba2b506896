#include "server/domain/photos/photochanges.h"
#include "server/domain/photos/takentime.h"
#include "server/domain/uploads/filename.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using namespace Qt::StringLiterals;

std::int64_t utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
    return QDateTime(QDate(year, month, day), QTime(hour, minute, second), Qt::UTC).toMSecsSinceEpoch();
}

TEST(FileName, IsCleaned) {
    const std::pair<QString, QString> cases[] = {
        {u"../../etc/passwd"_qs, u"passwd"_qs},
        {u"/etc/shadow"_qs, u"shadow"_qs},
        {u"C:\\photos\\a.jpg"_qs, u"a.jpg"_qs},
        {u"..\\a.jpg"_qs, u"a.jpg"_qs},
        {u"a\nb\r: c.jpg"_qs, u"ab: c.jpg"_qs},
        {QString(u"a"_qs + QChar(0) + u"b.jpg"_qs), u"ab.jpg"_qs},
        {u"photo.jpg.exe"_qs, u"photo.jpg.exe"_qs},
        {u"photo_\u202Egpj.exe"_qs, u"photo_gpj.exe"_qs},
        {u"name. ."_qs, u"name"_qs},
        {u"COM1.jpg"_qs, u"_COM1.jpg"_qs},
        {u".htaccess"_qs, u"_.htaccess"_qs},
        {u"e\u0301.jpg"_qs, u"\u00e9.jpg"_qs},
        {u"\U0001F600.jpg"_qs, u"\U0001F600.jpg"_qs},
        {u""_qs, u"photo"_qs},
        {u".."_qs, u"photo"_qs},
        {u"dir/"_qs, u"photo"_qs},
    };
    for (const auto& [raw, clean] : cases)
        EXPECT_EQ(cleanFileName(raw), clean) << qPrintable(raw);
    const QString longName = cleanFileName(QString(300, u'\u00e9') + u".jpeg"_qs);
    EXPECT_LE(longName.toUtf8().size(), 255);
    EXPECT_TRUE(longName.endsWith(u".jpeg"_qs));
    const QString faces = cleanFileName(u"\U0001F600"_qs.repeated(100) + u".jpg"_qs);
    EXPECT_LE(faces.toUtf8().size(), 255);
    EXPECT_FALSE(faces.toUtf8().contains("\xef\xbf\xbd")) << "no half character";
}

TEST(TakenTime, FollowsThePrecedence) {
    PhotoFacts facts;
    const std::int64_t uploaded = utc(2025, 1, 1, 9);
    const std::int64_t local = utc(2024, 6, 1, 20, 30);
    EXPECT_EQ(takenTime(facts, u"x.jpg"_qs, uploaded), (TakenTime{uploaded, 0, uploaded}));
    EXPECT_EQ(takenTime(facts, u"IMG_20240601_203000.jpg"_qs, uploaded), (TakenTime{local, 0, local}));
    facts.takenAt = utc(2024, 6, 1, 18, 29, 40);
    EXPECT_EQ(takenTime(facts, u"IMG_20200101_000000.jpg"_qs, uploaded).at, *facts.takenAt);
    facts.takenLocal = local; // GPS and camera differ by two hours and some seconds
    EXPECT_EQ(takenTime(facts, {}, uploaded), (TakenTime{local - 120 * 60'000, 120, local}));
    facts.offsetMinutes = -585;
    EXPECT_EQ(takenTime(facts, {}, uploaded), (TakenTime{local + 585 * 60'000, -585, local}));
    facts.offsetMinutes = 99 * 60 + 99; // M10
    facts.takenAt.reset();
    EXPECT_EQ(takenTime(facts, {}, uploaded), (TakenTime{local, 0, local}));
    facts.takenLocal = utc(9999, 1, 1); // M9
    EXPECT_EQ(takenTime(facts, {}, uploaded).at, uploaded);
}

TEST(TakenTime, ReadsNames) {
    const std::pair<QString, std::optional<std::int64_t>> cases[] = {
        {u"IMG_20240131_235959.jpg"_qs, utc(2024, 1, 31, 23, 59, 59)},
        {u"PXL_20240131_235959123.jpg"_qs, utc(2024, 1, 31, 23, 59, 59)},
        {u"2024-01-31 23.59.59.png"_qs, utc(2024, 1, 31, 23, 59, 59)},
        {u"Screenshot_2024-01-31-23-59-59.png"_qs, utc(2024, 1, 31, 23, 59, 59)},
        {u"signal-2024-01-31-235959_002.jpeg"_qs, utc(2024, 1, 31, 23, 59, 59)},
        {u"Screenshot 2024-01-31 at 23.59.59.png"_qs, utc(2024, 1, 31, 23, 59, 59)},
        {u"IMG-20240131-WA0003.jpg"_qs, utc(2024, 1, 31, 12)},
        {u"2024-01-31.jpg"_qs, utc(2024, 1, 31, 12)},
        {u"DSC_1234.jpg"_qs, std::nullopt},
        {u"IMG_20240231_120000.jpg"_qs, std::nullopt},
        {u"IMG_20241331_120000.jpg"_qs, std::nullopt},
        {u"1234567890123.jpg"_qs, std::nullopt},
        {u"520240131999.jpg"_qs, std::nullopt},
    };
    for (const auto& [name, local] : cases)
        EXPECT_EQ(takenLocalFromName(name), local) << qPrintable(name);
}

TEST(PhotoChanges, AnOlderResultDoesNotUndoAnEdit) {
    NewPhoto fresh;
    fresh.owner = PersonId(1);
    StoredPhoto photo = makePhoto(PhotoId(2), fresh, 1000);
    PhotoEdit edit;
    edit.rotation = 90;
    EXPECT_TRUE(applyEdit(&photo, edit));
    Processed old;
    EXPECT_FALSE(applyProcessed(&photo, old));
    EXPECT_TRUE(photo.needsWork);
    old.editRevision = 1;
    EXPECT_TRUE(applyProcessed(&photo, old));
    EXPECT_FALSE(photo.needsWork);
    EXPECT_FALSE(applyEdit(&photo, edit)) << "the same again changes nothing";
}

TEST(PhotoChanges, MonthsAreThoseOfTheWall) {
    EXPECT_EQ(monthOf(utc(1970, 1, 1)), 1970 * 12);
    EXPECT_EQ(monthOf(utc(2107, 12, 31, 23, 59, 59)), 2107 * 12 + 11);
    EXPECT_EQ(monthOf(-1), 1969 * 12 + 11);
}

} // namespace
} // namespace parlor::server
