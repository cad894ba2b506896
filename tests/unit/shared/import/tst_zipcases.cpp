// Z: zips that are to be imported. What stands in one is taken as it is said to be, or not at all; nothing is
// written anywhere else, and what can't be in a file of its size is refused before it is unpacked.
#include "shared/import/filesource.h"
#include "tests/support/samplezips.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor {
namespace {

using test::ZipEntry;
using test::zipOf;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PARLOR_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PARLOR_SANITIZED
#endif
#endif
#ifdef PARLOR_SANITIZED
constexpr int entriesOfMany = 100'000;
#else
constexpr int entriesOfMany = 1'000'000;
#endif

/// What happens with a member: what it holds, or a word for why not.
struct Outcome {
    QByteArray path;
    QByteArray content; ///< of the fetched file
    const char* skipped = nullptr;
    bool refused = false; ///< listed, and damaged when it is fetched
};

struct Row {
    const char* name;
    QByteArray file;
    bool isUnreadable; ///< the whole of it
    QList<Outcome> outcomes;
};

/// Deflate's stored block of five bytes.
QByteArray deflated(const QByteArray& five) {
    return QByteArray("\x01\x05\x00\xfa\xff", 5) + five;
}

QByteArray nested(int depth) {
    QByteArray file = zipOf({{"0.jpg", "innermost"}});
    for (int i = 1; i <= depth; ++i)
        file = zipOf({{QByteArray::number(i) + ".zip", file}});
    return file;
}

/// Local heads with their contents, without the directory.
QByteArray headsOf(const QList<ZipEntry>& entries) {
    const QByteArray whole = zipOf(entries);
    return whole.left(whole.indexOf("PK\1\2"));
}

/// An entry inside the content of another, as a scanner of local heads would find it.
QByteArray oneInAnother() {
    constexpr quint32 outerHead = 30 + 7;
    return zipOf({{"out.jpg", headsOf({{"in.jpg", "inside"}})},
                  {.name = "in.jpg", .content = "inside", .place = outerHead}});
}

constexpr quint32 large = 250 * 1024 * 1024;

/// Many names that say so much of themselves; of one place in the file, or each of its own.
QByteArray aCrowd(bool onOnePlace) {
    QList<ZipEntry> entries;
    for (int i = 0; i < 40; ++i) {
        entries.append({.name = QByteArray::number(i) + ".jpg",
                        .content = deflated("zeros"),
                        .claimed = large,
                        .method = 8});
        if (onOnePlace && i > 0)
            entries.last().place = 0;
    }
    return zipOf(entries);
}

std::vector<Row> rows() {
    const quint32 link = 0120777U << 16;
    return {
        {"Z1_Slip",
         zipOf({{"../../z.jpg", "out"}, {"a/../../z.jpg", "out"}, {"b.jpg", "stays"}}),
         false,
         {{"../../z.jpg", {}, "unsafe path"}, {"a/../../z.jpg", {}, "unsafe path"}, {"b.jpg", "stays"}}},
        {"Z2_Link",
         zipOf({{.name = "l.jpg", .content = "/etc/passwd", .attributes = link},
                {"l.jpg/x.jpg", "through it"}}),
         false,
         {{"l.jpg", {}, "no plain file"}, {"l.jpg/x.jpg", "through it"}}},
        {"Z3_Nested", nested(16), false, {{"16.zip", {}, "no photo"}}},
        {"Z4_AGigabyteOfZeros",
         zipOf({{.name = "z.jpg", .content = deflated("zeros"), .claimed = 0x40000000, .method = 8}}),
         false,
         {{"z.jpg", {}, "too large"}}},
        {"Z4_MoreThanItSays",
         zipOf({{.name = "z.jpg", .content = deflated("zeros"), .claimed = 3, .method = 8}}),
         false,
         {{"z.jpg", {}, nullptr, true}}},
        {"Z4_TogetherMoreThanCanBeInIt", aCrowd(false), true, {}},
        {"Z6_ACrowdOnOnePlace", aCrowd(true), false, {{"0.jpg", {}, nullptr, true}}},
        {"Z6_OneInAnother",
         oneInAnother(),
         false,
         {{"out.jpg", headsOf({{"in.jpg", "inside"}})}, {"in.jpg", "inside"}}},
        {"Z7_NamesDifferByCase",
         zipOf({{"z.jpg", "1"}, {"Z.JPG", "2"}}),
         false,
         {{"z.jpg", "1"}, {"Z.JPG", "2"}}},
        {"Z8_WrongSum",
         zipOf({{.name = "z.jpg", .content = "content", .crc = 0xdeadbeef}}),
         false,
         {{"z.jpg", {}, nullptr, true}}},
        {"Z9_Truncated", zipOf({{"z.jpg", QByteArray(500, 'z')}}).left(200), true, {}},
        {"Z10_AbsolutePath",
         zipOf({{"/tmp/z-absolute.jpg", "out"}}),
         false,
         {{"/tmp/z-absolute.jpg", {}, "unsafe path"}}},
    };
}

class ZipCases : public ::testing::Test {
protected:
    std::unique_ptr<FileSource> open(const QByteArray& bytes) {
        QFile file(folder.filePath(u"case.zip"_qs));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        EXPECT_EQ(file.write(bytes), bytes.size());
        file.close();
        EXPECT_TRUE(QDir().mkpath(unpacked()));
        auto source = openSource(file.fileName());
        EXPECT_TRUE(source);
        return source ? std::move(*source) : nullptr;
    }

