#include "client/core/photos/photocalls.h"
#include "shared/protocol/codec.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/fakeserver.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

struct Tokens final : TokenSource {
    void accessToken(Answer answer) override { answer(u"at"_qs); }

    void distrust(const QString&) override {}
};

class PhotoCallsTest : public testing::Test {
protected:
    PhotoCallsTest() {
        ServerAddress address;
        address.url = server.url();
        api.setServer(address);
        const auto start = await(cache.ask([](CacheDatabase& database) { return database.begin(u"1"_qs); }));
        EXPECT_TRUE(start);
        server.http = [this](const FakeRequest& request) {
            asked.append(request.method + ' ' + request.path.toLatin1());
            body = request.body;
            return answer;
        };
    }

    QTemporaryDir dir;
    FakeServer server;
    QtExecutor executor;
    WorkerThread network{u"network"_qs};
    WorkerThread thread{u"cache"_qs};
    Tokens tokens;
    HttpClient http{network, executor};
    Api api{http, tokens, executor};
    State state;
    Cache cache{thread, dir.filePath(u"client.sqlite"_qs)};
    LibrarySync library{state, cache, api, executor};
    PhotoCalls calls{api, library, executor};
    FakeAnswer answer;
    QList<QByteArray> asked;
    QByteArray body; ///< of the last request
};

} // namespace

TEST_F(PhotoCallsTest, ACopyIsInOnesLibraryAtOnce) {
    Photo copy;
    copy.id = PhotoId(71);
    copy.owner = PersonId(1);
    copy.state = PhotoState::Ready;
    copy.sha256 = QByteArray(32, 'x');
    answer = {201, codec::toBytes(copy), {}};
    const auto made = await(calls.saveCopy(PhotoId(7)));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->id, PhotoId(71));
    EXPECT_EQ(asked, QList<QByteArray>{"POST /v1/photos/7/copy"});
    ASSERT_EQ(state.library().size(), 1U);
    EXPECT_EQ(state.library().at(0).id, PhotoId(71));
}

TEST_F(PhotoCallsTest, ARefusedCopySaysWhyAndLeavesTheLibrary) {
    answer = {415, R"({"code":"unsupported_type"})", {}};
    const auto made = await(calls.saveCopy(PhotoId(7)));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::UnsupportedType);
    EXPECT_EQ(state.library().size(), 0U);
}

TEST_F(PhotoCallsTest, OnesOwnSayWhatBelongsTogether) {
    answer = {200, R"({"id":"7","state":"ready","name":"a-edited.jpg","original_version":"6"})", {}};
    const auto edited = await(calls.photo(PhotoId(7)));
    ASSERT_TRUE(edited);
    EXPECT_EQ(edited->name, u"a-edited.jpg"_qs);
    EXPECT_EQ(edited->originalVersion, PhotoId(6));
    EXPECT_FALSE(edited->editedVersion.isValid());
    answer = {200, R"({"id":"6","state":"ready","edited_version":"7"})", {}};
    EXPECT_EQ(await(calls.photo(PhotoId(6)))->editedVersion, PhotoId(7));
    answer = {200, R"({"id":"8","state":"ready"})", {}};
    const auto alone = await(calls.photo(PhotoId(8)));
    EXPECT_FALSE(alone->originalVersion.isValid() || alone->editedVersion.isValid());
    answer = {200, R"({"id":"7","state":"ready","original_version":6})", {}};
    EXPECT_FALSE(await(calls.photo(PhotoId(7))));
}

TEST_F(PhotoCallsTest, PartedVersionsAreTwoPhotos) {
    answer = {200, R"({"id":"7","state":"ready"})", {}};
    const auto parted = await(calls.partVersions(PhotoId(7)));
    ASSERT_TRUE(parted);
    EXPECT_FALSE(parted->originalVersion.isValid());
    EXPECT_EQ(asked, QList<QByteArray>{"PATCH /v1/photos/7"});
    EXPECT_EQ(body, R"({"original_version":null})");
    EXPECT_TRUE(state.library().indexOf(PhotoId(7)).has_value());
    answer = {404, R"({"code":"unknown_photo"})", {}};
    EXPECT_EQ(await(calls.partVersions(PhotoId(9))).error().code, ErrorCode::UnknownPhoto);
}

TEST_F(PhotoCallsTest, OfOthersOneSavesWhatOneSees) {
    answer = {200, "bytes", {}};
    PhotoReference photo;
    photo.id = PhotoId(7);
    const QString path = dir.filePath(u"saved"_qs);
    EXPECT_TRUE(await(calls.downloadShown(photo, path)));
    QFile saved(path);
    ASSERT_TRUE(saved.open(QIODevice::ReadOnly));
    EXPECT_EQ(saved.readAll(), "bytes");
    photo.video = true;
    EXPECT_TRUE(await(calls.downloadShown(photo, dir.filePath(u"film"_qs))));
    EXPECT_TRUE(await(calls.download(PhotoId(8), dir.filePath(u"original"_qs))));
    EXPECT_EQ(asked, (QList<QByteArray>{"GET /v1/photos/7/full", "GET /v1/photos/7/video",
                                        "GET /v1/photos/8/original"}));
}

} // namespace parlor::client
