#include "server/edge/http/routetable.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;

namespace {

RouteTable sample() {
    RouteTable table;
    const auto add = [&](const QByteArray& method, const QString& pattern) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.handler = [](const auto&, const auto&, const auto&) {};
        table.add(route);
    };
    add("GET", u"/v1/photos"_qs);
    add("GET", u"/v1/photos/{id}"_qs);
    add("DELETE", u"/v1/photos/{id}"_qs);
    add("GET", u"/v1/photos/index"_qs);
    add("HEAD", u"/v1/uploads/{id}"_qs);
    add("GET", u"/v1/photos/{id}/{kind}"_qs);
    return table;
}

} // namespace

TEST(RouteTable, LiteralSegmentsWin) {
    const RouteTable table = sample();
    EXPECT_EQ(table.find("GET", u"/v1/photos/index"_qs)->route->pattern, u"/v1/photos/index"_qs);
    const auto photo = table.find("GET", u"/v1/photos/42"_qs);
    ASSERT_TRUE(photo);
    EXPECT_EQ(photo->path.value(u"id"_qs), u"42"_qs);
    const auto thumb = table.find("GET", u"/v1/photos/42/thumb"_qs);
    EXPECT_EQ(thumb->path, (PathArguments{{u"id"_qs, u"42"_qs}, {u"kind"_qs, u"thumb"_qs}}));
}

TEST(RouteTable, TellsUnknownPathsFromUnknownMethods) {
    const RouteTable table = sample();
    for (const QString& path :
         {u"/"_qs, u"/v1"_qs, u"/v1/photos/"_qs, u"/v1/photos/1/thumb/"_qs, u"/V1/photos"_qs, QString()})
        EXPECT_EQ(table.find("GET", path).error().code, ErrorCode::NotFound) << path.toStdString();
    EXPECT_EQ(table.find("POST", u"/v1/photos"_qs).error().code, ErrorCode::MethodNotAllowed);
    EXPECT_EQ(table.methods(u"/v1/photos/1"_qs), (QList<QByteArray>{"DELETE", "GET", "HEAD", "OPTIONS"}));
}

TEST(RouteTable, FindsWhatAPathIsWithoutItsMethod) {
    const RouteTable table = sample();
    EXPECT_EQ(table.closest(u"/v1/photos/index"_qs)->pattern, u"/v1/photos/index"_qs);
    EXPECT_EQ(table.closest(u"/v1/photos/42"_qs)->pattern, u"/v1/photos/{id}"_qs);
    EXPECT_EQ(table.closest(u"/v1/photos/42/thumb/x"_qs), nullptr);
    EXPECT_EQ(table.closest(QString()), nullptr);
}

TEST(RouteTable, HeadIsAnsweredByGet) {
    const RouteTable table = sample();
    EXPECT_EQ(table.find("HEAD", u"/v1/photos/1"_qs)->route->method, QByteArray("GET"));
    EXPECT_EQ(table.find("HEAD", u"/v1/uploads/1"_qs)->route->method, QByteArray("HEAD"));
    EXPECT_FALSE(table.find("GET", u"/v1/uploads/1"_qs));
}
