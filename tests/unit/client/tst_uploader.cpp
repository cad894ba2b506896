#include "client/core/photos/uploader.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/fakeserver.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <map>

namespace parlor::client {

using namespace parlor::test;

namespace {

struct Tokens final : TokenSource {
    void accessToken(Answer answer) override { answer(u"at"_qs); }

    void distrust(const QString&) override {}
};

/// A server that speaks just enough tus 1.0, and can be told to break.
struct TusServer {
    explicit TusServer(FakeServer& s) : server(s) {
        server.http = [this](const FakeRequest& request) { return answer(request); };
        server.cutAt = [this](const FakeRequest& request) -> std::int64_t {
            if (request.method != "PATCH" || cuts <= 0)
                return -1;
            return 100'000;
        };
    }

    FakeAnswer answer(const FakeRequest& request) {
        log.append(request.method + ' ' + request.path.toLatin1());
        if (request.path == u"/v1/photos/check") {
            QJsonArray known, need;
            for (const QJsonValue& hash :
                 QJsonDocument::fromJson(request.body).object()[u"hashes"_qs].toArray()) {
                if (have.contains(hash.toString()))
                    known.append(QJsonObject{{u"sha256"_qs, hash}, {u"id"_qs, have.value(hash.toString())}});
                else
                    need.append(hash);
            }
            return json({{u"have"_qs, known}, {u"trashed"_qs, QJsonArray()}, {u"need"_qs, need}});
        }
        if (request.method == "POST" && request.path == u"/v1/uploads") {
            if (!refusal.isEmpty())
                return {refusalStatus, refusal, {}};
            const int id = ++uploads;
            sizes[id] = request.headers.value("upload-length").toLongLong();
            return {
                201, {}, {{"Location", "/v1/uploads/" + QByteArray::number(id)}, {"Tus-Resumable", "1.0.0"}}};
        }
        if (request.path.startsWith(u"/v1/uploads/")) {
            const int id = request.path.section(u'/', 3).toInt();
            if (!sizes.contains(id))
                return {404, {}, {}};
            if (request.method == "HEAD")
                return {200, {}, {{"Upload-Offset", QByteArray::number(bytes[id].size())}}};
            if (request.method == "PATCH")
                return patch(id, request);
            return {204, {}, {}};
        }
        if (request.path.startsWith(u"/v1/photos/"))
            return photo(PhotoId(request.path.section(u'/', 3).toLongLong()));
        return {404, {}, {}};
    }

    FakeAnswer patch(int id, const FakeRequest& request) {
        if (request.headers.value("upload-offset").toLongLong() != bytes[id].size())
            return {409, R"({"code":"offset_mismatch"})", {}};
        largestPatch = std::max(largestPatch, request.body.size());
        bytes[id] += request.body;
        QList<std::pair<QByteArray, QByteArray>> headers{
            {"Upload-Offset", QByteArray::number(bytes[id].size())}};
        if (bytes[id].size() == sizes[id]) {
            headers.emplace_back("Parlor-Photo", QByteArray::number(100 + id));
            headers.emplace_back("Parlor-Result", "uploaded");
        }
        return {204, {}, headers};
    }

    FakeAnswer photo(PhotoId id) {
        Photo made;
        made.id = id;
        made.owner = PersonId(1);
        made.state = state;
        made.reason = reason;
        made.sha256 = QByteArray(32, 'x');
        return {200, codec::toBytes(made), {}};
    }

    static FakeAnswer json(const QJsonObject& object) { return {200, QJsonDocument(object).toJson(), {}}; }

    FakeServer& server;
    QList<QByteArray> log;
    QHash<QString, QString> have;
    std::map<int, qint64> sizes;
    std::map<int, QByteArray> bytes;
    qsizetype largestPatch = 0;
    int uploads = 0;
    int cuts = 0;
    QByteArray refusal;
    int refusalStatus = 0;
    PhotoState state = PhotoState::Ready;
    QString reason;
};

struct UploaderTest : testing::Test {
    UploaderTest() : tus(server) { begin(); }

    /// The program ends and starts again.
    void begin() {
        uploader.reset();
        parts.reset();
        parts = std::make_unique<Parts>(dir.filePath(u"client.sqlite"_qs));
        ServerAddress address;
        address.url = server.url();
        parts->api.setServer(address);
        const auto start =
            await(parts->cache.ask([](CacheDatabase& database) { return database.begin(u"1"_qs); }));
        transfers.clear();
        finished.clear();
        uploader =
            std::make_unique<Uploader>(parts->api, parts->cache, parts->hasher, parts->executor, parts->clock,
                                       Uploader::Hooks{[this](const Transfer& t) { transfers[t.id] = t; },
                                                       [this](TransferId id) { transfers.erase(id); },
                                                       [this](const Transfer& t) { finished.append(t); }});
        uploader->restore(start->transfers);
    }

