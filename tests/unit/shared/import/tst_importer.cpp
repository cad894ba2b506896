// Whole imports into a library in memory: folders, Takeouts in parts, archives that mean harm, runs that end
// in the middle.
#include "tests/unit/shared/import/importcase.h"

namespace parlor {
namespace {

using ImporterTest = ImportCase;

TEST_F(ImporterTest, AFolderTreeWithItsAlbums) {
    write(u"in/root.jpg"_qs, "root");
    write(u"in/Trip/a.jpg"_qs, "a");
    write(u"in/Trip/Day 1/b.png"_qs, "b");
    write(u"in/Trip/Day 1/same.jpg"_qs, "a");
    write(u"in/Trip/notes.txt"_qs, "n");
    write(u"in/.hidden.jpg"_qs, "h");
    write(u"in/@eaDir/t.jpg"_qs, "t");
    ASSERT_TRUE(QFile::link(folder.filePath(u"in/root.jpg"_qs), folder.filePath(u"in/link.jpg"_qs)));
    ASSERT_TRUE(QFile::link(folder.path(), folder.filePath(u"in/loop"_qs)));
    const auto dry = run({u"in"_qs}, {.albums = true, .takeout = false, .dryRun = true});
    ASSERT_TRUE(dry);
    EXPECT_EQ(dry->missing, 3);
    EXPECT_EQ(target.uploads, 0);
    EXPECT_FALSE(QFile::exists(folder.filePath(u"x"_qs)));

    const auto first = run({u"in"_qs}, {.albums = true});
    ASSERT_TRUE(first) << first.error().detail.toStdString();
    EXPECT_EQ(first->uploaded, 3);
    EXPECT_EQ(first->had, 1);
    EXPECT_EQ(first->skipped, 5);
    EXPECT_EQ(lines.value(u"in/link.jpg"_qs).reason, u"symbolic link"_qs);
    EXPECT_EQ(lines.value(u"in/@eaDir"_qs).reason, u"hidden"_qs);
    EXPECT_EQ(lines.value(u"in/Trip/notes.txt"_qs).reason, u"no photo"_qs);
    EXPECT_EQ(target.albums.keys(), (QStringList{u"/Trip"_qs, u"/Trip/Day 1"_qs, u"/in"_qs}));
    EXPECT_EQ(target.albums.value(u"/in"_qs), QStringList{u"root.jpg"_qs});
    EXPECT_EQ(target.albums.value(u"/Trip/Day 1"_qs).size(), 2);
    EXPECT_GT(target.named(u"root.jpg"_qs).changedAt, 1'600'000'000'000) << "the file's own time goes along";

    const auto second = run({u"in"_qs}, {.albums = true});
    ASSERT_TRUE(second);
    EXPECT_EQ(second->uploaded, 0);
    EXPECT_EQ(second->had, 4);
    EXPECT_EQ(target.paths.size(), 3) << "albums are found again";
    QFile::remove(folder.filePath(u"journal"_qs));
    EXPECT_EQ(run({u"in"_qs})->had, 4) << "without a journal, too";
    EXPECT_EQ(target.uploads, 3);
    // Gone from the library since: it comes back although the journal knows it.
    target.held.remove(QCryptographicHash::hash("b", QCryptographicHash::Sha256));
    EXPECT_EQ(run({u"in"_qs})->uploaded, 1);
}

TEST_F(ImporterTest, ATakeoutInParts) {
    const QByteArray taken = "2014:07:03 14:30:00";
    write(u"one/Takeout/Google Photos/Photos from 2014/IMG.jpg"_qs, "x" + taken);
    write(u"two/Takeout/Google Photos/Photos from 2014/IMG.jpg.json"_qs,
          sidecar(1'404'390'600, R"(,"description":"sea","favorited":true)")); // 12:30 UTC the same day
    write(u"one/Takeout/Google Photos/Photos from 2014/set.jpg"_qs, "y" + taken);
    write(u"one/Takeout/Google Photos/Photos from 2014/set.jpg.json"_qs, sidecar(1'000'000'000));
    write(u"one/Takeout/Google Photos/Photos from 2014/plain.jpg"_qs, "plain");
    write(u"one/Takeout/Google Photos/Photos from 2014/plain.jpg.json"_qs, sidecar(1'000'000'000));
    write(u"one/Takeout/Google Photos/Photos from 2014/E.jpg"_qs, "e");
    write(u"one/Takeout/Google Photos/Photos from 2014/E-edited.jpg"_qs, "ee");
    write(u"one/Takeout/Google Photos/Photos from 2014/E.jpg.json"_qs,
          sidecar(5, R"(,"description":"both")"));
    write(u"one/Takeout/Google Photos/Photos from 2014/alone.jpg.json"_qs, sidecar(5));
    write(u"one/Takeout/Google Photos/Photos from 2014/bin.jpg"_qs, "bin");
    write(u"one/Takeout/Google Photos/Photos from 2014/bin.jpg.json"_qs, sidecar(5, R"(,"trashed":true)"));
    write(u"one/Takeout/Google Photos/Trash/t.jpg"_qs, "t");
    write(u"one/Takeout/Google Photos/Trip/metadata.json"_qs, R"({"title":"Sydney!","description":"sun"})");
    write(u"two/Takeout/Google Photos/Trip/IMG.jpg"_qs, "x" + taken);
    write(u"one/Takeout/Google Photos/Trip/E.jpg"_qs, "e");
    write(u"one/Takeout/Google Photos/Trip/E-edited.jpg"_qs, "ee");
    write(u"one/Takeout/Google Photos/Photos from 2014/metadata.json"_qs, R"({"title":"Photos from 2014"})");
    write(u"one/Takeout/archive_browser.html"_qs, "<html>");
    python(u"import zipfile, os\n"
           "for part in ('one', 'two'):\n"
           "    with zipfile.ZipFile(part + '.zip', 'w', zipfile.ZIP_DEFLATED) as z:\n"
           "        for at, _, names in os.walk(part):\n"
           "            for n in sorted(names):\n"
           "                p = os.path.join(at, n); z.write(p, os.path.relpath(p, part))\n"_qs);
    for (const QStringList& parts :
         {QStringList{u"one"_qs, u"two"_qs}, {u"one.zip"_qs, u"two.zip"_qs}, {u"one.zip"_qs, u"two"_qs}}) {
        target = {};
        QFile::remove(folder.filePath(u"journal"_qs));
        const auto summary = run(parts);
        ASSERT_TRUE(summary) << summary.error().detail.toStdString();
        EXPECT_EQ(summary->uploaded, 5) << parts.first().toStdString();
        EXPECT_EQ(summary->had, 3);
        EXPECT_EQ(summary->refused, 0);
        const auto img = target.named(u"IMG.jpg"_qs);
        EXPECT_EQ(img.facts.caption, u"sea"_qs) << "its sidecar lies in another part";
        EXPECT_TRUE(img.facts.favourite);
        EXPECT_FALSE(img.facts.takenAt) << "the picture knows it better";
        EXPECT_EQ(target.named(u"set.jpg"_qs).facts.takenAt, 1'000'000'000'000) << "somebody has set it";
        EXPECT_FALSE(target.named(u"plain.jpg"_qs).facts.takenAt);
        EXPECT_EQ(target.named(u"plain.jpg"_qs).changedAt, 1'000'000'000'000) << "goes along with the upload";
        EXPECT_TRUE(target.named(u"E.jpg"_qs).facts.archived) << "the edited copy stands for it";
        EXPECT_FALSE(target.named(u"E-edited.jpg"_qs).facts.archived);
        EXPECT_EQ(target.named(u"E-edited.jpg"_qs).facts.caption, u"both"_qs);
        EXPECT_EQ(target.albums.keys(), QStringList{u"/Sydney!"_qs});
        EXPECT_EQ(target.albums.value(u"/Sydney!"_qs), (QStringList{u"E-edited.jpg"_qs, u"IMG.jpg"_qs}));
        const QString at = parts.first() + u"/Takeout/Google Photos/"_qs;
        EXPECT_EQ(lines.value(at + u"Photos from 2014/bin.jpg"_qs).reason, u"in the trash"_qs);
        EXPECT_EQ(lines.value(at + u"Trash/t.jpg"_qs).reason, u"in the trash"_qs);
        EXPECT_EQ(lines.value(at + u"Photos from 2014/alone.jpg.json"_qs).reason,
                  u"a sidecar without its picture"_qs);
        EXPECT_EQ(run(parts)->uploaded, 0);
    }
}

TEST_F(ImporterTest, ANameThatTheTakeoutCutOffIsWholeAgain) {
    const QString whole = u"Sommerurlaub an der Ostsee mit Oma und Opa und dem Hund.jpg"_qs;
    const QString at = u"Takeout/Google Photos/Photos from 2014/"_qs;
    write(at + whole.left(47) + u".jpg"_qs, "still");
    write(at + whole.left(47) + u".mp4"_qs, "movie");
    write(at + whole.left(46) + u".json"_qs,
          "{\"title\":\"" + whole.toUtf8() + R"(","photoTakenTime":{"timestamp":"1000000000"}})");
    ASSERT_TRUE(run({u"Takeout"_qs}));
    EXPECT_EQ(target.named(whole).changedAt, 1'000'000'000'000);
    EXPECT_TRUE(target.named(whole.left(47) + u".mp4"_qs).id.isValid()) << "it is no JPEG";
}

TEST_F(ImporterTest, AnEndInTheMiddleLosesNothing) {
    for (int i = 0; i < 10; ++i) {
        write(u"in/%1.jpg"_qs.arg(i), "p" + QByteArray::number(i));
        write(u"in/%1.jpg.json"_qs.arg(i), sidecar(5, R"(,"description":"c)" + QByteArray::number(i) + '"'));
    }
    target.uploadsLeft = 4;
    EXPECT_EQ(run({u"in"_qs}).error(), (Error{ErrorCode::NetworkFailed, {}, 0}));
    target.uploadsLeft = 3;
    target.factsLeft = 1;
    EXPECT_FALSE(run({u"in"_qs}));
    target.uploadsLeft = target.factsLeft = 1'000;
    ASSERT_TRUE(run({u"in"_qs}));
    EXPECT_EQ(target.uploads, 10);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(target.named(u"%1.jpg"_qs.arg(i)).facts.caption, u"c%1"_qs.arg(i))
            << "what was said of it before the end is said after it";
    // What somebody changes later stays: facts are written once.
    for (auto& one : target.held)
        one.facts.caption = u"mine"_qs;
    EXPECT_EQ(run({u"in"_qs})->had, 10);
    QFile::remove(folder.filePath(u"journal"_qs));
    EXPECT_EQ(run({u"in"_qs})->had, 10);
    EXPECT_EQ(target.named(u"3.jpg"_qs).facts.caption, u"mine"_qs);
}

TEST_F(ImporterTest, OfEqualFilesOneHasTheSidecar) {
    write(u"in/A/x.jpg"_qs, "x");
    write(u"in/B/x.jpg"_qs, "x");
    write(u"in/B/x.jpg.json"_qs, sidecar(5, R"(,"description":"said in B")"));
    target.factsLeft = 0;
    EXPECT_FALSE(run({u"in"_qs})) << "ended after A/x.jpg";
    target.factsLeft = 10;
    const auto summary = run({u"in"_qs});
    ASSERT_TRUE(summary);
    EXPECT_EQ(target.uploads, 1);
    EXPECT_EQ(summary->had, 2);
    EXPECT_EQ(target.named(u"x.jpg"_qs).facts.caption, u"said in B"_qs);
    target.factsLeft = 0;
    EXPECT_TRUE(run({u"in"_qs})) << "nothing is said twice";
    // Under another name after an import that came to its end it is the library's own.
    ASSERT_TRUE(QDir(folder.path()).rename(u"in"_qs, u"moved"_qs));
    EXPECT_TRUE(run({u"moved"_qs}));
}

TEST_F(ImporterTest, WhatTheLibraryDoesNotKeepIsRefused) {
    write(u"in/A/ok.jpg"_qs, "o");
    write(u"in/A/half.jpg"_qs, "h");
    write(u"in/A/text.jpg"_qs, "t");
    write(u"in/B/text.jpg"_qs, "t");
    for (const qint64 had : {0, 2}) { // each time, and never as "had"
        const auto summary = run({u"in"_qs}, {.albums = true});
        ASSERT_TRUE(summary);
        EXPECT_EQ(summary->uploaded, 2 - had);
        EXPECT_EQ(summary->had, had);
        EXPECT_EQ(summary->refused, 2);
        EXPECT_EQ(wordOf(u"in/A/text.jpg"_qs), u"refused"_qs);
        EXPECT_EQ(lines.value(u"in/B/text.jpg"_qs).reason, u"unsupported_type"_qs);
        EXPECT_FALSE(lines.value(u"in/A/text.jpg"_qs).id.isValid());
        EXPECT_EQ(target.albums.value(u"/A"_qs), (QStringList{u"half.jpg"_qs, u"ok.jpg"_qs}));
        EXPECT_TRUE(target.albums.value(u"/B"_qs).isEmpty());
        if (had == 0) {
            EXPECT_EQ(lines.value(u"in/A/half.jpg"_qs).reason, u"bad_image"_qs) << "kept, and said so";
        }
    }
}

TEST_F(ImporterTest, AnEndBeforeTheLibraryHasLookedAsksAgain) {
    write(u"in/text.jpg"_qs, "t");
    target.verdictsLeft = 0;
    EXPECT_FALSE(run({u"in"_qs}));
    EXPECT_EQ(wordOf(u"in/text.jpg"_qs), u"uploaded"_qs) << "it is said what is known";
    target.verdictsLeft = 10;
    const auto summary = run({u"in"_qs});
    ASSERT_TRUE(summary);
    EXPECT_EQ(target.uploads, 1) << "it is there, nobody has looked at it";
    EXPECT_EQ(summary->refused, 1);
    EXPECT_EQ(summary->had, 0);
}

TEST_F(ImporterTest, ExportsOfTwoLibrariesAreNotMixed) {
    const auto ours = [](const QByteArray& caption, const QByteArray& shelf) {
        return R"({"sha256":"","taken_at":1000,"caption":")" + caption + R"(","shelf":")" + shelf + "\"}";
    };
    write(u"one/2019/IMG_1.jpg"_qs, "first");
    write(u"one/2019/IMG_1.jpg.json"_qs, ours("of the first", "library"));
    write(u"two/2019/IMG_1.jpg"_qs, "second");
    write(u"two/2019/IMG_1.jpg.json"_qs, ours("of the second", "trash"));
    const auto summary = run({u"one"_qs, u"two"_qs});
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->uploaded, 1);
    EXPECT_EQ(target.named(u"IMG_1.jpg"_qs).facts.caption, u"of the first"_qs);
    EXPECT_EQ(lines.value(u"two/2019/IMG_1.jpg"_qs).reason, u"in the trash"_qs);
}

TEST_F(ImporterTest, TheEndOfAnotherImportEndsNothing) {
    write(u"a/x.jpg"_qs, "x");
    write(u"a/x.jpg.json"_qs, sidecar(5, R"(,"description":"said of x")"));
    write(u"b/y.jpg"_qs, "y");
    write(u"b/y.jpg.json"_qs, sidecar(5, R"(,"description":"said of y")"));
    target.factsLeft = 0;
    EXPECT_FALSE(run({u"a"_qs}));
    target.factsLeft = 10;
    ASSERT_TRUE(run({u"b"_qs}));
    ASSERT_TRUE(run({u"a"_qs}));
    EXPECT_EQ(target.named(u"x.jpg"_qs).facts.caption, u"said of x"_qs);
}

TEST_F(ImporterTest, RefusalsTrashAndLivePhotos) {
    write(u"in/A/ok.jpg"_qs, "ok");
    write(u"in/A/live.mov"_qs, "live");
    write(u"in/A/banned.jpg"_qs, "banned");
    write(u"in/A/word.jpg"_qs, "word");
    write(u"in/A/word.jpg.json"_qs, sidecar(5, R"(,"description":"refused","favorited":true)"));
    write(u"in/A/trash.jpg"_qs, "trash");
    target.held.insert(QCryptographicHash::hash("trash", QCryptographicHash::Sha256),
                       {PhotoId(77), u"trash.jpg"_qs, {}, 0, true});
    target.held.insert("filler", {PhotoId(78), u"filler"_qs, {}, 0, false});
    target.paired = PhotoId(3); // whichever came first
    const auto summary = run({u"in"_qs}, {.albums = true});
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->refused, 1);
    EXPECT_EQ(lines.value(u"in/A/banned.jpg"_qs).reason, u"image_banned"_qs);
    EXPECT_EQ(lines.value(u"in/A/trash.jpg"_qs).reason, u"in the trash"_qs);
    EXPECT_TRUE(target.named(u"word.jpg"_qs).facts.favourite) << "all but the words";
    EXPECT_TRUE(target.named(u"word.jpg"_qs).facts.caption.isEmpty());
}

TEST_F(ImporterTest, ArchivesThatMeanHarm) {
    python(uR"(
import zipfile, struct
z = zipfile.ZipFile('evil.zip', 'w', zipfile.ZIP_DEFLATED)
z.writestr('good.jpg', b'good')
z.writestr('../slip.jpg', b'slip')
z.writestr('/abs.jpg', b'abs')
z.writestr('a\\b.jpg', b'back')
link = zipfile.ZipInfo('link.jpg'); link.external_attr = 0o120777 << 16
z.writestr(link, '/etc/passwd')
z.writestr('nested.zip', b'PK')
z.writestr('bomb.jpg', b'\0' * (301 << 20))
z.writestr('Case.jpg', b'one'); z.writestr('case.jpg', b'two')

z.writestr('wrong.jpg', b'wrong crc')
z.writestr('short.jpg', b'claims less')
z.writestr('big.jpg.json', b'[' * (2 << 20))
z.close()
b = bytearray(open('evil.zip', 'rb').read())
def central(name):
    at = b.index(b'PK\x01\x02')
    while True:
        n = struct.unpack('<H', b[at+28:at+30])[0]; e = struct.unpack('<H', b[at+30:at+32])[0]
        if bytes(b[at+46:at+46+n]) == name: return at
        at += 46 + n + e + struct.unpack('<H', b[at+32:at+34])[0]
at = central(b'wrong.jpg'); b[at+16] ^= 1
local = struct.unpack('<I', b[at+42:at+46])[0]; b[local+14] ^= 1
at = central(b'short.jpg'); b[at+24:at+28] = struct.pack('<I', 3)
local = struct.unpack('<I', b[at+42:at+46])[0]; b[local+22:local+26] = struct.pack('<I', 3)
open('evil.zip', 'wb').write(b)
open('cut.zip', 'wb').write(b[:len(b) // 2])
open('text.zip', 'w').write('no zip at all')
)"_qs);
    const auto summary = run({u"evil.zip"_qs});
    ASSERT_TRUE(summary) << summary.error().detail.toStdString();
    for (const auto& [path, word] : {std::pair{u"good.jpg"_qs, u"uploaded"_qs},
                                     {u"../slip.jpg"_qs, u"skipped"_qs},
                                     {u"link.jpg"_qs, u"skipped"_qs},
                                     {u"nested.zip"_qs, u"skipped"_qs},
                                     {u"bomb.jpg"_qs, u"skipped"_qs},
                                     {u"Case.jpg"_qs, u"uploaded"_qs},
                                     {u"case.jpg"_qs, u"uploaded"_qs},
                                     {u"wrong.jpg"_qs, u"refused"_qs},
                                     {u"short.jpg"_qs, u"refused"_qs},
                                     {u"big.jpg.json"_qs, u"skipped"_qs}})
        EXPECT_EQ(wordOf(u"evil.zip/"_qs + path), word) << path.toStdString();
    EXPECT_FALSE(target.named(u"slip.jpg"_qs).id.isValid());
    EXPECT_FALSE(target.named(u"abs.jpg"_qs).id.isValid());
    EXPECT_FALSE(QFile::exists(folder.filePath(u"../slip.jpg"_qs)));
    for (const QString& broken : {u"cut.zip"_qs, u"text.zip"_qs}) {
        const auto refused = run({broken});
        ASSERT_TRUE(refused) << refused.error().detail.toStdString();
        EXPECT_EQ(refused->refused, 1);
        EXPECT_EQ(wordOf(broken), u"refused"_qs);
        EXPECT_FALSE(lines.value(broken).reason.isEmpty());
    }
    EXPECT_FALSE(run({u"nowhere.zip"_qs}));
}

} // namespace
} // namespace parlor