    [[nodiscard]] QString unpacked() const { return folder.filePath(u"deep/down/here"_qs); }

    /// The file's bytes; empty when it is refused.
    std::optional<QByteArray> fetch(FileSource& source, const SourceFile& file) {
        const auto path = source.fetch(file, unpacked());
        if (!path) {
            EXPECT_EQ(path.error().code, ErrorCode::BadRequest) << qPrintable(path.error().detail);
            return std::nullopt;
        }
        EXPECT_EQ(QFileInfo(*path).absolutePath(), unpacked());
        QFile read(*path);
        EXPECT_TRUE(read.open(QIODevice::ReadOnly));
        EXPECT_EQ(read.size(), file.size) << "no more than was said";
        return read.readAll();
    }

    QTemporaryDir folder;
};

class ZipCase : public ZipCases, public ::testing::WithParamInterface<Row> {};

} // namespace

TEST_P(ZipCase, IsTakenAsItSaysOrNotAtAll) {
    const auto source = open(GetParam().file);
    ASSERT_NE(source, nullptr);
    const auto listing = source->list();
    ASSERT_EQ(listing.has_value(), !GetParam().isUnreadable)
        << (listing ? "it was read" : qPrintable(listing.error().detail));
    if (!listing)
        return;
    QHash<QByteArray, SourceFile> files;
    for (const SourceFile& file : listing->files)
        files.insert(file.path.toUtf8(), file);
    QHash<QByteArray, QString> skipped;
    for (const SkippedFile& file : listing->skipped)
        skipped.insert(file.path.toUtf8(), file.reason);
    for (const Outcome& outcome : GetParam().outcomes) {
        if (outcome.skipped != nullptr) {
            EXPECT_EQ(skipped.value(outcome.path), QString::fromLatin1(outcome.skipped))
                << outcome.path.constData();
            EXPECT_FALSE(files.contains(outcome.path)) << outcome.path.constData();
            continue;
        }
        ASSERT_TRUE(files.contains(outcome.path)) << outcome.path.constData();
        const auto content = fetch(*source, files.value(outcome.path));
        EXPECT_EQ(content.has_value(), !outcome.refused) << outcome.path.constData();
        if (content) {
            EXPECT_EQ(*content, outcome.content) << outcome.path.constData();
        }
    }
    for (const SourceFile& file : listing->files)
        (void)fetch(*source, file);
    EXPECT_EQ(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden),
              (QStringList{u"case.zip"_qs, u"deep"_qs}));
    EXPECT_EQ(QDir(folder.filePath(u"deep"_qs)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
              QStringList{u"down"_qs});
    EXPECT_FALSE(QFile::exists(u"/tmp/z-absolute.jpg"_qs));
}

INSTANTIATE_TEST_SUITE_P(Table, ZipCase, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

// Z5: each of so many is looked at, and the one that is a photo is found.
TEST_F(ZipCases, Z5_AMillionEntries) {
    QList<ZipEntry> entries;
    entries.reserve(entriesOfMany);
    for (int i = 0; i < entriesOfMany; ++i)
        entries.append({QByteArray::number(i), "x"});
    entries.last().name = "last.jpg";
    const auto source = open(zipOf(entries));
    entries.clear();
    ASSERT_NE(source, nullptr);
    const auto listing = source->list();
    ASSERT_TRUE(listing) << qPrintable(listing.error().detail);
    EXPECT_EQ(listing->skipped.size(), entriesOfMany - 1);
    ASSERT_EQ(listing->files.size(), 1);
    EXPECT_EQ(listing->files.first().path, u"last.jpg"_qs);
}

} // namespace parlor
