// Z: archives. Nothing that people send is unpacked: an archive is refused by its first bytes, whatever it is
// called and whatever stands in it, and leaves nothing behind but its own bytes, kept for a day.
#include "tests/integration/tables/tableserver.h"
#include "tests/support/samplezips.h"
#include "tests/support/waiting.h"

#include <QDirIterator>
#include <QJsonDocument>

namespace parlor {

namespace {

using test::ZipEntry;
using test::zipOf;

QByteArray nested(int depth) {
    QByteArray file = zipOf({{"0.txt", "innermost"}});
    for (int i = 1; i <= depth; ++i)
        file =
            zipOf({{QByteArray::number(i) + ".zip", file}, {QByteArray::number(i) + "b.zip", file.left(64)}});
    return file;
}

QByteArray ofManyEntries() {
    QList<ZipEntry> entries;
    for (int i = 0; i < 5'000; ++i)
        entries.append({QByteArray::number(i), "x"});
    return zipOf(entries, 0xffff);
}

struct Row {
    const char* name;
    QByteArray file;
};

std::vector<Row> rows() {
    const quint32 link = 0120777u << 16;
    return {
        {"Z1_Slip", zipOf({{"../../z-slipped.txt", "out"}})},
        {"Z1_SlipBackwards", zipOf({{"..\\..\\z-slipped.txt", "out"}})},
        {"Z2_Link", zipOf({{.name = "z-link", .content = "/etc/passwd", .attributes = link},
                           {"z-link/x", "through it"}})},
        {"Z3_Nested", nested(16)},
        // Deflate's stored block, whose head claims a gigabyte.
        {"Z4_AGigabyteOfZeros", zipOf({{.name = "z-zeros",
                                        .content = QByteArray("\x01\0\0\xff\xff", 5),
                                        .claimed = 0x40000000,
                                        .method = 8}})},
        {"Z5_ManyEntries", ofManyEntries()},
        {"Z6_Overlapping", zipOf({{"z-a", "same"},
                                  {.name = "z-b", .content = "same", .place = 0},
                                  {.name = "z-c", .content = "same", .place = 0}})},
        {"Z7_NamesDifferByCase", zipOf({{"z-name", "1"}, {"Z-NAME", "2"}})},
        {"Z8_WrongSum", zipOf({{"z-sum", "content", 0xdeadbeef}})},
        {"Z9_Truncated", zipOf({{"z-cut", QByteArray(500, 'z')}}).left(200)},
        {"Z10_AbsolutePath", zipOf({{"/tmp/z-absolute.txt", "out"}})},
    };
}

class ZArchive : public test::TableTest, public ::testing::WithParamInterface<Row> {
protected:
    [[nodiscard]] QByteArray bearer() const {
        return "Authorization: Bearer " + server.tokenOf(server.bo) + "\r\n";
    }

    /// The row once somebody has looked at it.
    [[nodiscard]] QJsonObject looked(const QByteArray& id) const {
        QJsonObject row;
        EXPECT_TRUE(test::waitFor([&] {
            row = QJsonDocument::fromJson(test::ask("GET /v1/photos/" + id, bearer()).body).object();
            return row.value(u"state").toString() != u"pending";
        }));
        return row;
    }

    QByteArray upload(const QByteArray& name, const QByteArray& bytes) {
        const auto made = test::ask("POST /v1/uploads",
                                    bearer() + "Tus-Resumable: 1.0.0\r\nUpload-Length: "
                                        + QByteArray::number(bytes.size()) + "\r\nUpload-Metadata: filename "
                                        + name.toBase64() + ",filetype " + QByteArray("image/jpeg").toBase64()
                                        + "\r\nContent-Type: application/offset+octet-stream\r\n",
                                    bytes);
        EXPECT_EQ(made.status, 201) << made.body.constData();
        const qsizetype at = made.head.toLower().indexOf("parlor-photo:");
        return made.head.mid(at + 13, made.head.indexOf("\r", at) - at - 13).trimmed();
    }
};

} // namespace

TEST_P(ZArchive, IsNotUnpackedUnderAnyName) {
    const auto strays = [] {
        return QDir(QDir::tempPath()).entryList({u"z-*"_qs}, QDir::Files | QDir::System | QDir::Hidden);
    };
    const QStringList before = strays();
    for (const QByteArray& name : {QByteArray("archive.zip"), QByteArray("photo.jpg")}) {
        // Another byte behind it, so that it is another file.
        const QByteArray id = upload(name, GetParam().file + name.left(1));
        const QJsonObject row = looked(id);
        EXPECT_EQ(row.value(u"state").toString(), u"failed"_qs);
        EXPECT_EQ(row.value(u"reason").toString(), u"unsupported_type"_qs);
        EXPECT_TRUE(row.value(u"renderings").toArray().isEmpty());
    }
    QDirIterator files(server.dataDirectory(), QDir::Files | QDir::System | QDir::Hidden,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        EXPECT_FALSE(files.fileName().startsWith(u"z-", Qt::CaseInsensitive)) << qPrintable(files.filePath());
    }
    EXPECT_EQ(strays(), before);
}

INSTANTIATE_TEST_SUITE_P(Table, ZArchive, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ZTable, IsWhole) {
    QStringList names;
    for (const Row& row : rows())
        names += QString::fromLatin1(row.name);
    test::expectAllNumbers('Z', 10, names, {});
}

} // namespace parlor
