// Takeouts as they are downloaded: parts in a folder, and one that is cut off.
#include "tests/unit/shared/import/importcase.h"

namespace parlor {
namespace {

/// The picture of a sidecar lies in another part.
class ImportParts : public ImportCase {
protected:
    void SetUp() override {
        python(uR"(
import os, zipfile
os.makedirs('in/below')
def part(path, members):
    with zipfile.ZipFile(path, 'w') as z:
        for name, text in members:
            z.writestr('Takeout/Google Photos/Trip/' + name, text)
part('in/takeout-001.zip', [('a.jpg', 'a'), ('b.jpg', 'b')])
part('in/takeout-002.ZIP', [('c.jpg', 'c'), ('a.jpg.json',
     '{"title":"a.jpg","description":"sea","photoTakenTime":{"timestamp":"1404390600"}}')])
part('in/below/other.zip', [('d.jpg', 'd')])
)"_qs);
        write(u"in/notes.txt"_qs, "n");
    }

    void forget() {
        target = {};
        QFile::remove(journal());
    }

    const QString inFirst = u"in/takeout-001.zip/Takeout/Google Photos/Trip/"_qs;
};

} // namespace

TEST_F(ImportParts, ThoseInAFolderAreTaken) {
    for (const bool takeout : {true, false}) {
        forget();
        const auto summary = run({u"in"_qs}, {.albums = false, .takeout = takeout});
        ASSERT_TRUE(summary) << summary.error().detail.toStdString();
        EXPECT_EQ(summary->uploaded, 3) << takeout;
        EXPECT_EQ(summary->refused, 0);
        EXPECT_EQ(wordOf(inFirst + u"a.jpg"_qs), u"uploaded"_qs);
        EXPECT_EQ(target.named(u"a.jpg"_qs).facts.caption, u"sea"_qs);
        EXPECT_EQ(lines.value(u"in/notes.txt"_qs).reason, u"no photo"_qs);
        EXPECT_EQ(lines.value(u"in/below/other.zip"_qs).reason, u"no photo"_qs) << "it lies below";
    }
}

TEST_F(ImportParts, BesidePhotosTheyAreTakenFromATakeoutOnly) {
    write(u"in/e.jpg"_qs, "e");
    const auto plain = run({u"in"_qs});
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->uploaded, 1);
    EXPECT_EQ(lines.value(u"in/takeout-001.zip"_qs).reason, u"an archive: name it"_qs);
    const auto takeout = run({u"in"_qs}, {.albums = false, .takeout = true});
    ASSERT_TRUE(takeout);
    EXPECT_EQ(takeout->uploaded, 3);
    EXPECT_EQ(takeout->had, 1);
}

TEST_F(ImportParts, OneThatIsCutOffIsRefusedAndTheOthersCome) {
    const QString second = u"in/takeout-002.ZIP"_qs;
    QFile part(folder.filePath(second));
    ASSERT_TRUE(part.open(QIODevice::ReadOnly));
    const QByteArray whole = part.readAll();
    part.close();
    write(second, whole.left(whole.size() / 2));
    for (const QStringList& paths : {QStringList{u"in"_qs}, {u"in/takeout-001.zip"_qs, second}}) {
        forget();
        const auto first = run(paths, {.albums = false, .takeout = true});
        ASSERT_TRUE(first) << first.error().detail.toStdString();
        EXPECT_EQ(first->uploaded, 2);
        EXPECT_EQ(first->refused, 1);
        EXPECT_EQ(wordOf(second), u"refused"_qs);
        EXPECT_FALSE(lines.value(second).reason.isEmpty());
        EXPECT_TRUE(target.named(u"a.jpg"_qs).facts.caption.isEmpty());
    }

    write(second, whole);
    const auto rest = run({u"in"_qs}, {.albums = false, .takeout = true});
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->uploaded, 1);
    EXPECT_EQ(rest->had, 2);
    EXPECT_EQ(target.named(u"a.jpg"_qs).facts.caption, u"sea"_qs) << "it says it of what came before";
    for (auto& held : target.held)
        held.facts.caption = u"mine"_qs;
    ASSERT_TRUE(run({u"in"_qs}, {.albums = false, .takeout = true}));
    EXPECT_EQ(target.named(u"a.jpg"_qs).facts.caption, u"mine"_qs) << "it is the library's own by now";
}

} // namespace parlor
