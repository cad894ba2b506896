// What the router does for the routes of tus before they are called: refusals, rates, the method that counts.
#include "tests/unit/photos/uploadcase.h"

namespace parlor::server::test {
namespace {

using TusRefusals = UploadsTest;

TEST_F(TusRefusals, SayTheVersionToo) {
    const QString address = create(10);
    node.authenticator.people.insert(u"narrow"_qs, ann);
    node.authenticator.capabilities.insert(u"narrow"_qs, *Capability::parse(R"({"library":["download"]})"));
    const auto answers = [&](const char* method, const QString& path, const char* token, int status) {
        const HttpResponse answer = node.send(method, path, token, tus());
        EXPECT_EQ(answer.status, status) << method << ' ' << path.toStdString();
        EXPECT_EQ(answer.headers.count({"tus-resumable", "1.0.0"}), 1)
            << method << ' ' << path.toStdString() << ": " << answer.status;
    };
    const std::pair<const char*, QString> routes[] = {
        {"POST", u"/v1/uploads"_qs}, {"HEAD", address}, {"PATCH", address}, {"DELETE", address}};
    for (const auto& [method, path] : routes) {
        answers(method, path, "bad", 401);
        answers(method, path, "narrow", 403);
    }
    answers("GET", address, "ann", 405);
    answers("PUT", u"/v1/uploads"_qs, "ann", 405);
    while (node.limiter->take(SessionId(ann.id.value()), RateKind::Read, RateClass::Person) == 0) {
    }
    answers("POST", u"/v1/uploads"_qs, "ann", 429);
    node.router->setDraining(true);
    for (const auto& [method, path] : routes)
        answers(method, path, "ann", 503);
    node.router->setDraining(false);
    const HttpResponse other = node.send("DELETE", u"/v1/uploads/form/x/y"_qs, "ann");
    EXPECT_TRUE(header(other, "tus-resumable").isEmpty()) << "that is no address of tus";
}

TEST_F(TusRefusals, WhatWasBegunGoesOnAtAnyRate) {
    constexpr int pieces = 700; // more than a session may read at once
    const QString address = create(2 * pieces);
    for (int i = 0; i < pieces; ++i) {
        ASSERT_EQ(patch(address, 2 * i, "ab").status, 204) << i;
        ASSERT_EQ(offset(address), 2 * i + 2);
    }
    EXPECT_EQ(node.send("DELETE", address, "ann", tus()).status, 204);
    while (node.limiter->take(SessionId(ann.id.value()), RateKind::Read, RateClass::Person) == 0) {
    }
    EXPECT_EQ(node.send("POST", u"/v1/uploads"_qs, "ann", tus({{"upload-length", "1"}})).status, 429)
        << "beginning is counted";
    EXPECT_EQ(node.send("DELETE", u"/v1/uploads/1"_qs, "ann", tus()).status, 404) << "and nothing else";
}

TEST_F(TusRefusals, TheMethodThatIsNamedCounts) {
    const QString address = create(10);
    const auto as = [&](const char* method, const char* named, const Headers& more = {},
                        const QByteArray& body = {}) {
        Headers headers = chunk(0, more);
        headers.append({"x-http-method-override", QByteArray(named)});
        return node.send(method, address, "ann", headers, body);
    };
    for (const char* method : {"POST", "GET", "DELETE", "OPTIONS", "PATCH"}) {
        const HttpResponse head = as(method, "HEAD");
        EXPECT_EQ(head.status, 200) << method;
        EXPECT_EQ(header(head, "upload-offset"), "0") << method;
    }
    EXPECT_EQ(as("PUT", "patch", {}, "abc").status, 204);
    EXPECT_EQ(offset(address), 3);
    for (const char* named : {"GET", "POST", "TRACE", "nothing"}) {
        const HttpResponse refused = as("DELETE", named);
        EXPECT_EQ(refused.status, 405) << named;
        EXPECT_EQ(header(refused, "tus-resumable"), "1.0.0") << named;
    }
    EXPECT_EQ(as("GET", "DELETE").status, 204);
    EXPECT_LT(offset(address), 0) << "it is gone";
}

TEST_F(TusRefusals, ElsewhereOnlyAPostNamesAMethod) {
    const PhotoId id = node.upload("ann", picture);
    node.looked(id);
    const QString address = u"/v1/photos/"_qs + id.toString();
    const auto as = [&](const char* method, const char* named) {
        return node.send(method, address, "ann", {{"x-http-method-override", named}}).status;
    };
    EXPECT_EQ(as("GET", "DELETE"), 200) << "an address that is opened changes nothing";
    EXPECT_EQ(as("POST", "GET"), 405);
    EXPECT_EQ(as("POST", "HEAD"), 200);
    EXPECT_EQ(as("POST", "DELETE"), 204);
}

} // namespace
} // namespace parlor::server::test
