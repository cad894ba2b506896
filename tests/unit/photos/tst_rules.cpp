#include "server/domain/photos/cleantext.h"
#include "server/domain/photos/photochanges.h"
#include "server/domain/photos/photolikeness.h"
#include "server/domain/photos/photoquery.h"
#include "server/domain/photos/takentime.h"
#include "server/domain/uploads/filetime.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using namespace Qt::StringLiterals;

std::int64_t utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
    return QDateTime(QDate(year, month, day), QTime(hour, minute, second), Qt::UTC).toMSecsSinceEpoch();
}

TEST(TakenTime, FollowsThePrecedence) {
    PhotoFacts facts;
    const std::int64_t uploaded = utc(2025, 1, 1, 9);
    const std::int64_t local = utc(2024, 6, 1, 20, 30);
    EXPECT_EQ(takenTime(facts, u"x.jpg"_qs, takenTimeAt(uploaded, 0)), (TakenTime{uploaded, 0, uploaded}));
    EXPECT_EQ(takenTime(facts, u"IMG_20240601_203000.jpg"_qs, takenTimeAt(uploaded, 0)),
              (TakenTime{local, 0, local}));
    facts.takenAt = utc(2024, 6, 1, 18, 29, 40);
    EXPECT_EQ(takenTime(facts, u"IMG_20200101_000000.jpg"_qs, takenTimeAt(uploaded, 0)).at, *facts.takenAt);
    facts.takenLocal = local; // GPS and camera differ by two hours and some seconds
    EXPECT_EQ(takenTime(facts, {}, takenTimeAt(uploaded, 0)), (TakenTime{local - 120 * 60'000, 120, local}));
    facts.offsetMinutes = -585;
    EXPECT_EQ(takenTime(facts, {}, takenTimeAt(uploaded, 0)), (TakenTime{local + 585 * 60'000, -585, local}));
    facts.offsetMinutes = 99 * 60 + 99; // M10
    facts.takenAt.reset();
    EXPECT_EQ(takenTime(facts, {}, takenTimeAt(uploaded, 0)), (TakenTime{local, 0, local}));
    facts.takenLocal = utc(9999, 1, 1); // M9
    EXPECT_EQ(takenTime(facts, {}, takenTimeAt(uploaded, 0)).at, uploaded);
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

TEST(TakenTime, TheSendersFileComesLast) {
    const std::int64_t now = utc(2025, 1, 1);
    const auto metadata = [](std::int64_t at, int offset) {
        return "filename eC5qcGc=,modified " + QByteArray::number(qint64(at)).toBase64() + ",modified_offset "
               + QByteArray::number(offset).toBase64();
    };
    const std::int64_t changed = utc(2024, 3, 2, 10);
    ASSERT_EQ(fileTimeIn(metadata(changed, 120), now), (FileTime{changed, 120}));
    EXPECT_EQ(fileTimeIn(metadata(changed, 99'999), now), (FileTime{changed, 0}));
    EXPECT_EQ(fileTimeIn(metadata(now + 1, 0), now), std::nullopt) << "from the future";
    EXPECT_EQ(fileTimeIn(metadata(utc(1980, 1, 1), 0), now), std::nullopt) << "a clock that nobody has set";
    for (const char* none : {"", "modified", "modified ", "modified eA==", "modified_offset MTIw", ",,"})
        EXPECT_EQ(fileTimeIn(none, now), std::nullopt) << none;
    const TakenTime file = takenTimeAt(changed, 120);
    EXPECT_EQ(file, (TakenTime{changed, 120, changed + 120 * 60'000}));
    EXPECT_EQ(takenTime({}, u"x.jpg"_qs, file), file);
    EXPECT_EQ(takenTime({}, u"IMG_20240601_203000.jpg"_qs, file).local, utc(2024, 6, 1, 20, 30));
    PhotoFacts facts;
    facts.takenLocal = utc(2023, 1, 1);
    EXPECT_EQ(takenTime(facts, u"x.jpg"_qs, file).local, utc(2023, 1, 1));
}

TEST(TakenTime, TheSendersZoneCountsWhereNothingElseTellsOne) {
    const TakenTime sent = takenTimeAt(utc(2024, 3, 2, 10), 120);
    const std::int64_t wall = utc(2024, 6, 1, 20, 30);
    PhotoFacts video; // as Android writes it: the moment alone
    video.takenAt = utc(2024, 6, 1, 18, 30);
    EXPECT_EQ(takenTime(video, {}, sent), (TakenTime{*video.takenAt, 120, wall}));
    PhotoFacts picture; // of a camera that knows the wall alone
    picture.takenLocal = wall;
    EXPECT_EQ(takenTime(picture, {}, sent), (TakenTime{*video.takenAt, 120, wall}));
    EXPECT_EQ(takenTime({}, u"IMG_20240601_203000.jpg"_qs, sent), (TakenTime{*video.takenAt, 120, wall}));
    picture.takenAt = wall - 9 * 3'600'000; // of GPS
    EXPECT_EQ(takenTime(picture, {}, sent).offsetMinutes, 540);
    picture.offsetMinutes = -60;
    EXPECT_EQ(takenTime(picture, {}, sent).offsetMinutes, -60);
    video.offsetMinutes = 0; // it says that it was in London
    EXPECT_EQ(takenTime(video, {}, sent).offsetMinutes, 0);
}

TEST(PhotoChanges, MonthsAreThoseOfTheWall) {
    EXPECT_EQ(monthOf(utc(1970, 1, 1)), 1970 * 12);
    EXPECT_EQ(monthOf(utc(2107, 12, 31, 23, 59, 59)), 2107 * 12 + 11);
    EXPECT_EQ(monthOf(-1), 1969 * 12 + 11);
}

TEST(PhotoQuery, KnowsItsFilters) {
    const PhotoSearch search = parsePhotoQuery(
        u"opera tag:\"Night out\" is:favourite is:live has:place camera:fuji before:2024-05 -x");
    EXPECT_EQ(search.tag, u"Night out"_qs);
    EXPECT_TRUE(search.favourite && search.motion && search.place);
    EXPECT_FALSE(search.panorama || search.caption);
    EXPECT_EQ(search.taken.to, utc(2024, 5, 1));
    ASSERT_EQ(search.terms.size(), 3);
    EXPECT_EQ(search.terms.at(1).text, u"fuji"_qs);
    EXPECT_TRUE(search.terms.at(2).excluded);
    EXPECT_EQ(parsePhotoQuery(u"place:\"New York\" x").locality, u"New York"_qs);
    EXPECT_EQ(parsePhotoQuery(u"place:\"New York\" x").terms.size(), 1);
    EXPECT_EQ(parsePhotoQuery(u"place:-").locality, QString()) << "no word to look for";
    EXPECT_EQ(parsePhotoQuery(u"is:archived").shelf, Shelf::Archive);
    EXPECT_EQ(search.only, PhotoSearch::Only::Any);
    EXPECT_EQ(parsePhotoQuery(u"is:video x").only, PhotoSearch::Only::Videos);
    EXPECT_EQ(parsePhotoQuery(u"is:photo").only, PhotoSearch::Only::Pictures);
    EXPECT_EQ(parsePhotoQuery(u"is:film").terms.size(), 1) << "a word";
    EXPECT_TRUE(parsePhotoQuery(u"").terms.isEmpty());
}

TEST(PhotoQuery, KnowsRangesOfStars) {
    const auto stars = [](const QString& text) {
        const PhotoSearch search = parsePhotoQuery(text);
        return search.terms.isEmpty() ? std::pair(search.leastRating, search.mostRating) : std::pair(-1, -1);
    };
    const std::pair<QString, std::pair<int, int>> cases[] = {
        {u""_qs, {0, 5}},
        {u"rating:4"_qs, {4, 4}},
        {u"rating:0"_qs, {0, 0}},
        {u"RATING:>=4"_qs, {4, 5}},
        {u"rating:<=2"_qs, {0, 2}},
        {u"rating:3..5"_qs, {3, 5}},
        {u"rating:>=2 rating:<=3"_qs, {2, 3}},
        {u"rating:6"_qs, {-1, -1}},
        {u"rating:-1"_qs, {-1, -1}},
        {u"rating:5..3"_qs, {-1, -1}},
        {u"rating:>4"_qs, {-1, -1}},
        {u"rating:four"_qs, {-1, -1}},
    };
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(stars(text), expected) << qPrintable(text);
}

TEST(CleanTags, AreTrimmedAndDifferent) {
    EXPECT_EQ(*cleanTags({u" a  b "_qs, u"A B"_qs, u""_qs, u"e\u0301"_qs, u"\u00e9"_qs}),
              (QStringList{u"a b"_qs, u"\u00e9"_qs}));
    EXPECT_EQ(cleanTags({u"a\u202eb"_qs}).error().code, ErrorCode::BadText);
    EXPECT_TRUE(isCleanText(u'x' + QString(64, QChar(0x0316))));
    EXPECT_FALSE(isCleanText(u'x' + QString(65, QChar(0x0316))));
    EXPECT_EQ(cleanTags({QString(65, u'x')}).error().code, ErrorCode::TooLarge);
    QStringList many;
    for (int i = 0; i < 65; ++i)
        many.append(QString::number(i));
    EXPECT_EQ(cleanTags(many).error().code, ErrorCode::TooLarge);
}

TEST(Camera, IsNamedOnce) {
    const auto name = [](const QString& make, const QString& model) {
        PhotoFacts facts;
        facts.make = make;
        facts.model = model;
        return cameraName(facts);
    };
    EXPECT_EQ(name(u"Canon"_qs, u"Canon EOS R5"_qs), u"Canon EOS R5"_qs);
    EXPECT_EQ(name(u"NIKON CORPORATION"_qs, u"NIKON D850"_qs), u"NIKON D850"_qs);
    EXPECT_EQ(name(u"Apple"_qs, u"iPhone 15"_qs), u"Apple iPhone 15"_qs);
    EXPECT_EQ(name(u""_qs, u"X100"_qs), u"X100"_qs);
    EXPECT_EQ(name(u"Fuji"_qs, u""_qs), u"Fuji"_qs);
}

TEST(Likeness, CountsBits) {
    EXPECT_TRUE(looksLike(0xff00, 0xff0f));
    EXPECT_FALSE(looksLike(0xff00, 0xff1f));
    EXPECT_FALSE(looksLike(0, 0)) << "no hash is like none";
}

TEST(Likeness, SeriesGoFromNeighbourToNeighbour) {
    const auto shot = [](int id, std::int64_t at, const QString& camera = u"x"_qs) {
        return Shot{PhotoId(id), at, camera};
    };
    const QList<Shot> around{shot(1, 0), shot(2, 2'000), shot(3, 4'000), shot(4, 6'001),
                             shot(5, 3'000, u"y"_qs)};
    EXPECT_EQ(burstAround(shot(2, 2'000), around).size(), 2);
    EXPECT_EQ(burstAround(shot(4, 6'001), around), QList<PhotoId>());
    EXPECT_EQ(burstAround(shot(9, 5'000), around).size(), 4);
    EXPECT_EQ(burstAround(shot(9, 1'000, {}), around), QList<PhotoId>());
}

TEST(PhotoChanges, WhatIsShownIsNotThrownAwayByALaterPass) {
    StoredPhoto photo;
    photo.photo.state = PhotoState::Pending;
    photo.needsWork = true;
    Processed failed;
    failed.state = PhotoState::Failed;
    failed.reason = ErrorCode::ImageCrashed;
    failed.refusedUntil = 9;
    StoredPhoto unseen = photo;
    EXPECT_TRUE(applyProcessed(&unseen, failed));
    EXPECT_EQ(unseen.shelf, Shelf::Refused) << "nobody has seen it yet";
    photo.renderings = {
        {RenderingKind::Thumb, 1, 0, QByteArray(32, 't'), QStringLiteral("t"), "image/jpeg", 9, 4, 3}};
    for (const PhotoState shown : {PhotoState::Ready, PhotoState::Damaged}) {
        photo.photo.state = shown;
        StoredPhoto known = photo;
        EXPECT_TRUE(applyProcessed(&known, failed));
        EXPECT_EQ(known.photo.state, shown);
        EXPECT_EQ(known.shelf, Shelf::Library);
        EXPECT_FALSE(known.endsAt);
        EXPECT_FALSE(known.needsWork) << "it is not tried for ever";
    }
}

TEST(PhotoChanges, WhatHasNoPictureLeftIsTriedAgainUntilItIsBanned) {
    StoredPhoto photo;
    photo.photo.state = PhotoState::Ready;
    photo.needsWork = true;
    Processed failed;
    failed.state = PhotoState::Failed;
    failed.reason = ErrorCode::ImageCrashed;
    EXPECT_TRUE(applyProcessed(&photo, failed));
    EXPECT_TRUE(photo.needsWork);
    EXPECT_EQ(photo.photo.state, PhotoState::Ready);
    StoredPhoto film = photo;
    film.photo.facts.mimeType = "video/mp4";
    EXPECT_TRUE(applyProcessed(&film, failed));
    EXPECT_FALSE(film.needsWork) << "it never has any";
    for (const ErrorCode last : {ErrorCode::ImageBanned, ErrorCode::BadImage}) {
        StoredPhoto known = photo;
        failed.reason = last;
        EXPECT_TRUE(applyProcessed(&known, failed));
        EXPECT_FALSE(known.needsWork);
    }
}

TEST(Edits, OfThePlaceStay) {
    StoredPhoto photo;
    PhotoEdit edit;
    edit.place = PhotoEdit::Place{1.5, 2.5};
    EXPECT_TRUE(applyEdit(&photo, edit));
    Processed processed;
    processed.facts.latitude = 9;
    EXPECT_TRUE(applyProcessed(&photo, processed));
    EXPECT_EQ(photo.photo.facts.latitude, 1.5);
    EXPECT_TRUE(applyReleased(&photo));
    EXPECT_FALSE(applyReleased(&photo));
    edit = {};
    edit.archived = true;
    EXPECT_TRUE(applyEdit(&photo, edit));
    EXPECT_EQ(photo.shelf, Shelf::Held) << "an edit does not bring it back";
}

} // namespace
} // namespace parlor::server
