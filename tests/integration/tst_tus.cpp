// Every MUST of tus 1.0.0 (core, creation, creation-with-upload, expiration, checksum, termination,
// concatenation), byte by byte against a real server. The words in quotes are the headings of the
// specification.
#include "tests/support/processes.h"
#include "tests/support/rawhttp.h"
#include "tests/support/samplephotos.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor {

using test::RawAnswer;
using test::RawRequest;
using test::ServerProcess;
using Headers = QList<std::pair<QByteArray, QByteArray>>;

class Tus : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        server = std::make_unique<ServerProcess>();
        server->start();
        server->addPerson(u"ada"_qs, u"owner"_qs);
        server->addPerson(u"bo"_qs);
        ada = token(u"ada"_qs);
        bo = token(u"bo"_qs);
    }

    static void TearDownTestSuite() { server.reset(); }

    static QByteArray token(const QString& name) {
        const QJsonObject body{{u"name"_qs, name},
                               {u"password"_qs, ServerProcess::passwordOf(name)},
                               {u"device"_qs, u"test"_qs}};
        const RawAnswer answer = test::sendRaw(
            server->url(),
            {"POST", "/v1/sessions", {{"Content-Type", "application/json"}}, QJsonDocument(body).toJson()});
        EXPECT_EQ(answer.status, 201) << answer.body.constData();
        return "Bearer "
               + QJsonDocument::fromJson(answer.body).object().value(u"access_token").toString().toLatin1();
    }

    /// With the right and the version, unless `headers` say otherwise.
    static RawAnswer ask(const QByteArray& method, const QByteArray& path, Headers headers = {},
                         const QByteArray& body = {}, qint64 announced = -1) {
        const auto has = [&](QByteArrayView name) {
            return std::ranges::any_of(headers, [&](const auto& header) { return header.first == name; });
        };
        if (!has("Authorization"))
            headers.emplaceBack("Authorization", ada);
        if (!has("Tus-Resumable"))
            headers.emplaceBack("Tus-Resumable", "1.0.0");
        headers.removeIf([](const auto& header) { return header.second == "-"; });
        return test::sendRaw(server->url(), {method, path, headers, body, announced});
    }

    static QByteArray create(qint64 size, Headers headers = {}) {
        headers.emplaceBack("Upload-Length", QByteArray::number(size));
        const RawAnswer answer = ask("POST", "/v1/uploads", headers);
        EXPECT_EQ(answer.status, 201) << answer.body.constData();
        return answer.header("location");
    }

    static RawAnswer patch(const QByteArray& upload, qint64 offset, const QByteArray& body, Headers more = {},
                           qint64 announced = -1) {
        more.emplaceBack("Upload-Offset", QByteArray::number(offset));
        if (std::ranges::none_of(more, [](const auto& header) { return header.first == "Content-Type"; }))
            more.emplaceBack("Content-Type", "application/offset+octet-stream");
        return ask("PATCH", upload, more, body, announced);
    }

    static QByteArray offsetOf(const QByteArray& upload) {
        return ask("HEAD", upload).header("upload-offset");
    }

    static QByteArray checksum(const char* name, QCryptographicHash::Algorithm algorithm,
                               const QByteArray& bytes) {
        return QByteArray(name) + ' ' + QCryptographicHash::hash(bytes, algorithm).toBase64();
    }

    static inline std::unique_ptr<ServerProcess> server;
    static inline QByteArray ada, bo;
};

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

TEST_F(Tus, CreationTable) {
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
        {"a length beyond 2^53", {{"Upload-Length", "9007199254740993"}}, 400},
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
    EXPECT_EQ(ask("HEAD", upload, {{"Authorization", bo}}).status, 404) << "somebody else's";
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
        {"somebody else", {{"Authorization", bo}}, 3, "x", 404, "3"},
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
    qint64 offset = 0;
    for (int tries = 0; tries < 100 && offset < 1'000'000; ++tries)
        offset = offsetOf(upload).toLongLong();
    EXPECT_EQ(offset, 1'000'000);
}

TEST_F(Tus, PiecesInARowMeetNoLock) {
    constexpr int pieces = 150;
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
    EXPECT_EQ(ask("POST", upload, {{"X-HTTP-Method-Override", "DELETE"}}).status, 204);
    EXPECT_NE(ask("HEAD", upload).status, 200);
}

