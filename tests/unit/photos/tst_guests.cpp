// What guests put in through a public link: many at once, within its room, and nothing of what was cut off.
#include "tests/unit/photos/sharing.h"

#include <QUrlQuery>

#include <optional>

namespace parlor::server::test {
namespace {

constexpr qsizetype large = 40'000; ///< bytes of a guest's photo

class GuestsTest : public PhotoNodeTest {
protected:
    using Sent = std::shared_ptr<FakeExchange>;

    GuestsTest() {
        album = await(node.albums->create({ann.id, u"Party"_qs, {}, {}})).value_or(Album()).id;
        sharing.emplace(node);
    }

    /// What kill -9 and a new process do.
    void restart() {
        sharing.reset();
        node.restart();
        sharing.emplace(node);
    }

    QString link(ShareRoom room) {
        ShareWish wish;
        wish.album = album;
        wish.mode = ShareMode::Upload;
        wish.room = room;
        const auto made = await(sharing->service.create(ann.id, wish, {}));
        EXPECT_TRUE(made);
        share = made.value_or(MadeShare()).share.id;
        return u"/s/"_qs + made.value_or(MadeShare()).token;
    }

    static QByteArray photo(char letter, qsizetype size = large) { return QByteArray(size, letter); }

    Sent bring(const QString& link, const QByteArray& bytes) {
        HttpRequest request;
        request.method = "POST";
        request.path = link + u"/upload"_qs;
        request.headers = {{"content-type", "multipart/form-data; boundary=b"}};
        request.peer = {u"10.0.0.9"_qs, u"10.0.0.9"_qs, true, false};
        const QByteArray body =
            "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"g.jpg\"\r\n\r\n" + bytes
            + "\r\n--b--\r\n";
        return std::make_shared<FakeExchange>(std::move(request), body, node.executor);
    }

    /// Under way, with half of it sent.
    Sent half(const QString& link, const QByteArray& bytes) {
        Sent sent = bring(link, bytes);
        sent->pauseAt(bytes.size() / 2);
        node.router->handle(sent);
        EXPECT_TRUE(waitFor([&] { return sent->isPaused() || sent->isAnswered(); }));
        return sent;
    }

    int finish(const Sent& sent) {
        sent->resume();
        return sent->response().status;
    }

    ShareRoom room() { return await(sharing->store.byId(ann.id, share)).value_or(Share()).room; }

    qsizetype inAlbum() {
        const auto page = await(node.albums->photos({ann.id, album, {}, 100}));
        return page ? page->photos.size() : -1;
    }

    AlbumId album;
    ShareId share;
    std::optional<Sharing> sharing;
};

TEST_F(GuestsTest, AtOnceEachCountsAndTheirSumIsTheLimit) {
    const QString party = link({3, 10 * large});
    const QList<Sent> under{half(party, photo('a')), half(party, photo('b')), half(party, photo('c'))};
    for (const Sent& sent : under)
        ASSERT_TRUE(sent->isPaused()) << "there is room for three";
    EXPECT_EQ(node.send(bring(party, photo('d'))).status, 507) << "what is under way counts";
    EXPECT_EQ(room(), (ShareRoom{3, 10 * large})) << "and has taken nothing yet";
    for (const Sent& sent : under)
        EXPECT_EQ(finish(sent), 303);
    EXPECT_EQ(room(), (ShareRoom{0, 7 * large}));
    EXPECT_EQ(inAlbum(), 3);
    EXPECT_EQ(node.send(bring(party, photo('d'))).status, 507);
}

TEST_F(GuestsTest, TheBytesOfAllTogetherAreTheLimitToo) {
    const QString party = link({100, 2 * large});
    const Sent first = half(party, photo('a'));
    ASSERT_TRUE(first->isPaused());
    EXPECT_EQ(node.send(bring(party, photo('b'))).status, 507) << "beside the first there is too little";
    const Sent small = half(party, photo('c', large / 2));
    ASSERT_TRUE(small->isPaused());
    EXPECT_EQ(finish(small), 303);
    EXPECT_EQ(finish(first), 303);
    EXPECT_EQ(room(), (ShareRoom{98, large / 2}));
    EXPECT_EQ(node.send(bring(party, photo('d'))).status, 507);
    EXPECT_EQ(inAlbum(), 2);
}

TEST_F(GuestsTest, WhatIsCutOffLeavesItsRoom) {
    const QString party = link({1, 2 * large});
    const Sent cut = half(party, photo('a'));
    ASSERT_TRUE(cut->isPaused());
    cut->cutAfter(large / 2);
    EXPECT_NE(finish(cut), 303);
    EXPECT_EQ(room(), (ShareRoom{1, 2 * large}));
    EXPECT_EQ(node.send(bring(party, photo('b'))).status, 303) << "nothing is held for it any more";
    EXPECT_EQ(room(), (ShareRoom{0, large}));
}

TEST_F(GuestsTest, AKillLeavesTheRoomWhole) {
    const QString party = link({2, 4 * large});
    const QList<Sent> under{half(party, photo('a')), half(party, photo('b'))};
    for (const Sent& sent : under)
        ASSERT_TRUE(sent->isPaused());
    restart();
    for (const Sent& sent : under) {
        sent->cutAfter(0);
        sent->resume();
    }
    EXPECT_EQ(room(), (ShareRoom{2, 4 * large}));
    EXPECT_EQ(inAlbum(), 0);
    EXPECT_TRUE(waitFor([&] { return await(node.uploadRows->receiving({}, 10))->isEmpty(); }))
        << "nor does it fill the owner's quota";
    for (const char letter : {'c', 'd'})
        EXPECT_EQ(node.send(bring(party, photo(letter))).status, 303) << letter;
    EXPECT_EQ(room(), (ShareRoom{0, 2 * large}));
    EXPECT_EQ(inAlbum(), 2);
}

TEST_F(GuestsTest, LessRoomCountsForWhatIsUnderWay) {
    const QString party = link({2, 4 * large});
    const Sent first = half(party, photo('a'));
    const Sent second = half(party, photo('b'));
    ASSERT_TRUE(first->isPaused() && second->isPaused());
    ShareChange less;
    less.room = ShareRoom{1, 4 * large};
    ASSERT_TRUE(await(sharing->service.edit(ann.id, share, less, {})));
    EXPECT_EQ(finish(first), 303);
    EXPECT_EQ(finish(second), 507);
    EXPECT_EQ(room(), (ShareRoom{0, 3 * large}));
    EXPECT_EQ(inAlbum(), 1);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 1) << "nor is it in the library";
}

TEST_F(GuestsTest, ALinkThatEndsMeanwhileTakesNothing) {
    const QString party = link({2, 4 * large});
    const Sent late = half(party, photo('a'));
    ASSERT_TRUE(late->isPaused());
    ASSERT_TRUE(await(sharing->service.revoke(ann.id, share)));
    EXPECT_EQ(finish(late), 410);
    EXPECT_EQ(inAlbum(), 0);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);
}

TEST_F(GuestsTest, LearnNothingOfWhatTheOwnerHas) {
    node.upload("ann", photo('a'));
    const QString party = link({2, 4 * large});
    EXPECT_EQ(node.send(bring(party, photo('a'))).status, 303);
    EXPECT_EQ(room(), (ShareRoom{1, 3 * large}));
    EXPECT_EQ(node.send(bring(party, photo('b'))).status, 303);
    EXPECT_EQ(room(), (ShareRoom{0, 2 * large}));
    EXPECT_EQ(inAlbum(), 2);
}

} // namespace
} // namespace parlor::server::test
