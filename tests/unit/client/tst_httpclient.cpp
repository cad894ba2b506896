#include "client/core/net/httpclient.h"
#include "client/core/net/workerthread.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/fakeserver.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

struct HttpClientTest : testing::Test {
    HttpCall get(const QString& path) {
        HttpCall call;
        call.url = server.url();
        call.url.setPath(path);
        return call;
    }

    FakeServer server;
    QtExecutor executor;
    WorkerThread network{u"network"_qs};
    HttpClient http{network, executor};
    QTemporaryDir dir;
};

} // namespace

// Several times: whether Qt calls it an error depends on how much has come when the connection ends.
TEST_F(HttpClientTest, AnAnswerThatEndsEarlyIsNone) {
    server.http = [](const FakeRequest&) { return FakeAnswer{200, QByteArray(200'000, 'x'), {}, 150'000}; };
    for (int i = 0; i < 20; ++i) {
        HttpCall call = get(u"/original"_qs);
        call.saveTo = dir.filePath(u"photo.jpg"_qs);
        const auto answer = await(http.send(call));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::NetworkFailed);
        EXPECT_FALSE(QFile::exists(call.saveTo)) << "whole or not at all";
    }
}

TEST_F(HttpClientTest, AFileIsSavedWhole) {
    server.http = [](const FakeRequest&) { return FakeAnswer{200, QByteArray(200'000, 'x'), {}, -1}; };
    HttpCall call = get(u"/original"_qs);
    call.saveTo = dir.filePath(u"photo.jpg"_qs);
    ASSERT_TRUE(await(http.send(call)));
    EXPECT_EQ(QFile(call.saveTo).size(), 200'000);
}

} // namespace parlor::client
