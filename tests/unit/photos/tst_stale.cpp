// Edits of a photo's facts that are only for what the client has seen: entity tags and If-Match.
#include "tests/unit/photos/photonode.h"

namespace parlor::server::test {
namespace {

class StaleTest : public PhotoNodeTest {
protected:
    StaleTest() {
        const PhotoId photo = node.upload("ann", "picture");
        node.looked(photo);
        address = u"/v1/photos/"_qs + photo.toString();
        EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
        node.settle();
    }

    QByteArray tag() { return header(node.send("GET", address, "ann"), "etag"); }

    HttpResponse caption(const char* text, const Headers& headers, const char* token = "ann") {
        const HttpResponse answer =
            node.send("PATCH", address, token, headers, QByteArray(R"({"caption":")") + text + R"("})");
        node.settle();
        return answer;
    }

    HttpResponse captionIf(const char* text, const QByteArray& match) {
        return caption(text, {{"if-match", match}});
    }

    QString captionNow() {
        return node.json(node.send("GET", address, "ann")).value(u"caption"_qs).toString();
    }

    QString address;
};

TEST_F(StaleTest, TheSecondOfTwoWhoSawTheSameIsRefused) {
    const QByteArray seen = tag();
    ASSERT_TRUE(seen.startsWith('"') && seen.endsWith('"') && seen.size() > 2) << "a strong one";
    const HttpResponse first = captionIf("one", seen);
    ASSERT_EQ(first.status, 200);
    const QByteArray next = header(first, "etag");
    EXPECT_NE(next, seen);
    const HttpResponse second = captionIf("two", seen);
    EXPECT_EQ(second.status, 412);
    EXPECT_EQ(header(second, "content-type"), "application/problem+json");
    EXPECT_EQ(node.json(second).value(u"code"_qs).toString(), u"conflict"_qs);
    EXPECT_EQ(node.json(second).value(u"status"_qs).toInt(), 412);
    EXPECT_EQ(captionNow(), u"one"_qs);
    EXPECT_EQ(tag(), next) << "the answer's tag is the photo's";
    EXPECT_EQ(captionIf("two", next).status, 200);
    EXPECT_EQ(captionNow(), u"two"_qs);
}

TEST_F(StaleTest, TheHeaderIsReadAsTheRfcSays) {
    struct Row {
        QByteArray match;
        int status;
    };

    const QByteArray other = "\"999999\"";
    for (const Row& row : {Row{"*", 200},
                           {other + ", SEEN", 200},
                           {"SEEN," + other, 200},
                           {" SEEN ", 200},
                           {other, 412},
                           {"\"\"", 412},
                           {"\"a, b\"", 412},
                           {"W/SEEN", 412},
                           {"\"0SEEN", 412},
                           {"SEEN" + other, 400},
                           {"12", 400},
                           {"\"12", 400},
                           {"", 400},
                           {"nonsense", 400}}) {
        const QByteArray seen = tag();
        QByteArray match = row.match;
        match.replace("\"0SEEN", "\"0" + seen.mid(1)).replace("SEEN", seen);
        EXPECT_EQ(captionIf(match.toHex().constData(), match).status, row.status) << match.constData();
    }
    EXPECT_EQ(caption("lines", {{"if-match", other}, {"if-match", tag()}}).status, 200)
        << "several are one list";
}

TEST_F(StaleTest, WithoutTheHeaderTheLastCounts) {
    const QByteArray seen = tag();
    EXPECT_EQ(caption("one", {}).status, 200);
    EXPECT_EQ(caption("two", {}).status, 200);
    EXPECT_EQ(captionNow(), u"two"_qs);
    EXPECT_NE(tag(), seen);
}

TEST_F(StaleTest, NothingIsToldToOthers) {
    EXPECT_TRUE(header(node.send("GET", address, "ben"), "etag").isEmpty());
    EXPECT_EQ(caption("mine", {{"if-match", "\"1\""}}, "ben").status, 404);
    EXPECT_EQ(caption("mine", {{"if-match", "*"}}, "ben").status, 404);
}

TEST_F(StaleTest, AnUnchangedPhotoKeepsItsTag) {
    EXPECT_EQ(caption("same", {}).status, 200);
    const QByteArray seen = tag();
    const HttpResponse again = captionIf("same", seen);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(header(again, "etag"), seen);
    EXPECT_EQ(node.send("GET", address + u"/grid"_qs, "ann").status, 200);
    EXPECT_EQ(tag(), seen) << "a rendering made on demand is no change of the facts";
}

} // namespace
} // namespace parlor::server::test
