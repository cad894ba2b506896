#include "tests/unit/cli/clirun.h"

#include <QFile>
#include <QRandomGenerator>

namespace parlor::cli {

using namespace parlor::test;

namespace {

QByteArray someBytes(qsizetype size, quint32 seed) {
    QRandomGenerator random(seed);
    QByteArray bytes;
    while (bytes.size() < size)
        bytes += static_cast<char>(random.bounded(256));
    return bytes;
}

/// A server whose addresses of zips lapse when the test wants.
struct ZipCommandTest : CliTest {
    struct Address {
        qsizetype breaksAfter = -1; ///< bytes; then it has lapsed
        bool lapsed = false;
        QByteArray etag = "\"one\"";
        QByteArray content = someBytes(300'000, 1);
    };

    struct Asked {
        QString path;
        QByteArray range, ifRange;
    };

    ZipCommandTest() {
        server.http = [this](const FakeRequest& request) {
            if (request.method == "POST" && request.path == u"/v1/archives")
                return make();
            asked.append({request.path, request.headers.value("range"), request.headers.value("if-range")});
            return give(addresses[static_cast<std::size_t>(request.path.section(u'/', -1).toInt())], request);
        };
    }

    FakeAnswer make() {
        const Address& address = addresses.at(made);
        return json({{u"size"_qs, address.content.size()},
                     {u"etag"_qs, QString::fromLatin1(address.etag)},
                     {u"files"_qs, 2},
                     {u"left_out"_qs, 0},
                     {u"url"_qs, u"/v1/archives/%1"_qs.arg(made++)}},
                    201);
    }

    static FakeAnswer give(Address& address, const FakeRequest& request) {
        if (address.lapsed)
            return problem(410, u"gone"_qs);
        FakeAnswer answer{200, address.content, {{"ETag", address.etag}}, address.breaksAfter};
        address.lapsed = address.breaksAfter >= 0;
        if (request.headers.value("if-range") == address.etag) {
            const QByteArray from = request.headers.value("range").mid(6).chopped(1);
            const qsizetype size = address.content.size();
            answer.status = 206;
            answer.body = address.content.mid(from.toLongLong());
            answer.headers.emplaceBack("Content-Range", "bytes " + from + '-' + QByteArray::number(size - 1)
                                                            + '/' + QByteArray::number(size));
        }
        return answer;
    }

    Finished download() { return run({u"download"_qs, u"9007199254740993"_qs, u"--zip"_qs, zip}); }

    QByteArray downloaded() const {
        QFile read(zip);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    }

    std::vector<Address> addresses;
    std::size_t made = 0;
    QList<Asked> asked;
    const QString zip = file(u"photos.zip"_qs);
};

} // namespace

TEST_F(ZipCommandTest, GoesOnAtANewAddressWhereTheLapsedOneBroke) {
    addresses = {{.breaksAfter = 100'000}, {}};
    const Finished finished = download();
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    EXPECT_TRUE(downloaded() == addresses[0].content);
    EXPECT_EQ(made, 2U);
    ASSERT_FALSE(asked.isEmpty());
    EXPECT_EQ(asked.last().path, u"/v1/archives/1"_qs);
    EXPECT_EQ(asked.last().range, "bytes=100000-");
    EXPECT_EQ(asked.last().ifRange, addresses[1].etag);
    EXPECT_FALSE(QFile::exists(zip + u".part"_qs));
}

TEST_F(ZipCommandTest, BeginsAnewWhenTheZipIsAnotherByThen) {
    addresses = {{.breaksAfter = 100'000}, {.etag = "\"two\"", .content = someBytes(200'000, 2)}};
    const Finished finished = download();
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    EXPECT_TRUE(downloaded() == addresses[1].content);
    EXPECT_EQ(made, 2U);
    ASSERT_FALSE(asked.isEmpty());
    EXPECT_EQ(asked.last().range, QByteArray());
}

TEST_F(ZipCommandTest, AsksForAsManyAddressesAsLapseWhileSomethingComes) {
    addresses = {{.breaksAfter = 100'000}, {.breaksAfter = 50'000}, {}};
    const Finished finished = download();
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    EXPECT_TRUE(downloaded() == addresses[0].content);
    ASSERT_FALSE(asked.isEmpty());
    EXPECT_EQ(asked.last().range, "bytes=150000-");
}

TEST_F(ZipCommandTest, GivesUpWhenANewAddressIsNoneEither) {
    addresses = {{.lapsed = true}, {.lapsed = true}, {}};
    const Finished finished = download();
    EXPECT_EQ(finished.exitCode, 65) << finished.errors.constData();
    EXPECT_EQ(made, 2U);
    EXPECT_FALSE(QFile::exists(zip));
}

TEST_F(ZipCommandTest, AnotherRunGoesOnWithWhatCameBefore) {
    addresses = {{.breaksAfter = 100'000}, {.lapsed = true}, {}};
    EXPECT_EQ(download().exitCode, 65);
    EXPECT_EQ(QFile(zip + u".part"_qs).size(), 100'000);
    const Finished finished = download();
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    EXPECT_TRUE(downloaded() == addresses[2].content);
    ASSERT_FALSE(asked.isEmpty());
    EXPECT_EQ(asked.last().range, "bytes=100000-");
}

} // namespace parlor::cli
