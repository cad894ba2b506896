// Each MUST and MUST NOT that tus 1.0.0 has for a server, a row each: the sentence, and what is asked to see
// that it holds. Those that are about clients alone are not here.
#include "tests/integration/tusserver.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace parlor {

namespace {

using test::offsetStream;
using test::RawAnswer;
using Server = test::TusServer;

struct Row {
    const char* section;
    const char* sentence;
    std::function<bool(Server&)> holds;
};

bool isGone(const RawAnswer& answer) {
    return answer.status == 404 || answer.status == 410;
}

QByteArray sha1(const QByteArray& bytes) {
    return "sha1 " + QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toBase64();
}

bool isDate(const QByteArray& text) {
    static const QRegularExpression date(
        u"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$"_qs);
    return date.match(QString::fromLatin1(text)).hasMatch();
}

std::vector<Row> coreRows() {
    return {
        {"Head", "The Server MUST always include the Upload-Offset header in the response, even if it is 0",
         [](Server& s) { return s.offsetOf(s.upload(5)) == "0"; }},
        {"Head", "… or the upload is already considered completed",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return s.patch(upload, "0", "whole").status == 204 && s.offsetOf(upload) == "5";
         }},
        {"Head", "If the size of the upload is known, the Server MUST include the Upload-Length header",
         [](Server& s) { return s.head(s.upload(5)).header("upload-length") == "5"; }},
        {"Head", "The Server MUST prevent caching by adding Cache-Control: no-store",
         [](Server& s) { return s.head(s.upload(5)).header("cache-control") == "no-store"; }},
        {"Head", "If the resource is not found, 404, 410 or 403 without the Upload-Offset header",
         [](Server& s) {
             const RawAnswer answer = s.head("/v1/uploads/1");
             return isGone(answer) && answer.header("upload-offset").isEmpty();
         }},
        {"Patch", "All PATCH requests MUST use application/offset+octet-stream, otherwise 415",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return s.patch(upload, "0", "ab", {{"Content-Type", "application/octet-stream"}}).status == 415
                    && s.offsetOf(upload) == "0";
         }},
        {"Patch", "The Upload-Offset value MUST be equal to the current offset, or 409 without modifying",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return s.patch(upload, "2", "ab").status == 409 && s.offsetOf(upload) == "0";
         }},
        {"Patch", "The Server MUST acknowledge successful PATCH requests with 204",
         [](Server& s) { return s.patch(s.upload(5), "0", "ab").status == 204; }},
        {"Patch", "It MUST include the Upload-Offset header containing the new offset",
         [](Server& s) { return s.patch(s.upload(5), "0", "ab").header("upload-offset") == "2"; }},
        {"Patch", "The new offset MUST be the sum of the offset before and the bytes received",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             s.patch(upload, "0", "ab");
             return s.patch(upload, "2", "cde").header("upload-offset") == "5";
         }},
        {"Patch", "Against a non-existent resource, 404",
         [](Server& s) { return s.patch("/v1/uploads/1", "0", "ab").status == 404; }},
        {"Options", "A successful response MUST contain the Tus-Version header",
         [](Server& s) {
             const RawAnswer answer = s.options();
             return (answer.status == 204 || answer.status == 200) && answer.header("tus-version") == "1.0.0";
         }},
        {"Options", "The Server MUST ignore a Tus-Resumable header",
         [](Server& s) {
             return s.ask("OPTIONS", "/v1/uploads", {{"Tus-Resumable", "0.0.1"}}).status
                    == s.options().status;
         }},
        {"Headers", "The value of Upload-Offset MUST be a non-negative integer",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return std::ranges::all_of(std::array{"-1", "x", "1.5", "", "+0"},
                                        [&](const char* value) {
                                            const int status = s.patch(upload, value, "ab").status;
                                            return status >= 400 && status < 500;
                                        })
                    && s.offsetOf(upload) == "0";
         }},
        {"Headers", "The value of Upload-Length MUST be a non-negative integer",
         [](Server& s) {
             return std::ranges::all_of(std::array{"-1", "x", "1.5", "+5"}, [&](const char* value) {
                 return s.create({{"Upload-Length", value}}).status == 400;
             });
         }},
        {"Headers", "Tus-Version MUST be a comma-separated list, the most preferred first",
         [](Server& s) { return s.options().header("tus-version").split(',').first() == "1.0.0"; }},
        {"Headers", "The Tus-Resumable header MUST be included in every response but OPTIONS",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return std::ranges::all_of(
                 std::array{s.create({{"Upload-Length", "5"}}), s.create({}), s.head(upload),
                            s.head("/v1/uploads/1"), s.patch(upload, "0", "ab"), s.patch(upload, "0", "ab"),
                            s.ask("GET", upload), s.ask("PUT", "/v1/uploads"),
                            s.ask("PATCH", upload, {{"Authorization", "Bearer bad"}}),
                            s.ask("DELETE", upload)},
                 [](const RawAnswer& answer) { return answer.header("tus-resumable") == "1.0.0"; });
         }},
        {"Headers", "The Tus-Resumable header MUST be included in every request",
         [](Server& s) { return s.create({{"Upload-Length", "5"}, {"Tus-Resumable", "-"}}).status == 412; }},
        {"Headers", "Of a version that is not supported it MUST respond with 412 and Tus-Version",
         [](Server& s) {
             const RawAnswer answer = s.create({{"Upload-Length", "5"}, {"Tus-Resumable", "2.0.0"}});
             return answer.status == 412 && answer.header("tus-version") == "1.0.0";
         }},
        {"Headers", "… and MUST NOT process the request",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             s.patch(upload, "0", "ab", {{"Tus-Resumable", "2.0.0"}});
             s.ask("DELETE", upload, {{"Tus-Resumable", "2.0.0"}});
             return s.offsetOf(upload) == "0"
                    && s.create({{"Upload-Length", "5"}, {"Tus-Resumable", "2.0.0"}})
                           .header("location")
                           .isEmpty();
         }},
        {"Headers", "Tus-Extension MUST be a comma-separated list of the extensions",
         [](Server& s) {
             const QByteArray list = s.options().header("tus-extension");
             return !list.isEmpty() && !list.contains(' ') && !list.split(',').contains("");
         }},
        {"Headers", "The value of Tus-Max-Size MUST be a non-negative integer",
         [](Server& s) {
             bool isNumber = false;
             return s.options().header("tus-max-size").toLongLong(&isNumber) > 0 && isNumber;
         }},
        {"Headers", "X-HTTP-Method-Override MUST be interpreted as the method, the actual one ignored",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             const RawAnswer answer = s.ask("POST", upload,
                                            {{"X-HTTP-Method-Override", "PATCH"},
                                             {"Upload-Offset", "0"},
                                             {"Content-Type", offsetStream}},
                                            "ab");
             return answer.status == 204 && s.offsetOf(upload) == "2";
         }},
    };
}

