// F: names of files as people and programs send them. A name is what is shown, never a path, a header or a
// command; the file lies under its hash and comes back whole, as an attachment.
#include "tests/integration/tables/tableserver.h"

#include <QDirIterator>
#include <QJsonDocument>

namespace parlor {

namespace {

struct Row {
    const char* name;
    QByteArray sent; ///< as it stands in Upload-Metadata before base64
    QString kept;    ///< null: any that is valid
};

std::vector<Row> rows() {
    return {
        {"F1_DotDotSlash", "../../etc/passwd", u"passwd"_qs},
        {"F1_DotDotAlone", "..", u"file"_qs},
        {"F2_Absolute", "/etc/shadow", u"shadow"_qs},
        {"F3_Drive", "C:\\a.jpg", u"a.jpg"_qs},
        {"F4_DotDotBackslash", "..\\..\\b.jpg", u"b.jpg"_qs},
        {"F5_256Bytes", QByteArray(252, 'n') + ".jpg", QString(196, u'n') + u".jpg"_qs},
        {"F5_LongOfWideLetters", QByteArray("\xf0\x9f\x98\x80").repeated(80) + ".jpg", {}},
        {"F6_Nul", QByteArray("a\0b.jpg", 7), u"ab.jpg"_qs},
        {"F7_NewLineAndHeader", "a\r\nX-Evil: 1.jpg", u"a X-Evil_ 1.jpg"_qs},
        {"F8_TwoEndings", "photo.jpg.exe", u"photo.jpg.exe"_qs},
        {"F9_RightToLeft", "photo_\u202egpj.exe", u"photo_gpj.exe"_qs},
        {"F10_Option", "-rf", u"_-rf"_qs},
        {"F11_DotAndSpaceAtTheEnd", "trailing. ", u"trailing"_qs},
        {"F12_Device", "COM1.jpg", u"_COM1.jpg"_qs},
        {"F13_Hidden", ".htaccess", u"htaccess"_qs},
        {"F14_NotUtf8", "bad\xff\xfe.jpg", {}},
        {"F15_QuoteAndParameter", "a\"; filename*=x.jpg", u"a_; filename_=x.jpg"_qs},
        {"F16_Emoji", "\U0001F600.jpg", u"\U0001F600.jpg"_qs},
    };
}

class FName : public test::TableTest, public ::testing::WithParamInterface<Row> {
protected:
    static QByteArray header(const server::RawClient::Response& response, QByteArrayView name) {
        for (const QByteArray& line : response.head.split('\n'))
            if (const qsizetype colon = line.indexOf(':');
                colon > 0 && line.left(colon).trimmed().toLower() == name)
                return line.mid(colon + 1).trimmed();
        return {};
    }
};

} // namespace

TEST_P(FName, IsShownAndNothingElse) {
    const QByteArray bearer = "Authorization: Bearer " + server.tokenOf(server.ada) + "\r\n";
    const QByteArray bytes = "the file of " + QByteArray(GetParam().name);
    const auto made =
        test::ask("POST /v1/uploads",
                  bearer + "Tus-Resumable: 1.0.0\r\nUpload-Length: " + QByteArray::number(bytes.size())
                      + "\r\nUpload-Metadata: filename " + GetParam().sent.toBase64()
                      + "\r\nContent-Type: application/offset+octet-stream\r\n",
                  bytes);
    ASSERT_EQ(made.status, 201) << made.body.constData();
    const QByteArray id = header(made, "parlor-photo");
    const auto row = test::ask("GET /v1/photos/" + id, bearer);
    const QString name = QJsonDocument::fromJson(row.body).object().value(u"name").toString();
    if (!GetParam().kept.isNull()) {
        EXPECT_EQ(name.toStdString(), GetParam().kept.toStdString());
    }
    EXPECT_FALSE(name.isEmpty());
    EXPECT_LE(name.toUtf8().size(), 200);
    EXPECT_FALSE(name.contains(u'/') || name.contains(u'\\') || name.contains(QChar(0)));

    const auto file = test::ask("GET /v1/photos/" + id + "/original", bearer);
    EXPECT_EQ(file.body, bytes);
    EXPECT_TRUE(header(file, "x-evil").isEmpty());
    const QByteArray disposition = header(file, "content-disposition");
    EXPECT_TRUE(disposition.startsWith("attachment; filename=\"")) << disposition.constData();
    for (const char c : disposition)
        EXPECT_TRUE(c >= 0x20 && c < 0x7f) << disposition.constData();
    EXPECT_EQ(disposition.count('"'), 2) << "the name ends where it ends: " << disposition.constData();

    QDirIterator files(server.dataDirectory(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        EXPECT_FALSE(name.size() > 3 && files.fileName().contains(name)) << "stored under its hash";
    }
}

INSTANTIATE_TEST_SUITE_P(Table, FName, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FTable, IsWhole) {
    QStringList names;
    for (const Row& row : rows())
        names += QString::fromLatin1(row.name);
    test::expectAllNumbers('F', 16, names, {});
}

} // namespace parlor