    QString file(const QString& name, qsizetype size) {
        QFile made(dir.filePath(name));
        EXPECT_TRUE(made.open(QIODevice::WriteOnly));
        QByteArray content(size, Qt::Uninitialized);
        for (qsizetype i = 0; i < size; ++i)
            content[i] = static_cast<char>((i * 2654435761U + static_cast<unsigned>(name.size())) >> 13);
        made.write(content);
        contents[made.fileName()] = content;
        return made.fileName();
    }

    struct Parts {
        explicit Parts(const QString& database)
            : http(network, executor), api(http, tokens, executor), cache(thread, database) {}

        SystemClock clock;
        QtExecutor executor;
        WorkerThread network{u"network"_qs};
        WorkerThread thread{u"cache"_qs};
        Tokens tokens;
        HttpClient http;
        Api api;
        Cache cache;
        Hasher hasher;
    };

    QTemporaryDir dir;
    FakeServer server;
    TusServer tus;
    std::unique_ptr<Parts> parts;
    std::map<TransferId, Transfer> transfers;
    QList<Transfer> finished;
    QHash<QString, QByteArray> contents;
    std::unique_ptr<Uploader> uploader;
};

} // namespace

TEST_F(UploaderTest, UploadsInWindows) {
    const QString path = file(u"a.jpg"_qs, 20 * 1024 * 1024);
    uploader->add(path, {}, Uploader::Finish::Processed);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(finished[0].state, TransferState::Done);
    EXPECT_EQ(finished[0].photo, PhotoId(101));
    EXPECT_FALSE(finished[0].had);
    EXPECT_TRUE(tus.bytes[1] == contents[path]);
    EXPECT_EQ(tus.largestPatch, 8 * 1024 * 1024);
}

TEST_F(UploaderTest, WhatIsThereIsNotSent) {
    const QString path = file(u"a.jpg"_qs, 1'000);
    tus.have.insert(
        QString::fromLatin1(QCryptographicHash::hash(contents[path], QCryptographicHash::Sha256).toHex()),
        u"77"_qs);
    uploader->add(path, {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_TRUE(finished[0].had);
    EXPECT_EQ(finished[0].photo, PhotoId(77));
    EXPECT_EQ(tus.uploads, 0);
}

TEST_F(UploaderTest, AVideoMayBeLargerThanAPicture) {
    const qint64 size = limits::imageFile + 1; // sparse: takes no room
    for (const QString& name : {u"large.jpg"_qs, u"large.mp4"_qs}) {
        QFile sparse(dir.filePath(name));
        ASSERT_TRUE(sparse.open(QIODevice::WriteOnly) && sparse.resize(size));
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const QByteArray zeros(1024 * 1024, '\0');
    for (qint64 left = size; left > 0; left -= zeros.size())
        hash.addData(QByteArrayView(zeros).first(std::min<qint64>(left, zeros.size())));
    tus.have.insert(QString::fromLatin1(hash.result().toHex()), u"77"_qs);
    uploader->add(dir.filePath(u"large.jpg"_qs), {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(finished[0].reason, ErrorCode::TooLarge);
    uploader->add(dir.filePath(u"large.mp4"_qs), {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 2; }));
    EXPECT_EQ(finished[1].state, TransferState::Done);
    EXPECT_EQ(finished[1].photo, PhotoId(77));
}

TEST_F(UploaderTest, TheServersLimitsCount) {
    ServerLimits small;
    small.imageBytes = 999;
    small.videoBytes = 1'000;
    uploader->setLimits(small);
    const QString picture = file(u"a.jpg"_qs, 1'000);
    const QString video = file(u"b.mp4"_qs, 1'000);
    uploader->add(picture, {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(finished[0].reason, ErrorCode::TooLarge);
    EXPECT_EQ(tus.uploads, 0) << "nothing of it was sent";
    uploader->add(video, {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 2; }));
    EXPECT_EQ(finished[1].state, TransferState::Done);
}

TEST_F(UploaderTest, AManyFilesAreAskedAboutTogether) {
    QStringList paths;
    for (int i = 0; i < 40; ++i)
        paths.append(file(u"%1.jpg"_qs.arg(QString(i + 1, u'x')), 500 + i));
    for (const QString& path : paths)
        uploader->add(path, {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 40; }));
    EXPECT_LT(tus.log.count("POST /v1/photos/check"), 20);
    EXPECT_EQ(tus.uploads, 40);
}

TEST_F(UploaderTest, GoesOnWhereTheServerIs) {
    const QString path = file(u"a.jpg"_qs, 3'000'000);
    tus.cuts = 1;
    server.cutAt = [this](const FakeRequest& request) -> std::int64_t {
        return request.method == "PATCH" && tus.cuts > 0 ? 1'000'000 : -1;
    };
    uploader->add(path, {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return !server.cutBody.isEmpty(); }));
    // The part that came before the cut is on the server's disk.
    tus.bytes[1] = server.cutBody;
    tus.cuts = 0;
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(tus.uploads, 1);
    EXPECT_TRUE(tus.bytes[1] == contents[path]);
    EXPECT_TRUE(tus.log.contains("HEAD /v1/uploads/1"));
}

TEST_F(UploaderTest, TheQueueAndThePlaceSurviveTheEndOfTheProgram) {
    const QString path = file(u"a.jpg"_qs, 3'000'000);
    tus.cuts = 1;
    server.cutAt = [this](const FakeRequest& request) -> std::int64_t {
        return request.method == "PATCH" && tus.cuts > 0 ? 1'000'000 : -1;
    };
    uploader->add(path, {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return !server.cutBody.isEmpty(); }));
    tus.bytes[1] = server.cutBody;
    tus.cuts = 0;
    begin();
    ASSERT_EQ(transfers.size(), 1U);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(tus.uploads, 1) << "the same upload goes on";
    EXPECT_TRUE(tus.bytes[1] == contents[path]);
    begin();
    EXPECT_TRUE(transfers.empty());
}

TEST_F(UploaderTest, AnExpiredUploadBeginsAnew) {
    const QString path = file(u"a.jpg"_qs, 300'000);
    tus.cuts = 1;
    uploader->add(path, {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return !server.cutBody.isEmpty(); }));
    tus.sizes.clear();
    tus.bytes.clear();
    tus.cuts = 0;
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(tus.uploads, 2);
    EXPECT_TRUE(tus.bytes[2] == contents[path]);
}

TEST_F(UploaderTest, ALastingRefusalIsSaidOnce) {
    tus.refusal = R"({"code":"quota_exceeded"})";
    tus.refusalStatus = 507;
    const TransferId id = uploader->add(file(u"a.jpg"_qs, 1'000), {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(finished[0].state, TransferState::Failed);
    EXPECT_EQ(finished[0].reason, ErrorCode::QuotaExceeded);
    tus.refusal.clear();
    uploader->resume(id);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 2; }));
    EXPECT_EQ(finished[1].state, TransferState::Done);
}

TEST_F(UploaderTest, ATemporaryRefusalWaits) {
    tus.refusal = R"({"code":"disk_full","retry_after_ms":10})";
    tus.refusalStatus = 507;
    const TransferId id = uploader->add(file(u"a.jpg"_qs, 1'000), {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return transfers[id].state == TransferState::Waiting; }));
    tus.refusal.clear();
    EXPECT_TRUE(waitFor([&] { return finished.size() == 1; }));
}

TEST_F(UploaderTest, SaysWhatTheServerMadeOfIt) {
    tus.state = PhotoState::Damaged;
    tus.reason = u"bad_image"_qs;
    uploader->add(file(u"cut.jpg"_qs, 1'000), {}, Uploader::Finish::Processed);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(finished[0].state, TransferState::Done);
    EXPECT_EQ(finished[0].reason, ErrorCode::BadImage);
    tus.state = PhotoState::Failed;
    tus.reason = u"unsupported_type"_qs;
    uploader->add(file(u"text.jpg"_qs, 2'000), {}, Uploader::Finish::Processed);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 2; }));
    EXPECT_EQ(finished[1].state, TransferState::Failed);
    EXPECT_EQ(finished[1].reason, ErrorCode::UnsupportedType);
}

TEST_F(UploaderTest, PausesAndGoesOn) {
    server.cutAt = nullptr;
    tus.state = PhotoState::Ready;
    const TransferId id = uploader->add(file(u"a.jpg"_qs, 5'000'000), {}, Uploader::Finish::Stored);
    uploader->pause(id);
    EXPECT_EQ(transfers[id].state, TransferState::Paused);
    begin();
    ASSERT_EQ(transfers.size(), 1U);
    EXPECT_EQ(transfers.begin()->second.state, TransferState::Paused);
    uploader->resume(id);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(finished[0].state, TransferState::Done);
}

TEST_F(UploaderTest, CancelledIsGone) {
    const TransferId id = uploader->add(file(u"a.jpg"_qs, 1'000), {}, Uploader::Finish::Stored);
    uploader->cancel(id);
    EXPECT_TRUE(transfers.empty());
    begin();
    EXPECT_TRUE(transfers.empty());
    EXPECT_EQ(tus.uploads, 0);
}

TEST_F(UploaderTest, AMissingFileFails) {
    uploader->add(dir.filePath(u"nothing.jpg"_qs), {}, Uploader::Finish::Stored);
    ASSERT_TRUE(waitFor([&] { return finished.size() == 1; }));
    EXPECT_EQ(finished[0].reason, ErrorCode::FileFailed);
}

} // namespace parlor::client
