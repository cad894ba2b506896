// Z: archives. Nothing that people send is unpacked: an archive is refused by its first bytes, whatever it is
// called and whatever stands in it, and leaves nothing behind but its own bytes, kept for a day.
#include "tests/integration/tables/tableserver.h"
#include "tests/support/waiting.h"

#include <QDirIterator>
#include <QJsonDocument>

namespace parlor {

namespace {

QByteArray little(quint32 value, int bytes) {
    QByteArray out;
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
}

struct Entry {
    QByteArray name;
    QByteArray content;
    quint32 crc = 0;
    quint32 claimed = 0;    ///< unpacked size; 0: what it is
    quint32 attributes = 0; ///< Unix mode << 16
    int method = 0;
};

/// APPNOTE.TXT 4.3: local heads with their contents, the directory, its end.
QByteArray zip(const QList<Entry>& entries, int counted = -1, bool overlapping = false) {
    QByteArray file;
    QByteArray directory;
    for (const Entry& entry : entries) {
        const quint32 at = overlapping ? 0 : static_cast<quint32>(file.size());
        const quint32 size = entry.claimed != 0 ? entry.claimed : static_cast<quint32>(entry.content.size());
        const QByteArray common = little(20, 2) + little(0, 2) + little(static_cast<quint32>(entry.method), 2)
                                  + little(0, 4) + little(entry.crc, 4)
                                  + little(static_cast<quint32>(entry.content.size()), 4) + little(size, 4)
                                  + little(static_cast<quint32>(entry.name.size()), 2) + little(0, 2);
        if (!overlapping || file.isEmpty())
            file += "PK\3\4" + common + entry.name + entry.content;
        directory += "PK\1\2" + little(0x031e, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
                     + little(entry.attributes, 4) + little(at, 4) + entry.name;
    }
    const auto count = static_cast<quint32>(counted < 0 ? entries.size() : counted);
    return file + directory + "PK\5\6" + little(0, 4) + little(count, 2) + little(count, 2)
           + little(static_cast<quint32>(directory.size()), 4) + little(static_cast<quint32>(file.size()), 4)
           + little(0, 2);
}

QByteArray nested(int depth) {
    QByteArray file = zip({{"0.txt", "innermost"}});
    for (int i = 1; i <= depth; ++i)
        file =
            zip({{QByteArray::number(i) + ".zip", file}, {QByteArray::number(i) + "b.zip", file.left(64)}});
    return file;
}

QByteArray ofManyEntries() {
    QList<Entry> entries;
    for (int i = 0; i < 5'000; ++i)
        entries.append({QByteArray::number(i), "x"});
    return zip(entries, 0xffff);
}

struct Row {
    const char* name;
    QByteArray file;
};

std::vector<Row> rows() {
    const quint32 link = 0120777u << 16;
    return {
        {"Z1_Slip", zip({{"../../z-slipped.txt", "out"}})},
        {"Z1_SlipBackwards", zip({{"..\\..\\z-slipped.txt", "out"}})},
        {"Z2_Link", zip({{"z-link", "/etc/passwd", 0, 0, link}, {"z-link/x", "through it"}})},
        {"Z3_Nested", nested(16)},
        // Deflate's stored block, whose head claims a gigabyte.
        {"Z4_AGigabyteOfZeros", zip({{"z-zeros", QByteArray("\x01\0\0\xff\xff", 5), 0, 0x40000000, 0, 8}})},
        {"Z5_ManyEntries", ofManyEntries()},
        {"Z6_Overlapping", zip({{"z-a", "same"}, {"z-b", "same"}, {"z-c", "same"}}, -1, true)},
        {"Z7_NamesDifferByCase", zip({{"z-name", "1"}, {"Z-NAME", "2"}})},
        {"Z8_WrongSum", zip({{"z-sum", "content", 0xdeadbeef}})},
        {"Z9_Truncated", zip({{"z-cut", QByteArray(500, 'z')}}).left(200)},
        {"Z10_AbsolutePath", zip({{"/tmp/z-absolute.txt", "out"}})},
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
