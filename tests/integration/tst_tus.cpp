// The core of tus 1.0.0 byte by byte against a real server, and what it promises beyond it.
#include "tests/integration/tusserver.h"
#include "tests/support/samplephotos.h"
#include "tests/support/waiting.h"

namespace parlor {

using test::RawAnswer;

namespace {

class Tus : public test::TusTest {};

} // namespace

TEST_F(Tus, EveryAnswerSaysTheVersion) {
    const QByteArray upload = create(10);
    const RawAnswer answers[] = {
        ask("POST", "/v1/uploads", {{"Upload-Length", "5"}}),
        ask("POST", "/v1/uploads"),
        ask("HEAD", upload),
        patch(upload, 0, "abc"),
        patch(upload, 9, "abc"),
        ask("DELETE", upload),
        ask("HEAD", upload),
        ask("HEAD", "/v1/uploads/1234567"),
        ask("POST", "/v1/uploads", {{"Upload-Length", "5"}, {"Authorization", "-"}}),
        ask("POST", "/v1/uploads", {{"Upload-Length", "5"}, {"Authorization", "Bearer bad"}}),
        ask("HEAD", upload, {{"Authorization", "Bearer bad"}}),
        ask("GET", upload),
        ask("PUT", "/v1/uploads"),
        ask("BREW", "/v1/uploads"), // from here on nothing behind the network sees the request
        ask("HEAD", upload, {{"X-Long", QByteArray(20'000, 'x')}}),
        ask("POST", "/v1/uploads?x", {{"Content-Length", "x"}}),
    };
    for (const RawAnswer& answer : answers)
        EXPECT_EQ(answer.header("tus-resumable"), "1.0.0") << answer.status << answer.body.constData();
}

TEST_F(Tus, OptionsTellWhatThereIs) {
    for (const QByteArray path : {"/v1/uploads", "/v1/uploads/1"}) {
        const RawAnswer answer = ask("OPTIONS", path, {{"Tus-Resumable", "-"}, {"Authorization", "-"}});
        EXPECT_TRUE(answer.status == 204 || answer.status == 200) << answer.status;
        EXPECT_EQ(answer.header("tus-version"), "1.0.0");
        for (const char* extension :
             {"creation", "creation-with-upload", "expiration", "checksum", "termination", "concatenation"})
            EXPECT_TRUE(answer.header("tus-extension").split(',').contains(extension)) << extension;
        EXPECT_GT(answer.header("tus-max-size").toLongLong(), 31'457'280);
        EXPECT_EQ(answer.header("tus-checksum-algorithm"), "sha1,sha256");
    }
}

TEST_F(Tus, AnotherVersionIsNotProcessed) {
    const QByteArray upload = create(10);
    for (const QByteArray version : {"-", "0.2.2", "1.0.1", "x"}) {
        const Headers with{{"Tus-Resumable", version}};
        for (const RawAnswer& answer :
             {ask("HEAD", upload, with), ask("DELETE", upload, with), patch(upload, 0, "abc", with),
              ask("POST", "/v1/uploads", {{"Tus-Resumable", version}, {"Upload-Length", "3"}})}) {
            EXPECT_EQ(answer.status, 412) << version.constData();
            EXPECT_EQ(answer.header("tus-version"), "1.0.0");
        }
    }
    EXPECT_EQ(offsetOf(upload), "0");
}

TEST_F(Tus, HeadTellsWhereItStands) {
    const QByteArray upload = create(11, {{"Upload-Metadata", "filename YS5qcGc=,purpose dGVzdA=="}});
    RawAnswer head = ask("HEAD", upload);
    EXPECT_TRUE(head.status == 200 || head.status == 204);
    EXPECT_EQ(head.header("upload-offset"), "0") << "even when it is 0";
    EXPECT_EQ(head.header("upload-length"), "11");
    EXPECT_EQ(head.header("upload-metadata"), "filename YS5qcGc=,purpose dGVzdA==") << "as it was given";
    EXPECT_EQ(head.header("cache-control"), "no-store");
    EXPECT_EQ(patch(upload, 0, "hello").header("upload-offset"), "5");
    EXPECT_EQ(offsetOf(upload), "5");
    for (const QByteArray path : {"/v1/uploads/77", "/v1/uploads/abc", "/v1/uploads/1.zzzz"}) {
        head = ask("HEAD", path);
        EXPECT_TRUE(head.status == 404 || head.status == 410 || head.status == 403) << head.status;
        EXPECT_TRUE(head.header("upload-offset").isEmpty());
        EXPECT_TRUE(head.body.isEmpty());
    }
    EXPECT_EQ(ask("HEAD", upload, {{"Authorization", bo()}}).status, 404) << "somebody else's";
}

TEST_F(Tus, PatchTable) {
    const QByteArray upload = create(10);

    struct Case {
        const char* what;
        Headers headers;
        qint64 offset;
        QByteArray body;
        int status;
        QByteArray then; ///< Upload-Offset of a HEAD
    };

    const Case cases[] = {
        {"another content type", {{"Content-Type", "application/octet-stream"}}, 0, "abc", 415, "0"},
        {"no content type", {{"Content-Type", "-"}}, 0, "abc", 415, "0"},
        {"an offset ahead", {}, 3, "abc", 409, "0"},
        {"the first bytes", {}, 0, "abc", 204, "3"},
        {"an offset behind", {}, 0, "abc", 409, "3"},
        {"a negative offset", {}, -1, "abc", 400, "3"},
        {"nothing", {}, 3, "", 204, "3"},
        {"somebody else", {{"Authorization", bo()}}, 3, "x", 404, "3"},
        {"nobody", {{"Authorization", "-"}}, 3, "x", 401, "3"},
        {"bytes past the length", {}, 3, "12345678", 413, {}},
    };
    for (const Case& test : cases) {
        const RawAnswer answer = patch(upload, test.offset, test.body, test.headers);
        EXPECT_EQ(answer.status, test.status) << test.what << ": " << answer.body.constData();
        if (test.status == 204) {
            EXPECT_EQ(answer.header("upload-offset"), test.then) << test.what;
        }
        if (!test.then.isNull()) {
            EXPECT_EQ(offsetOf(upload), test.then) << test.what;
        }
    }
    EXPECT_EQ(patch("/v1/uploads/77", 0, "abc").status, 404);
}

TEST_F(Tus, WhatArrivedIsKept) {
    const QByteArray upload = create(2'000'000);
    const QByteArray bytes(1'000'000, 'x');
    (void)patch(upload, 0, bytes, {}, 2'000'000); // the connection ends in the middle
    EXPECT_TRUE(test::waitFor([&] { return offsetOf(upload) == "1000000"; }));
}

TEST_F(Tus, PiecesInARowMeetNoLock) {
    constexpr int pieces = 700; // nor a limit of requests: a session may read 600 times at once
    const QByteArray upload = create(2 * pieces);
    for (int i = 0; i < pieces; ++i) {
        const RawAnswer answer = patch(upload, 2 * i, "ab");
        ASSERT_EQ(answer.status, 204) << i << answer.body.constData();
        ASSERT_EQ(answer.header("upload-offset").toInt(), 2 * i + 2);
    }
    const QByteArray other = create(10);
    EXPECT_EQ(patch(other, 0, "abc").status, 204);
    EXPECT_EQ(ask("DELETE", other).status, 204);
}

TEST_F(Tus, TheMethodCanBeOverridden) {
    const QByteArray upload = create(10);
    const RawAnswer patched = ask("POST", upload,
                                  {{"X-HTTP-Method-Override", "PATCH"},
                                   {"Upload-Offset", "0"},
                                   {"Content-Type", "application/offset+octet-stream"}},
                                  "abc");
    EXPECT_EQ(patched.status, 204);
    EXPECT_EQ(patched.header("upload-offset"), "3");
    const RawAnswer head = ask("POST", upload, {{"X-HTTP-Method-Override", "HEAD"}});
    EXPECT_EQ(head.header("upload-offset"), "3");
    const RawAnswer none = ask("POST", "/v1/uploads/77", {{"X-HTTP-Method-Override", "HEAD"}});
    EXPECT_EQ(none.status, 404);
    EXPECT_EQ(QByteArray::number(none.body.size()), none.header("content-length"))
        << "who sends a POST waits for as much";
    EXPECT_EQ(ask("GET", upload, {{"X-HTTP-Method-Override", "DELETE"}}).status, 204) << "whatever it is";
    EXPECT_NE(ask("HEAD", upload).status, 200);
}

TEST_F(Tus, EqualUploadsAtOnceAreOnePhoto) {
    const QByteArray photo = test::jpegPhoto({.width = 320, .height = 200});
    QByteArrayList uploads;
    for (int i = 0; i < 2; ++i) {
        uploads.append(create(photo.size()));
        ASSERT_EQ(patch(uploads.last(), 0, photo.chopped(1)).status, 204);
    }
    QByteArrayList ids;
    QByteArrayList results;
    for (const QByteArray& upload : uploads) {
        const RawAnswer last = patch(upload, photo.size() - 1, photo.right(1));
        ASSERT_EQ(last.status, 204);
        ids.append(last.header("parlor-photo"));
        results.append(last.header("parlor-result"));
    }
    EXPECT_EQ(ids[0], ids[1]);
    EXPECT_EQ(results, (QByteArrayList{"uploaded", "had"}));
    EXPECT_EQ(patch(uploads[0], photo.size(), "").header("parlor-photo"), ids[0]) << "asked again";
    // Of the same bytes of somebody else nothing can be learned.
    const RawAnswer others = ask("POST", "/v1/uploads",
                                 {{"Authorization", bo()},
                                  {"Upload-Length", QByteArray::number(photo.size())},
                                  {"Content-Type", "application/offset+octet-stream"}},
                                 photo);
    EXPECT_EQ(others.header("parlor-result"), "uploaded");
    EXPECT_NE(others.header("parlor-photo"), ids[0]);
}

} // namespace parlor
