// I: pictures that hurt or pretend, through the upload API of the real programs. Each is told apart by what
// it is, whatever it is called; what comes out of it is clean, and the server stays the one it was.
#include "tests/integration/tables/tableserver.h"
#include "tests/support/samplephotos.h"
#include "tests/support/sampleraws.h"
#include "tests/support/sampletiffs.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <functional>
#include <string>

namespace parlor {

namespace {

using test::PhotoOptions;

struct Row {
    std::string name;
    std::function<QByteArray()> file;
    const char* state; ///< null: whatever, but answered
    const char* reason = "";
};

constexpr const char* badImage = "bad_image";
constexpr const char* tooLarge = "image_too_large";
constexpr const char* unsupported = "unsupported_type";

QByteArray big(quint32 value) {
    const std::array bytes{static_cast<char>(value >> 24), static_cast<char>(value >> 16),
                           static_cast<char>(value >> 8), static_cast<char>(value)};
    return {bytes.data(), bytes.size()};
}

/// PNG 5.3: length, type, data, CRC-32 of the last two.
QByteArray pngChunk(const QByteArray& type, const QByteArray& data) {
    quint32 sum = 0xffffffff;
    for (const char c : type + data) {
        sum ^= static_cast<quint8>(c);
        for (int bit = 0; bit < 8; ++bit)
            sum = sum >> 1 ^ (0xedb88320 & (0 - (sum & 1)));
    }
    return big(static_cast<quint32>(data.size())) + type + data + big(~sum);
}

QByteArray spoiled(QByteArray file, qsizetype at) {
    file[at] = static_cast<char>(file.at(at) ^ 0x55);
    return file;
}

QByteArray noWidth() {
    QByteArray file = test::pngPhoto({.width = 8, .height = 8});
    return file.replace(16, 4, QByteArray(4, '\0'));
}

QByteArray hugeProgressive() {
    QByteArray file = test::hugeJpegHeader();
    return file.replace("\xff\xc0", "\xff\xc2");
}

/// Ten thousand frames of nothing.
QByteArray animatedPng() {
    QByteArray file = test::pngPhoto({.width = 64, .height = 48});
    QByteArray frames = pngChunk("acTL", big(10'000) + big(0));
    for (quint32 i = 0; i < 10'000; ++i)
        frames += pngChunk("fcTL", big(i) + big(1) + big(1) + big(0) + big(0) + QByteArray(6, '\0'));
    return file.insert(33, frames); // behind IHDR
}

QByteArray gifOfManyFrames() {
    QByteArray file = test::gifPhoto({.width = 64, .height = 48});
    const QByteArray dot("\x2c\0\0\0\0\x01\0\x01\0\0\2\2\x44\1\0", 15);
    return file.insert(file.size() - 1, dot.repeated(65'535));
}

QByteArray webp(const QByteArray& chunks) {
    QByteArray size = big(static_cast<quint32>(chunks.size() + 4));
    std::reverse(size.begin(), size.end());
    return "RIFF" + size + "WEBP" + chunks;
}

/// A JPEG with this EXIF structure.
QByteArray withExif(const QByteArray& tiff) {
    const QByteArray content = QByteArray("Exif\0\0", 6) + tiff;
    QByteArray file = test::jpegPhoto({.exif = false});
    return file.insert(2, "\xff\xe1" + big(static_cast<quint32>(content.size() + 2)).mid(2) + content);
}

std::vector<Row> rows() {
    std::vector<Row> all{
        {"I1_NoByte", [] { return QByteArray(); }, "failed", badImage},
        {"I2_OneByte", [] { return QByteArray("x"); }, "failed", unsupported},
        {"I3_JpegCutOff", [] { return test::truncated(test::jpegPhoto(), 0.6); }, "damaged", badImage},
        {"I3_HeadOnly", [] { return test::jpegPhoto().left(100); }, "failed", badImage},
        {"I4_WrongSumOfTheHead", [] { return spoiled(test::pngPhoto(), 30); }, nullptr},
        {"I5_NoWidth", noWidth, "failed", badImage},
        {"I6_65535SquareIn69Bytes", test::hugePng, "failed", tooLarge},
        {"I7_2147483647Wide", [] { return test::emptyPng(0x7fffffff, 16); }, "failed", tooLarge},
        {"I7_2147483647Square", [] { return test::emptyPng(0x7fffffff, 0x7fffffff); }, "failed", tooLarge},
        {"I8_OneBit", [] { return test::emptyPng(29'000, 29'000); }, "failed", tooLarge},
        {"I8_OneBit50000Square", [] { return test::emptyPng(50'000, 50'000); }, "failed", tooLarge},
        {"I9_Interlaced", [] { return test::emptyPng(9'000, 9'000, true); }, "failed", tooLarge},
        {"I9_Interlaced400Megapixels", [] { return test::emptyPng(20'000, 20'000, true); }, "failed",
         tooLarge},
        {"I10_Progressive", hugeProgressive, "failed", tooLarge},
        {"I10_ThousandScans", [] { return test::scanBombJpeg(1'000); }, "failed", badImage},
        {"I11_TextBomb", test::textBombPng, "failed", badImage},
        {"I12_AnimatedPng", animatedPng, nullptr},
        {"I13_HugeFrame", test::hugeGif, "failed", tooLarge},
        {"I13_ManyFrames", gifOfManyFrames, nullptr},
        {"I13_WrongLzw", [] { return spoiled(test::gifPhoto(), test::gifPhoto().size() / 2); }, nullptr},
        {"I14_LosslessNoise",
         [] { return webp("VP8L" + QByteArray("\x40\0\0\0\x2f", 5) + QByteArray(63, '\xa7')); }, "failed",
         badImage},
        {"I15_AnimatedWebP",
         [] {
             return webp(QByteArray("VP8X\x0a\0\0\0\2\0\0\0\xfe\x3f\0\xfe\x3f\0", 18) + "ANIM"
                         + QByteArray("\6\0\0\0\0\0\0\0\0\0", 10));
         },
         "failed"},
        {"I16_Tiles", [] { return test::tiledHeicPhoto(5, 4, 128); }, "ready"},
        {"I16_TilesCutOff", [] { return test::truncated(test::tiledHeicPhoto(5, 4, 128), 0.5); }, nullptr},
        {"I16_AThousandTiles", [] { return test::heicOfEqualTiles(40, 25, 64); }, "ready"},
        {"I16_GridOfItself", test::heicGridOfItself, "failed", badImage},
        {"I17_Grid", [] { return test::tiledHeicPhoto(5, 4, 128, true); }, "ready"},
        {"I18_CircularDirectories", test::circularDng, "failed"},
        {"I19_StripBeyondTheEnd", [] { return test::dngPointingTo(0xfffffff0, 0x7fffffff); }, "failed"},
        {"I20_Bmp", [] { return QByteArray("BM\x46\0\0\0\0\0\0\0\x36\0\0\0", 14); }, "failed", unsupported},
        {"I21_Svg", test::svgPicture, "failed", unsupported},
        {"I22_Pdf", [] { return QByteArray("%PDF-1.7\n%\xe2\xe3"); }, "failed", unsupported},
        {"I22_PostScript", [] { return QByteArray("%!PS-Adobe-3.0 EPSF-3.0"); }, "failed", unsupported},
        {"I22_Mvg", [] { return QByteArray("push graphic-context\n"); }, "failed", unsupported},
        {"I22_Xbm", [] { return QByteArray("#define x_width 16\n"); }, "failed", unsupported},
        {"I23_JpegAndZip", [] { return test::jpegPhoto() + "PK\x03\x04<script>alert(1)</script>"; }, "ready"},
        {"I23_PngAndZip", [] { return test::pngPhoto() + "PK\x03\x04<script>alert(1)</script>"; }, nullptr},
        {"I24_Orientation0", [] { return test::jpegPhoto({.orientation = 0}); }, "ready"},
        {"I24_Orientation9", [] { return test::jpegPhoto({.orientation = 9}); }, "ready"},
        {"I24_Orientation65535", [] { return test::jpegPhoto({.orientation = 65'535}); }, "ready"},
        {"I25_DirectoryThatIsItsOwnNext",
         [] { return withExif(QByteArray("MM\0*\0\0\0\x08\0\0\0\0\0\x08", 14)); }, "ready"},
        {"I25_64KiBOfPointers",
         [] {
             return withExif(QByteArray("MM\0*\0\0\0\x08\x0a\x00", 10)
                             + QByteArray("\x87\x69\0\4\0\0\0\1\0\0\0\x08", 12).repeated(5'000));
         },
         "ready"},
        {"I26_Place", [] { return test::jpegPhoto({.latitude = 48.137154, .longitude = 11.576124}); },
         "ready"},
        {"I27_TenMegabytesOfXmp", [] { return test::webpPhoto({.xmp = QByteArray(10'000'000, 'x')}); },
         nullptr},
        {"I28_BrokenProfile", [] { return test::jpegPhoto({.profile = test::displayP3Profile().left(200)}); },
         "ready"},
        {"I28_BigProfile", [] { return test::webpPhoto({.profile = QByteArray(300'000, 'x')}); }, "ready"},
        {"I29_Cmyk", [] { return test::jpegPhoto({.cmyk = true}); }, "ready"},
        {"I29_SixteenBit", [] { return test::pngPhoto({.sixteenBit = true}); }, "ready"},
        {"I29_Float", [] { return test::floatTiffPhoto(); }, "ready"},
        {"I29_Lab", [] { return test::labTiffPhoto(); }, "ready"},
    };
    for (int sixteenths = 1; sixteenths < 16; ++sixteenths)
        all.push_back({"I3_JpegCutAt" + std::to_string(sixteenths) + "Of16",
                       [sixteenths] {
                           return test::truncated(test::jpegPhoto({.width = 320, .height = 240}),
                                                  sixteenths / 16.0);
                       },
                       nullptr});
    return all;
}

class IPicture : public test::TableTest, public ::testing::WithParamInterface<Row> {
protected:
    [[nodiscard]] static QByteArray bearer(const QByteArray& token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    [[nodiscard]] QByteArray bearer() const { return bearer(server.tokenOf(server.ada)); }

    static server::RawClient::Response upload(const QByteArray& headers, const QByteArray& bytes,
                                              const QByteArray& metadata) {
        return test::ask(
            "POST /v1/uploads",
            headers + "Tus-Resumable: 1.0.0\r\nUpload-Length: " + QByteArray::number(bytes.size())
                + "\r\nUpload-Metadata: " + metadata
                + (bytes.isEmpty() ? "\r\n" : "\r\nContent-Type: application/offset+octet-stream\r\n"),
            bytes);
    }

    static QByteArray header(const server::RawClient::Response& response, const QByteArray& name) {
        const qsizetype at = response.head.toLower().indexOf('\n' + name + ':');
        const qsizetype from = at + name.size() + 2;
        return at < 0 ? QByteArray()
                      : response.head.mid(from, response.head.indexOf('\r', from) - from).trimmed();
    }

    /// The row once somebody has looked at it.
    [[nodiscard]] QJsonObject looked(const QByteArray& id) const {
        QJsonObject row;
        EXPECT_TRUE(test::waitFor(
            [&] {
                row = QJsonDocument::fromJson(test::ask("GET /v1/photos/" + id, bearer()).body).object();
                return !row.isEmpty() && row.value(u"state").toString() != u"pending";
            },
            60'000));
        return row;
    }
};

class ISocket : public IPicture {};

} // namespace

TEST_P(IPicture, EndsAsItMust) {
    const QByteArray file = GetParam().file();
    const QByteArray name =
        QByteArray::fromStdString(GetParam().name) + ".png"; // I30: nobody believes the name
    const auto made = upload(
        bearer(), file, "filename " + name.toBase64() + ",filetype " + QByteArray("image/jpeg").toBase64());
    ASSERT_EQ(made.status, 201) << made.body.constData();
    const QByteArray id = header(made, "parlor-photo");
    const QJsonObject row = looked(id);
    const std::string state = row.value(u"state").toString().toStdString();
    const std::string reason = row.value(u"reason").toString().toStdString();
    if (GetParam().state != nullptr) {
        EXPECT_EQ(state, GetParam().state) << reason;
    }
    if (*GetParam().reason != 0) {
        EXPECT_EQ(reason, GetParam().reason);
    }
    EXPECT_EQ(reason.empty(), state == "ready");
    for (const char* kind : {"thumb", "view"}) {
        const auto rendering = test::ask("GET /v1/photos/" + id + '/' + kind, bearer());
        if (state == "failed") { // it says why
            EXPECT_EQ(rendering.status, reason == "unsupported_type" ? 415 : 422) << kind;
            EXPECT_EQ(
                QJsonDocument::fromJson(rendering.body).object().value(u"code").toString().toStdString(),
                reason);
            continue;
        }
        ASSERT_EQ(rendering.status, 200) << kind;
        EXPECT_TRUE(header(rendering, "content-type").startsWith("image/"));
        EXPECT_FALSE(rendering.body.contains("<script>"));
        for (const QByteArray& marker : test::forbiddenMarkers())
            EXPECT_FALSE(rendering.body.contains(marker)) << kind << " holds " << marker.constData();
    }
    const auto original = test::ask("GET /v1/photos/" + id + "/original", bearer());
    EXPECT_EQ(original.body, file);
    EXPECT_TRUE(header(original, "content-disposition").startsWith("attachment"));
    EXPECT_EQ(header(original, "x-content-type-options"), "nosniff");
}

INSTANTIATE_TEST_SUITE_P(Table, IPicture, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.name; });

TEST_F(ISocket, I30_TheBytesSayWhatItIs) {
    const QByteArray file = test::jpegPhoto({.seed = 30});
    const auto made = upload(bearer(), file, "filename " + QByteArray("i.png").toBase64());
    const QJsonObject row = looked(header(made, "parlor-photo"));
    EXPECT_EQ(row.value(u"facts").toObject().value(u"mime").toString(), u"image/jpeg"_qs);
}

TEST_F(ISocket, I31_AWrongSumIsRefused) {
    const QByteArray file = test::jpegPhoto({.seed = 31});
    const QByteArray sum = QCryptographicHash::hash("another", QCryptographicHash::Sha256).toHex();
    const auto made =
        upload(bearer(), file, "filename " + QByteArray("i.jpg").toBase64() + ",sha256 " + sum.toBase64());
    EXPECT_EQ(made.status, 460);
    EXPECT_EQ(test::codeOf(made), u"checksum_mismatch"_qs);
    EXPECT_TRUE(header(made, "parlor-photo").isEmpty());
}

TEST_F(ISocket, I32_TheSameTwiceIsOnePhotoOfOnePerson) {
    const QByteArray file = test::jpegPhoto({.seed = 32});
    const QByteArray metadata = "filename " + QByteArray("i.jpg").toBase64();
    const auto first = upload(bearer(), file, metadata);
    const auto again = upload(bearer(), file, metadata);
    const auto others = upload(bearer(server.tokenOf(server.bo)), file, metadata);
    EXPECT_EQ(header(again, "parlor-photo"), header(first, "parlor-photo"));
    EXPECT_EQ(header(again, "parlor-result"), "had");
    EXPECT_NE(header(others, "parlor-photo"), header(first, "parlor-photo"));
    EXPECT_EQ(header(others, "parlor-result"), "uploaded");
}

TEST(ITable, IsWhole) {
    QStringList names{u"I30"_qs, u"I31"_qs, u"I32"_qs};
    for (const Row& row : rows())
        names += QString::fromStdString(row.name);
    const test::NotHere notHere[] = {
        {"I33", "files spoiled at random are those of the fault tests (Mutants)"},
        {"I34", "corpora, our own and those of others, are those of the fault tests, too"},
    };
    test::expectAllNumbers('I', 34, names, notHere);
}

} // namespace parlor