std::vector<Row> creationRows() {
    return {
        {"Creation", "The Server MUST add creation to the Tus-Extension header",
         [](Server& s) { return s.offers("creation"); }},
        {"Creation", "The request MUST include Upload-Length or Upload-Defer-Length",
         [](Server& s) { return s.create({}).status == 400; }},
        {"Creation", "Upload-Defer-Length other than 1 is 400",
         [](Server& s) { return s.create({{"Upload-Defer-Length", "2"}}).status == 400; }},
        {"Creation", "A server that defers lengths MUST say creation-defer-length: we do neither",
         [](Server& s) {
             return !s.offers("creation-defer-length")
                    && s.create({{"Upload-Defer-Length", "1"}}).status == 400;
         }},
        {"Creation", "More than Tus-Max-Size MUST be answered with 413",
         [](Server& s) {
             const qint64 most = s.options().header("tus-max-size").toLongLong();
             return s.create({{"Upload-Length", QByteArray::number(most + 1)}}).status == 413;
         }},
        {"Creation", "The Server MUST acknowledge a successful creation with 201",
         [](Server& s) { return s.create({{"Upload-Length", "5"}}).status == 201; }},
        {"Creation", "The Server MUST set the Location header to the URL of the created resource",
         [](Server& s) { return s.head(s.upload(5)).status == 200; }},
        {"Creation", "An upload of 0 bytes is complete at once",
         [](Server& s) { return !s.create({{"Upload-Length", "0"}}).header("parlor-photo").isEmpty(); }},
        {"Metadata", "MUST consist of comma-separated pairs, key and value separated by a space",
         [](Server& s) {
             return s.create({{"Upload-Length", "5"}, {"Upload-Metadata", "a YQ==,b Yg=="}}).status == 201
                    && s.create({{"Upload-Length", "5"}, {"Upload-Metadata", "a YQ== Yg=="}}).status == 400;
         }},
        {"Metadata", "The key MUST NOT be empty",
         [](Server& s) {
             return s.create({{"Upload-Length", "5"}, {"Upload-Metadata", "a YQ==,,b Yg=="}}).status == 400;
         }},
        {"Metadata", "The value MUST be Base64 encoded",
         [](Server& s) {
             return s.create({{"Upload-Length", "5"}, {"Upload-Metadata", "a %%%"}}).status == 400;
         }},
        {"Metadata", "All keys MUST be unique",
         [](Server& s) {
             return s.create({{"Upload-Length", "5"}, {"Upload-Metadata", "a YQ==,a Yg=="}}).status == 400;
         }},
        {"Metadata", "The value MAY be empty, and then the space left out",
         [](Server& s) {
             return s.create({{"Upload-Length", "5"}, {"Upload-Metadata", "a,b YQ=="}}).status == 201;
         }},
        {"Metadata", "Responses to HEAD MUST include Upload-Metadata as specified at the creation",
         [](Server& s) {
             return s.head(s.upload(5, {{"Upload-Metadata", "a YQ==,b"}})).header("upload-metadata")
                    == "a YQ==,b";
         }},
        {"CreationWithUpload", "The Server MUST advertise it, and creation",
         [](Server& s) { return s.offers("creation-with-upload") && s.offers("creation"); }},
        {"CreationWithUpload", "MUST include Content-Type: application/offset+octet-stream",
         [](Server& s) {
             return s.ask("POST", "/v1/uploads", {{"Upload-Length", "5"}, {"Content-Type", "text/plain"}},
                          "ab")
                        .status
                    == 415;
         }},
        {"CreationWithUpload", "The response MUST include Upload-Offset after applying the bytes",
         [](Server& s) {
             const RawAnswer answer =
                 s.ask("POST", "/v1/uploads", {{"Upload-Length", "5"}, {"Content-Type", offsetStream}}, "ab");
             return answer.status == 201 && answer.header("upload-offset") == "2"
                    && s.offsetOf(answer.header("location")) == "2";
         }},
    };
}