TEST_F(Tus, CreationWithUpload) {
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

TEST_F(Tus, Expiration) {
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

TEST_F(Tus, ChecksumTable) {
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

TEST_F(Tus, Termination) {
    const QByteArray upload = create(10);
    EXPECT_EQ(ask("DELETE", upload, {{"Authorization", bo}}).status, 404);
    EXPECT_EQ(ask("DELETE", upload).status, 204);
    for (const RawAnswer& answer : {ask("HEAD", upload), patch(upload, 0, "abc"), ask("DELETE", upload)})
        EXPECT_TRUE(answer.status == 404 || answer.status == 410) << answer.status;
}

TEST_F(Tus, Concatenation) {
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
        {"a final upload has no length of its own", {{"Upload-Concat", whole}, {"Upload-Length", "9"}}},
        {"no parts", {{"Upload-Concat", "final;"}}},
        {"another word", {{"Upload-Concat", "half"}, {"Upload-Length", "9"}}},
    };
    for (const auto& [what, headers] : refused)
        EXPECT_EQ(ask("POST", "/v1/uploads", headers).status, 400) << what;
    EXPECT_EQ(ask("POST", "/v1/uploads", {{"Upload-Concat", whole}, {"Authorization", bo}}).status, 404);
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
                                 {{"Authorization", bo},
                                  {"Upload-Length", QByteArray::number(photo.size())},
                                  {"Content-Type", "application/offset+octet-stream"}},
                                 photo);
    EXPECT_EQ(others.header("parlor-result"), "uploaded");
    EXPECT_NE(others.header("parlor-photo"), ids[0]);
}

TEST_F(Tus, FileNamesNeverLeaveTheirPlace) {
    const std::pair<QByteArray, QString> cases[] = {
        {"../../etc/passwd", u"passwd"_qs},
        {"/etc/shadow", u"shadow"_qs},
        {"C:\\a.jpg", u"a.jpg"_qs},
        {"..\\..\\b.jpg", u"b.jpg"_qs},
        {QByteArray(256, 'n') + ".jpg", {}},
        {QByteArray("a\0b.jpg", 7), u"ab.jpg"_qs},
        {"a\r\nX-Evil: 1.jpg", u"a X-Evil_ 1.jpg"_qs},
        {"photo.jpg.exe", u"photo.jpg.exe"_qs},
        {"photo_\u202egpj.exe", u"photo_gpj.exe"_qs},
        {"-rf", u"_-rf"_qs},
        {"trailing. ", u"trailing"_qs},
        {"COM1.jpg", u"_COM1.jpg"_qs},
        {".htaccess", u"htaccess"_qs},
        {"bad\xff\xfe.jpg", {}},
        {"a\"; filename*=x.jpg", u"a_; filename_=x.jpg"_qs},
        {"\U0001F600.jpg", u"\U0001F600.jpg"_qs},
    };
    int number = 0;
    for (const auto& [sent, kept] : cases) {
        const QByteArray bytes = "F" + QByteArray::number(++number);
        const RawAnswer made = ask("POST", "/v1/uploads",
                                   {{"Upload-Length", QByteArray::number(bytes.size())},
                                    {"Upload-Metadata", "filename " + sent.toBase64()},
                                    {"Content-Type", "application/offset+octet-stream"}},
                                   bytes);
        ASSERT_EQ(made.status, 201) << number << made.body.constData();
        const QByteArray id = made.header("parlor-photo");
        const RawAnswer row = ask("GET", "/v1/photos/" + id);
        const QString name = QJsonDocument::fromJson(row.body).object().value(u"name").toString();
        if (!kept.isNull()) {
            EXPECT_EQ(name.toStdString(), kept.toStdString()) << number;
        }
        EXPECT_LE(name.toUtf8().size(), 200) << number;
        const RawAnswer file = ask("GET", "/v1/photos/" + id + "/original");
        EXPECT_EQ(file.body, bytes) << number;
        EXPECT_TRUE(file.header("x-evil").isEmpty()) << number;
        EXPECT_TRUE(file.header("content-disposition").startsWith("attachment")) << number;
    }
}

} // namespace parlor
