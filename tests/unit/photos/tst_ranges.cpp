// What is served of a file, byte by byte: plain and sealed, across the borders of blocks, many at once.
#include "tests/unit/photos/photonode.h"

namespace parlor::server::test {
namespace {

constexpr qsizetype block = 64 * 1024;
constexpr qsizetype size = 3 * block + 1'234;

struct Row {
    const char* name;
    QByteArray range;
    int status;
    qsizetype from = 0;
    qsizetype length = 0;
};

/// One byte each.
QByteArray aThousand() {
    QByteArray ranges = "bytes=0-0";
    for (int i = 1; i < 1'000; ++i)
        ranges += ',' + QByteArray::number(i) + '-' + QByteArray::number(i);
    return ranges;
}

const Row rows[] = {
    {"Whole", {}, 200, 0, size},
    {"FirstByte", "bytes=0-0", 206, 0, 1},
    {"LastByte", "bytes=197841-197841", 206, size - 1, 1},
    {"LastByteAsSuffix", "bytes=-1", 206, size - 1, 1},
    {"LastOfABlock", "bytes=65535-65535", 206, block - 1, 1},
    {"FirstOfABlock", "bytes=65536-65536", 206, block, 1},
    {"AcrossABorder", "bytes=65535-65536", 206, block - 1, 2},
    {"AcrossTwoBorders", "bytes=65535-131072", 206, block - 1, block + 2},
    {"OneBlock", "bytes=65536-131071", 206, block, block},
    {"FromTheMiddleOn", "bytes=100000-", 206, 100'000, size - 100'000},
    {"EndBeyond", "bytes=197000-999999999", 206, 197'000, size - 197'000},
    {"Suffix", "bytes=-70000", 206, size - 70'000, 70'000},
    {"SuffixOfMoreThanAll", "bytes=-999999999", 206, 0, size},
    {"AllOfIt", "bytes=0-", 206, 0, size},
    {"BeyondTheEnd", "bytes=197842-", 416},
    {"FarBeyond", "bytes=18446744073709551615-", 416},
    {"EmptySuffix", "bytes=-0", 416},
    {"BackToFront", "bytes=9-1", 200, 0, size},
    {"Two", "bytes=0-0,5-5", 200, 0, size},
    {"AThousand", aThousand(), 200, 0, size},
    {"AThousandOfAllOfIt", "bytes=0-" + QByteArray(",0-").repeated(999), 200, 0, size},
    {"AnotherUnit", "items=0-1", 200, 0, size},
    {"Nonsense", "bytes=x-y", 200, 0, size},
};

class Ranges : public PhotoNodeTest, public ::testing::WithParamInterface<bool> {
protected:
    Ranges() {
        if (!GetParam())
            return;
        const QByteArray key = folder.filePath(u"master.key"_qs).toUtf8();
        EXPECT_TRUE(BlobKeys::makeKeyFile(key));
        node.stop();
        node.keyFiles = {key};
        node.start();
    }

    static QByteArray content() {
        QByteArray bytes = "picture ";
        for (int i = 0; bytes.size() < size; ++i)
            bytes += QByteArray::number(i) + ' ';
        return bytes.left(size);
    }
};

TEST_P(Ranges, AreExact) {
    const QByteArray bytes = content();
    const PhotoId id = node.upload("ann", bytes);
    node.looked(id);
    const QString address = u"/v1/photos/"_qs + id.toString() + u"/original"_qs;
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        const Headers headers = row.range.isEmpty() ? Headers() : Headers{{"range", row.range}};
        const HttpResponse response = node.send("GET", address, "ann", headers);
        EXPECT_EQ(response.status, row.status);
        EXPECT_EQ(header(response, "accept-ranges"), row.status == 416 ? "" : "bytes");
        if (row.status == 416) {
            EXPECT_EQ(header(response, "content-range"), "bytes */" + QByteArray::number(size));
            continue;
        }
        EXPECT_EQ(bodyOf(response), bytes.mid(row.from, row.length));
        const QByteArray range = "bytes " + QByteArray::number(row.from) + '-'
                                 + QByteArray::number(row.from + row.length - 1) + '/'
                                 + QByteArray::number(size);
        EXPECT_EQ(header(response, "content-range"), row.status == 206 ? range : QByteArray());
    }
}

TEST_P(Ranges, ManyAtOnceDoNotMixUp) {
    const QByteArray bytes = content();
    const PhotoId id = node.upload("ann", bytes);
    node.looked(id);
    const QString address = u"/v1/photos/"_qs + id.toString() + u"/original"_qs;
    std::vector<std::pair<qsizetype, std::shared_ptr<FakeExchange>>> asked;
    for (qsizetype at = 0; at + 5'000 < size; at += 4'999) {
        const QByteArray range = "bytes=" + QByteArray::number(at) + '-' + QByteArray::number(at + 4'999);
        asked.emplace_back(at, node.ask("GET", address, "ann", {{"range", range}}));
    }
    for (const auto& [at, exchange] : asked)
        node.router->handle(exchange);
    // Their bodies are read while others are asked for, in another order.
    for (auto one = asked.rbegin(); one != asked.rend(); ++one)
        EXPECT_EQ(bodyOf(one->second->response()), bytes.mid(one->first, 5'000)) << one->first;
}

TEST_P(Ranges, OfAVideoInAPhotoAreItsOwn) {
    const QByteArray movie = "movie inside " + content().left(100'000);
    const QByteArray bytes = "motion " + QByteArray(70'000, 'p') + movie;
    const PhotoId id = node.upload("ann", bytes);
    ASSERT_EQ(node.looked(id).facts.motionBytes, movie.size());
    const QString address = u"/v1/photos/"_qs + id.toString() + u"/video"_qs;
    const HttpResponse whole = node.send("GET", address, "ann");
    EXPECT_EQ(header(whole, "content-type"), "video/mp4");
    EXPECT_EQ(bodyOf(whole), movie);
    EXPECT_NE(header(whole, "etag"),
              header(node.send("GET", u"/v1/photos/"_qs + id.toString() + u"/original"_qs, "ann"), "etag"));
    EXPECT_EQ(bodyOf(node.send("GET", address, "ann", {{"range", "bytes=-1"}})), movie.right(1));
    EXPECT_EQ(bodyOf(node.send("GET", address, "ann", {{"range", "bytes=65530-70000"}})),
              movie.mid(65'530, 4'471));
    EXPECT_EQ(node.send("GET", address, "ann", {{"range", "bytes=100013-"}}).status, 416)
        << "not what lies behind it";
    EXPECT_EQ(node.send("GET", address, "ben").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Ranges, ::testing::Bool(),
                         [](const auto& kind) { return kind.param ? "sealed" : "plain"; });

} // namespace
} // namespace parlor::server::test