std::vector<Row> otherRows() {
    return {
        {"Expiration", "The Server MUST advertise it", [](Server& s) { return s.offers("expiration"); }},
        {"Expiration", "Upload-Expires MUST be included in every PATCH response",
         [](Server& s) { return !s.patch(s.upload(5), "0", "ab").header("upload-expires").isEmpty(); }},
        {"Expiration", "If known at the creation it MUST be in the response to the initial POST",
         [](Server& s) { return !s.create({{"Upload-Length", "5"}}).header("upload-expires").isEmpty(); }},
        {"Expiration", "Its value MUST be in RFC 7231 datetime format",
         [](Server& s) { return isDate(s.create({{"Upload-Length", "5"}}).header("upload-expires")); }},
        {"Checksum", "The Server MUST add checksum to the Tus-Extension header",
         [](Server& s) { return s.offers("checksum"); }},
        {"Checksum", "A Server that takes trailers MUST say checksum-trailer: we do not",
         [](Server& s) { return !s.offers("checksum-trailer"); }},
        {"Checksum", "The Server MUST support at least SHA1, and Tus-Checksum-Algorithm MUST be in OPTIONS",
         [](Server& s) { return s.options().header("tus-checksum-algorithm").split(',').contains("sha1"); }},
        {"Checksum", "The Server MUST verify the chunk: a right one is 204",
         [](Server& s) {
             return s.patch(s.upload(5), "0", "ab", {{"Upload-Checksum", sha1("ab")}}).status == 204;
         }},
        {"Checksum", "A mismatch is 460; the chunk MUST be discarded and the offset MUST NOT be updated",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return s.patch(upload, "0", "ab", {{"Upload-Checksum", sha1("xy")}}).status == 460
                    && s.offsetOf(upload) == "0" && s.patch(upload, "0", "whole").status == 204;
         }},
        {"Checksum", "An unknown algorithm is 400; the chunk MUST be discarded, the offset not updated",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return s.patch(upload, "0", "ab", {{"Upload-Checksum", "crc9 YWI="}}).status == 400
                    && s.offsetOf(upload) == "0";
         }},
        {"Checksum", "Upload-Checksum MUST be the algorithm and the Base64 checksum with a space between",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             return std::ranges::all_of(
                        std::array{"sha1", "sha1 %%%", "sha1 YWJj"},
                        [&](const char* value) {
                            return s.patch(upload, "0", "ab", {{"Upload-Checksum", value}}).status == 400;
                        })
                    && s.offsetOf(upload) == "0";
         }},
        {"Termination", "The Server MUST add termination to the Tus-Extension header",
         [](Server& s) { return s.offers("termination"); }},
        {"Termination", "The Server MUST respond with 204 confirming that it was terminated",
         [](Server& s) { return s.ask("DELETE", s.upload(5)).status == 204; }},
        {"Termination", "Future requests are 404 or 410",
         [](Server& s) {
             const QByteArray upload = s.upload(5);
             s.ask("DELETE", upload);
             return isGone(s.head(upload)) && isGone(s.patch(upload, "0", "ab"))
                    && isGone(s.ask("DELETE", upload));
         }},
        {"Concatenation", "The Server MUST add concatenation to the Tus-Extension header",
         [](Server& s) { return s.offers("concatenation"); }},
        {"Concatenation", "The Server SHOULD NOT process partial uploads",
         [](Server& s) { return s.head(s.parts().first()).header("parlor-photo").isEmpty(); }},
        {"Concatenation", "The length of the final upload MUST be the sum of the lengths of its parts",
         [](Server& s) {
             return s.head(s.join(s.parts()).header("location")).header("upload-length") == "6";
         }},
        {"Concatenation", "The parts MUST be concatenated in the order of the list",
         [](Server& s) {
             const QByteArrayList parts = s.parts();
             const QByteArray photo = s.join({parts.at(1), parts.at(0)}).header("parlor-photo");
             return s.ask("GET", "/v1/photos/" + photo + "/original").body == "twoone";
         }},
        {"Concatenation", "The Client MUST NOT include Upload-Length in the final creation",
         [](Server& s) { return s.join(s.parts(), {{"Upload-Length", "6"}}).status == 400; }},
        {"Concatenation", "Unfinished parts MUST be announced by concatenation-unfinished: we take none",
         [](Server& s) {
             return !s.offers("concatenation-unfinished")
                    && s.join({s.upload(3, {{"Upload-Concat", "partial"}})}).status >= 400;
         }},
        {"Concatenation", "The parts' metadata SHALL NOT be transferred to the final upload",
         [](Server& s) {
             const QByteArray part =
                 s.upload(3, {{"Upload-Concat", "partial"}, {"Upload-Metadata", "a YQ=="}});
             s.patch(part, "0", "abc");
             return s.head(s.join({part}).header("location")).header("upload-metadata").isEmpty();
         }},
        {"Concatenation", "The Server MUST respond with 403 to PATCH requests against a final upload",
         [](Server& s) { return s.patch(s.join(s.parts()).header("location"), "6", "x").status == 403; }},
        {"Concatenation", "… and MUST NOT modify the final or its partial uploads",
         [](Server& s) {
             const QByteArray upload = s.join(s.parts()).header("location");
             s.patch(upload, "0", "x");
             return s.offsetOf(upload) == "6";
         }},
        {"Concatenation", "After it Upload-Offset and Upload-Length MUST be set and equal",
         [](Server& s) {
             const RawAnswer head = s.head(s.join(s.parts()).header("location"));
             return head.header("upload-offset") == head.header("upload-length")
                    && !head.header("upload-offset").isEmpty();
         }},
        {"Concatenation", "HEAD of a partial upload MUST contain the Upload-Offset header",
         [](Server& s) { return s.offsetOf(s.upload(3, {{"Upload-Concat", "partial"}})) == "0"; }},
        {"Concatenation", "HEAD MUST include Upload-Concat as received, of a partial upload",
         [](Server& s) {
             return s.head(s.upload(3, {{"Upload-Concat", "partial"}})).header("upload-concat") == "partial";
         }},
        {"Concatenation", "… and of a final one",
         [](Server& s) {
             const QByteArrayList parts = s.parts();
             return s.head(s.join(parts).header("location")).header("upload-concat")
                    == "final;" + parts.join(' ');
         }},
        {"Concatenation", "The value MUST be partial, or final with a list",
         [](Server& s) {
             return s.create({{"Upload-Length", "3"}, {"Upload-Concat", "whole"}}).status == 400
                    && s.create({{"Upload-Concat", "final"}}).status == 400
                    && s.create({{"Upload-Concat", "final;"}}).status == 400;
         }},
    };
}

std::vector<Row> rows() {
    std::vector<Row> all = coreRows();
    for (const auto& more : {creationRows(), otherRows()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

class TusSentences : public ::testing::TestWithParam<Row> {
protected:
    static void TearDownTestSuite() { Server::end(); }
};

} // namespace

TEST_P(TusSentences, Holds) {
    EXPECT_TRUE(GetParam().holds(Server::instance())) << GetParam().section << ": " << GetParam().sentence;
}

INSTANTIATE_TEST_SUITE_P(Table, TusSentences, ::testing::ValuesIn(rows()), [](const auto& row) {
    QByteArray name = QByteArray(row.param.section) + '_';
    for (const QByteArray& word : QByteArray(row.param.sentence).split(' ')) {
        QByteArray letters;
        for (const char c : word)
            if (std::isalnum(static_cast<unsigned char>(c)) != 0)
                letters += c;
        if (!letters.isEmpty())
            name += letters.left(1).toUpper() + letters.mid(1);
    }
    return name.toStdString();
});

} // namespace parlor
