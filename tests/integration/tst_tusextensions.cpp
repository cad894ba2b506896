// The extensions of tus 1.0.0 that the server offers: creation, creation-with-upload, expiration, checksum,
// termination, concatenation.
#include "tests/integration/tusserver.h"
#include "tests/support/samplephotos.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QLocale>

namespace parlor {

using test::RawAnswer;

namespace {

class TusExtensions : public test::TusTest {
protected:
    static QByteArray checksum(const char* name, QCryptographicHash::Algorithm algorithm,
                               const QByteArray& bytes) {
        return QByteArray(name) + ' ' + QCryptographicHash::hash(bytes, algorithm).toBase64();
    }
};

} // namespace

TEST_F(TusExtensions, CreationTable) {
    struct Case {
        const char* what;
        Headers headers;
        int status;
    };

    const Case cases[] = {
        {"a length", {{"Upload-Length", "100"}}, 201},
        {"no length at all", {}, 400},
        {"a negative length", {{"Upload-Length", "-1"}}, 400},
        {"a length that is no number", {{"Upload-Length", "1e3"}}, 400},
        {"a length beyond 2^53", {{"Upload-Length", "9007199254740993"}}, 413},
        {"more than Tus-Max-Size", {{"Upload-Length", "999999999999"}}, 413},
        {"a deferred length, which is not offered", {{"Upload-Defer-Length", "1"}}, 400},
        {"another deferred length", {{"Upload-Defer-Length", "2"}}, 400},
        {"metadata", {{"Upload-Length", "9"}, {"Upload-Metadata", "filename YS5qcGc=,empty"}}, 201},
        {"a key twice", {{"Upload-Length", "9"}, {"Upload-Metadata", "a YQ==,a Yg=="}}, 400},
        {"a value that is not base64", {{"Upload-Length", "9"}, {"Upload-Metadata", "a %%%"}}, 400},
        {"an empty key", {{"Upload-Length", "9"}, {"Upload-Metadata", "a YQ==,, b Yg=="}}, 400},
        {"nobody", {{"Upload-Length", "9"}, {"Authorization", "-"}}, 401},
        {"a ticket that is none",
         {{"Upload-Length", "9"}, {"Authorization", "-"}, {"Upload-Metadata", "ticket YWJj"}},
         401},
    };
    for (const Case& test : cases) {
        const RawAnswer answer = ask("POST", "/v1/uploads", test.headers);
        EXPECT_EQ(answer.status, test.status) << test.what << ": " << answer.body.constData();
        EXPECT_EQ(answer.header("location").isEmpty(), test.status != 201) << test.what;
    }
}

TEST_F(TusExtensions, CreationWithUpload) {
    const Headers chunk{{"Content-Type", "application/offset+octet-stream"}, {"Upload-Length", "10"}};
    const RawAnswer part = ask("POST", "/v1/uploads", chunk, "hello");
    EXPECT_EQ(part.status, 201);
    EXPECT_EQ(part.header("upload-offset"), "5");
    EXPECT_EQ(offsetOf(part.header("location")), "5");
    EXPECT_EQ(
        ask("POST", "/v1/uploads", {{"Content-Type", "text/plain"}, {"Upload-Length", "10"}}, "hello").status,
        415);
    const RawAnswer empty = ask("POST", "/v1/uploads", {{"Upload-Length", "0"}});
    EXPECT_EQ(empty.status, 201) << "complete at once";
    EXPECT_EQ(empty.header("parlor-photo").isEmpty(), false);
}

TEST_F(TusExtensions, Expiration) {
    const RawAnswer made = ask("POST", "/v1/uploads", {{"Upload-Length", "10"}});
    const QByteArray upload = made.header("location");
    for (const RawAnswer& answer : {made, patch(upload, 0, "abc"), ask("HEAD", upload)}) {
        const QByteArray date = answer.header("upload-expires");
        const QDateTime expires =
            QLocale::c().toDateTime(QString::fromLatin1(date).chopped(4), u"ddd, dd MMM yyyy HH:mm:ss"_qs);
        ASSERT_TRUE(expires.isValid() && date.endsWith(" GMT")) << date.constData();
        const qint64 hours =
            QDateTime::currentDateTimeUtc().secsTo(QDateTime(expires.date(), expires.time(), Qt::UTC)) / 3600;
        EXPECT_NEAR(static_cast<double>(hours), 24, 1);
    }
}

TEST_F(TusExtensions, ChecksumTable) {
    const QByteArray bytes = "hello";

    struct Case {
        const char* what;
        QByteArray checksum;
        int status;
    };

    const Case cases[] = {
        {"a wrong one", checksum("sha1", QCryptographicHash::Sha1, "other"), 460},
        {"an algorithm that is not offered", checksum("md5", QCryptographicHash::Md5, bytes), 400},
        {"not base64", "sha1 %%%", 400},
        {"too short", "sha1 YWJj", 400},
        {"no value", "sha1", 400},
        {"a wrong long one", checksum("sha256", QCryptographicHash::Sha256, "other"), 460},
    };
    const QByteArray upload = create(10);
    for (const Case& test : cases) {
        EXPECT_EQ(patch(upload, 0, bytes, {{"Upload-Checksum", test.checksum}}).status, test.status)
            << test.what;
        EXPECT_EQ(offsetOf(upload), "0") << test.what << ": the chunk is discarded";
    }
    EXPECT_EQ(
        patch(upload, 0, bytes, {{"Upload-Checksum", checksum("sha1", QCryptographicHash::Sha1, bytes)}})
            .status,
        204);
    EXPECT_EQ(offsetOf(upload), "5");
    EXPECT_EQ(patch(upload, 5, "hell",
                    {{"Upload-Checksum", checksum("sha256", QCryptographicHash::Sha256, "hell")}})
                  .status,
              204);
    const QByteArray cut = create(100);
    (void)patch(cut, 0, "half", {{"Upload-Checksum", checksum("sha1", QCryptographicHash::Sha1, "half a")}},
                6);
    EXPECT_EQ(offsetOf(cut), "0") << "whole or not at all";
}

TEST_F(TusExtensions, Termination) {
    const QByteArray upload = create(10);
    EXPECT_EQ(ask("DELETE", upload, {{"Authorization", bo()}}).status, 404);
    EXPECT_EQ(ask("DELETE", upload).status, 204);
    for (const RawAnswer& answer : {ask("HEAD", upload), patch(upload, 0, "abc"), ask("DELETE", upload)})
        EXPECT_TRUE(answer.status == 404 || answer.status == 410) << answer.status;
}

TEST_F(TusExtensions, Concatenation) {
    const QByteArray photo = test::jpegPhoto({.width = 300, .height = 200});
    const QByteArray halves[] = {photo.left(1'000), photo.mid(1'000)};
    QByteArrayList parts;
    for (const QByteArray& half : halves) {
        parts.append(create(half.size(), {{"Upload-Concat", "partial"}}));
        EXPECT_EQ(ask("HEAD", parts.last()).header("upload-concat"), "partial");
    }
    const QByteArray whole = "final;" + parts.join(' ');
    ASSERT_EQ(patch(parts[0], 0, halves[0]).status, 204);
    EXPECT_EQ(ask("POST", "/v1/uploads", {{"Upload-Concat", whole}}).status, 409) << "one is not complete";
    ASSERT_EQ(patch(parts[1], 0, halves[1]).status, 204);
    EXPECT_TRUE(ask("HEAD", parts[1]).header("parlor-photo").isEmpty()) << "a part is no photo";
    const std::pair<const char*, Headers> refused[] = {
        {"a part twice", {{"Upload-Concat", "final;" + parts[0] + ' ' + parts[0]}}},
        {"a final upload has no length of its own", {{"Upload-Concat", whole}, {"Upload-Length", "9"}}},
        {"no parts", {{"Upload-Concat", "final;"}}},
        {"another word", {{"Upload-Concat", "half"}, {"Upload-Length", "9"}}},
    };
    for (const auto& [what, headers] : refused)
        EXPECT_EQ(ask("POST", "/v1/uploads", headers).status, 400) << what;
    EXPECT_EQ(ask("POST", "/v1/uploads", {{"Upload-Concat", whole}, {"Authorization", bo()}}).status, 404);
    EXPECT_EQ(ask("POST", "/v1/uploads", {{"Upload-Concat", "final;" + create(9)}}).status, 409)
        << "not partial";

    const RawAnswer made =
        ask("POST", "/v1/uploads", {{"Upload-Concat", whole}, {"Upload-Metadata", "filename YS5qcGc="}});
    ASSERT_EQ(made.status, 201) << made.body.constData();
    const QByteArray upload = made.header("location");
    const RawAnswer head = ask("HEAD", upload);
    EXPECT_EQ(head.header("upload-concat"), whole);
    EXPECT_EQ(head.header("upload-length"), QByteArray::number(photo.size()));
    EXPECT_EQ(head.header("upload-offset"), QByteArray::number(photo.size()));
    EXPECT_EQ(head.header("upload-metadata"), "filename YS5qcGc=") << "its own, not the parts'";
    EXPECT_EQ(patch(upload, photo.size(), "x").status, 403);
    const QByteArray id = made.header("parlor-photo");
    EXPECT_EQ(ask("GET", "/v1/photos/" + id + "/original").body, photo);
    const int gone = ask("HEAD", parts[0]).status;
    EXPECT_TRUE(gone == 404 || gone == 410) << gone;
}

} // namespace parlor
