#include "client/core/net/httpclient.h"
#include "client/core/net/workerthread.h"
#include "client/core/photos/diskimagestore.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/fakeserver.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

using test::FakeAnswer;
using test::FakeRequest;
using test::FakeServer;
using test::waitFor;

class OneToken final : public TokenSource {
public:
    void accessToken(Answer answer) override { answer(u"token"_qs); }

    void distrust(const QString&) override {}
};

QColor colourOf(int photo) {
    return QColor(QColor::fromHsv(photo * 37 % 360, 200, 200).rgb());
}

QByteArray pictureOf(int photo) {
    QImage image(64, 48, QImage::Format_RGB32);
    image.fill(colourOf(photo));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

ImageRequest thumbOf(int photo) {
    ImageRequest request;
    request.photo = PhotoId(photo);
    request.hash = u"%1"_qs.arg(photo, 16, 16, QChar(u'0'));
    return request;
}

} // namespace

class DiskImages : public ::testing::Test {
protected:
    void SetUp() override {
        server.http = [this](const FakeRequest& request) -> FakeAnswer {
            const int photo = request.path.section(u'/', 3, 3).toInt();
            fetched.append(photo);
            if (broken)
                return {200, "not a picture at all", {}};
            return photo == 404 ? FakeAnswer{404, "{}", {}} : FakeAnswer{200, pictureOf(photo), {}};
        };
        ServerAddress address;
        address.url = server.url();
        api.setServer(address);
        makeStore(1'000'000);
    }

    void makeStore(std::int64_t budget) {
        store = std::make_unique<DiskImageStore>(api, executor, dir.filePath(u"pictures"_qs), budget);
    }

    /// What is answered for the request, or nothing within a few seconds.
    std::optional<Result<QImage>> asked(const ImageRequest& request) {
        std::optional<Result<QImage>> answer;
        store->request(request, [&](const Result<QImage>& image) { answer = image; });
        EXPECT_TRUE(waitFor([&] { return answer.has_value(); }));
        return answer;
    }

    [[nodiscard]] QFileInfoList files() const {
        return QDir(dir.filePath(u"pictures"_qs)).entryInfoList(QDir::Files);
    }

    [[nodiscard]] std::int64_t bytesKept() const {
        std::int64_t sum = 0;
        for (const QFileInfo& file : files())
            sum += file.size();
        return sum;
    }

    QTemporaryDir dir;
    FakeServer server;
    QtExecutor executor;
    OneToken tokens;
    WorkerThread network{u"network"_qs};
    HttpClient http{network, executor};
    Api api{http, tokens, executor};
    std::unique_ptr<DiskImageStore> store;
    QList<int> fetched;
    bool broken = false;
};

TEST_F(DiskImages, WhatWasFetchedOnceComesFromTheDisk) {
    ASSERT_TRUE(asked(thumbOf(5))->has_value());
    ASSERT_TRUE(waitFor([this] { return files().size() == 1; }));
    makeStore(1'000'000);
    const auto again = asked(thumbOf(5));
    ASSERT_TRUE(again->has_value());
    EXPECT_EQ((*again)->pixelColor(9, 9), colourOf(5));
    EXPECT_EQ(fetched.size(), 1);
}

TEST_F(DiskImages, AnotherHashIsAnotherPicture) {
    ASSERT_TRUE(asked(thumbOf(5))->has_value());
    ImageRequest edited = thumbOf(5);
    edited.hash = u"00000000000000ff"_qs;
    ASSERT_TRUE(asked(edited)->has_value());
    EXPECT_EQ(fetched.size(), 2);
    ASSERT_TRUE(waitFor([this] { return files().size() == 2; }));
}

TEST_F(DiskImages, ADamagedFileIsFetchedAnew) {
    ASSERT_TRUE(asked(thumbOf(5))->has_value());
    ASSERT_TRUE(waitFor([this] { return files().size() == 1; }));
    for (const QByteArray& damage : {QByteArray("garbage"), pictureOf(5).left(70)}) {
        fetched.clear();
        QFile file(files().first().absoluteFilePath());
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(damage);
        file.close();
        const auto answer = asked(thumbOf(5));
        ASSERT_TRUE(answer->has_value());
        EXPECT_EQ((*answer)->pixelColor(9, 9), colourOf(5));
        EXPECT_EQ(fetched.size(), 1);
        ASSERT_TRUE(
            waitFor([this] { return files().size() == 1 && files().first().size() == pictureOf(5).size(); }));
    }
}

