// Zips: where each byte stands, with numbers beyond 32 and 16 bits.
#include "server/domain/archives/crc32.h"
#include "server/domain/archives/uniquenames.h"
#include "server/domain/archives/ziplayout.h"
#include "tests/unit/photos/zipreader.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>

namespace parlor::server {
namespace {

using test::python;

constexpr std::int64_t gibibyte = 1024LL * 1024 * 1024;

/// The zip's bytes without its members'.
void writeSkeleton(const ZipLayout& layout, const QString& path) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    for (std::int64_t at = 0; at < layout.size();) {
        const ZipLayout::Piece piece = layout.at(at, layout.size() - at);
        if (piece.member < 0) {
            ASSERT_TRUE(file.seek(at));
            ASSERT_EQ(file.write(piece.bytes), piece.bytes.size());
        }
        ASSERT_GT(piece.bytes.size() + piece.length, piece.member < 0 ? 0 : -1);
        at += piece.member < 0 ? piece.bytes.size() : piece.length;
    }
    ASSERT_TRUE(file.resize(layout.size()));
}

ZipMember member(const QByteArray& name, std::int64_t size) {
    const std::int64_t noon = QDateTime(QDate(2024, 7, 15), QTime(12, 30, 7), Qt::UTC).toMSecsSinceEpoch();
    return {name, size, 0x12345678, noon - 7'200'000, noon};
}

TEST(ZipLayout, SaysWhatOtherProgramsRead) {
    QTemporaryDir folder;

    struct Case {
        QList<std::int64_t> sizes;
        const char* says; ///< of each member: size and offset
    };

    const Case cases[] = {
        {{}, ""},
        {{5}, "5 0"},
        {{5, 0, 7}, "5 0,0 50,7 95"},
        {{gibibyte * 4 - 2}, "4294967294 0"},
        {{gibibyte * 4 - 1}, "4294967295 0"},
        {{gibibyte * 5, 3}, "5368709120 0,3 5368709185"},
        {{3, gibibyte * 6, gibibyte * 6, 4}, "3 0,6442450944 48,6442450944 6442451057,4 12884902066"},
    };
    for (const Case& one : cases) {
        QList<ZipMember> members;
        for (const std::int64_t size : one.sizes)
            members.append(member("a" + QByteArray::number(members.size()) + ".jpg", size));
        if (members.size() == 1)
            members.first().name = "b.jpg";
        const ZipLayout layout(members);
        const QString path = folder.filePath(u"case.zip"_qs);
        QFile::remove(path);
        writeSkeleton(layout, path);
        EXPECT_EQ(python(u"print(','.join(f'{i.file_size} {i.header_offset}' for i in z.infolist()))\n"
                         "assert all(i.compress_type == 0 and i.CRC == 0x12345678 for i in z.infolist())\n"
                         "assert all(i.date_time == (2024, 7, 15, 12, 30, 6) for i in z.infolist())"_qs,
                         path),
                  one.says);
    }
}

TEST(ZipLayout, MoreMembersThanSixteenBitsCount) {
    QTemporaryDir folder;
    QList<ZipMember> members;
    for (int i = 0; i < 70'000; ++i)
        members.append({"p" + QByteArray::number(i), 0, 0, 0, 0});
    const ZipLayout layout(members);
    const QString path = folder.filePath(u"many.zip"_qs);
    writeSkeleton(layout, path);
    EXPECT_EQ(python(u"print(len(z.namelist()), z.namelist()[-1], z.read('p69999'))"_qs, path),
              "70000 p69999 b''");
}

TEST(ZipLayout, EachPieceIsTheSliceOfTheWhole) {
    const ZipLayout layout({member("eins.jpg", 10), member("\xc3\xa4.jpg", 0), member("drei.jpg", 3)});
    const auto slice = [&](std::int64_t from, std::int64_t to) {
        QByteArray bytes;
        while (from < to) {
            const ZipLayout::Piece piece = layout.at(from, to - from);
            bytes += piece.member < 0 ? piece.bytes : QByteArray(piece.length, 'x');
            from += piece.member < 0 ? piece.bytes.size() : piece.length;
        }
        return bytes;
    };
    const QByteArray whole = slice(0, layout.size());
    ASSERT_EQ(whole.size(), layout.size());
    for (std::int64_t from = 0; from < layout.size(); ++from)
        for (const std::int64_t length : {1, 7, 40, 1'000}) {
            const std::int64_t to = std::min(from + length, layout.size());
            ASSERT_EQ(slice(from, to), whole.mid(from, to - from)) << from << ' ' << length;
        }
}

TEST(ZipLayout, TimesThatZipCanNotSayAreMovedToItsEdge) {
    QTemporaryDir folder;
    const auto said = [&](int year) {
        ZipMember one = member("a", 0);
        one.wallClock = one.changedAt =
            QDateTime(QDate(year, 5, 6), QTime(1, 2, 4), Qt::UTC).toMSecsSinceEpoch();
        const QString path = folder.filePath(u"time.zip"_qs);
        writeSkeleton(ZipLayout({one}), path);
        return python(u"print(z.infolist()[0].date_time)"_qs, path);
    };
    EXPECT_EQ(said(1855), "(1980, 1, 1, 0, 0, 0)");
    EXPECT_EQ(said(1999), "(1999, 5, 6, 1, 2, 4)");
    EXPECT_EQ(said(2500), "(2107, 12, 31, 0, 0, 0)");
}

TEST(ZipLayout, TheDigestTellsZipsApart) {
    const ZipLayout one({member("a", 1), member("b", 2)});
    EXPECT_EQ(one.digest(), ZipLayout({member("a", 1), member("b", 2)}).digest());
    EXPECT_NE(one.digest(), ZipLayout({member("b", 2), member("a", 1)}).digest());
    ZipMember other = member("b", 2);
    other.crc32 ^= 1;
    EXPECT_NE(one.digest(), ZipLayout({member("a", 1), other}).digest());
}

TEST(Crc32, IsThatOfZip) {
    Crc32 sum;
    EXPECT_EQ(sum.value(), 0U);
    sum.add("1234");
    sum.add("56789");
    EXPECT_EQ(sum.value(), 0xcbf43926U);
}

TEST(UniqueNames, NoTwoAreAlike) {
    UniqueNames names;
    EXPECT_EQ(names.take({}, u"a.jpg"_qs), u"a.jpg"_qs);
    EXPECT_EQ(names.take({}, u"A.JPG"_qs), u"A (2).JPG"_qs);
    EXPECT_EQ(names.take({}, u"a (2).jpg"_qs), u"a (2) (2).jpg"_qs);
    EXPECT_EQ(names.take({}, u"../x/a.jpg"_qs), u"a (3).jpg"_qs);
    EXPECT_EQ(names.take(u"f/"_qs, u"a.jpg"_qs), u"f/a.jpg"_qs);
    EXPECT_EQ(names.take({}, u"con"_qs), u"_con"_qs);
    EXPECT_TRUE(names.isTaken({}, u"x/A.jpg"_qs));
    EXPECT_FALSE(names.isTaken(u"g/"_qs, u"a.jpg"_qs));
}

} // namespace
} // namespace parlor::server