TEST_F(DiskImages, WhatIsNoPictureIsNotKept) {
    broken = true;
    EXPECT_EQ(asked(thumbOf(5))->error().code, ErrorCode::UnsupportedType);
    broken = false;
    EXPECT_TRUE(asked(thumbOf(5))->has_value());
    EXPECT_EQ(fetched.size(), 2);
}

TEST_F(DiskImages, RefusalsAreToldAndDoNotBlockOthers) {
    EXPECT_FALSE(asked(thumbOf(404))->has_value());
    EXPECT_TRUE(asked(thumbOf(5))->has_value());
}

TEST_F(DiskImages, NothingButAHashBecomesPartOfAPath) {
    ImageRequest request = thumbOf(5);
    request.hash = u"../../../outside"_qs;
    ASSERT_TRUE(asked(request)->has_value());
    request.hash.clear();
    ASSERT_TRUE(asked(request)->has_value());
    EXPECT_TRUE(files().isEmpty());
    EXPECT_EQ(QDir(dir.path()).entryList(QDir::Files).size(), 0);
}

TEST_F(DiskImages, StaysWithinItsBudget) {
    const std::int64_t budget = pictureOf(1).size() * 10;
    makeStore(budget);
    for (int photo = 1; photo <= 40; ++photo)
        ASSERT_TRUE(asked(thumbOf(photo))->has_value());
    fetched.clear();
    // The file of the last is written behind its answer.
    ASSERT_TRUE(waitFor([&] {
        const auto last = asked(thumbOf(40));
        return last->has_value() && bytesKept() <= budget;
    }));
    EXPECT_GE(files().size(), 5);
    ASSERT_TRUE(asked(thumbOf(1))->has_value());
    EXPECT_TRUE(fetched.contains(1)) << "the least recently used went";
}

TEST_F(DiskImages, ManyAtOnceAreEachAnsweredOnceWithTheirOwn) {
    QHash<int, int> answers;
    int wrong = 0;
    for (int round = 0; round < 4; ++round)
        for (int photo = 1; photo <= 30; ++photo)
            store->request(thumbOf(photo), [&, photo, round](const Result<QImage>& image) {
                ++answers[round * 100 + photo];
                wrong += !image || image->pixelColor(30, 20) != colourOf(photo) ? 1 : 0;
            });
    ASSERT_TRUE(waitFor([&] { return answers.size() == 120; }));
    EXPECT_EQ(wrong, 0);
    for (const int count : std::as_const(answers))
        EXPECT_EQ(count, 1);
}

TEST_F(DiskImages, CancelledIsNeverAnsweredAndNotFetched) {
    int answers = 0;
    QList<ImageStore::Ticket> tickets;
    for (int photo = 1; photo <= 50; ++photo)
        tickets.append(store->request(thumbOf(photo), [&](const Result<QImage>&) { ++answers; }));
    for (const auto ticket : tickets)
        store->cancel(ticket);
    ASSERT_TRUE(asked(thumbOf(60))->has_value());
    EXPECT_EQ(answers, 0);
    EXPECT_EQ(fetched, QList<int>{60});
}

TEST_F(DiskImages, ScalesWhileDecodingAndReadsLocalFiles) {
    ImageRequest request = thumbOf(5);
    request.fit = QSize(32, 32);
    EXPECT_EQ((*asked(request))->size(), QSize(42, 32));
    const QString path = dir.filePath(u"mine.png"_qs);
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(pictureOf(7));
    file.close();
    fetched.clear();
    ImageRequest local;
    local.file = path;
    EXPECT_EQ((*asked(local))->pixelColor(1, 1), colourOf(7));
    local.file = dir.filePath(u"missing.png"_qs);
    EXPECT_EQ(asked(local)->error().code, ErrorCode::FileFailed);
    EXPECT_TRUE(fetched.isEmpty());
}

TEST_F(DiskImages, ClearForgetsFilesAndRequests) {
    ASSERT_TRUE(asked(thumbOf(5))->has_value());
    ASSERT_TRUE(waitFor([this] { return files().size() == 1; }));
    int answers = 0;
    store->request(thumbOf(6), [&](const Result<QImage>&) { ++answers; });
    store->clear();
    ASSERT_TRUE(waitFor([this] { return files().isEmpty(); }));
    ASSERT_TRUE(asked(thumbOf(5))->has_value());
    EXPECT_EQ(answers, 0);
}

} // namespace parlor::client
