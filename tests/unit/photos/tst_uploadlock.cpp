// One writer at a time, and never longer than it writes: whoever has the answer may go on at once.
#include "tests/unit/photos/photonode.h"

namespace parlor::server::test {
namespace {

class UploadLock : public PhotoNodeTest {
protected:
    using Sent = std::shared_ptr<FakeExchange>;

    static Headers tus(Headers more = {}) {
        more.prepend({"tus-resumable", "1.0.0"});
        return more;
    }

    QString create(qint64 size) {
        const HttpResponse made =
            node.send("POST", u"/v1/uploads"_qs, "ann", tus({{"upload-length", QByteArray::number(size)}}));
        EXPECT_EQ(made.status, 201);
        return QString::fromLatin1(header(made, "location"));
    }

    Sent ask(const char* method, const QString& address) { return node.ask(method, address, "ann", tus()); }

    Sent piece(const QString& address, qint64 offset, const QByteArray& bytes, const Headers& more = {}) {
        Headers headers = tus(more);
        headers.emplaceBack("content-type", "application/offset+octet-stream");
        headers.append({"upload-offset", QByteArray::number(offset)});
        return node.ask("PATCH", address, "ann", headers, bytes);
    }

    static UploadId idOf(const QString& address) {
        return UploadId::fromString(address.section(u'/', -1)).value_or(UploadId());
    }

    /// What is on disk when the process dies just before the photo's row.
    void storeAll(UploadId id, const QByteArray& bytes) {
        const auto part = await(node.blobs->part(id));
        ASSERT_TRUE(part);
        ASSERT_TRUE(await((*part)->write(bytes)));
    }

    const QByteArray picture = QByteArray("a picture ").repeated(3'000);
};

TEST_F(UploadLock, IsFreeWhenTheAnswerComes) {
    constexpr qint64 step = 100;
    const QString address = create(picture.size());
    HttpResponse last;
    for (qint64 at = 0; at < picture.size(); at += step) {
        const QByteArray bytes = picture.mid(at, step);
        const QByteArray sum = QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toBase64();
        const bool checked = at / step % 2 == 1;
        last = node.send(
            piece(address, at, bytes, checked ? Headers{{"upload-checksum", "sha1 " + sum}} : Headers{}));
        ASSERT_EQ(last.status, 204) << at << bodyOf(last).constData();
        ASSERT_EQ(header(last, "upload-offset").toLongLong(), at + bytes.size());
    }
    EXPECT_FALSE(header(last, "parlor-photo").isEmpty());
}

TEST_F(UploadLock, IsFreeWhenAPieceWasRefused) {
    const QString address = create(10'000);
    const Headers wrong{{"upload-checksum", "sha1 " + QByteArray(20, '\0').toBase64()}};
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(node.send(piece(address, 0, "abc", wrong)).status, 460);
        const Sent cut = piece(address, 0, QByteArray(1'000, 'x'), wrong);
        cut->cutAfter(500);
        ASSERT_NE(node.send(cut).status, 423);
    }
    EXPECT_EQ(node.send(piece(address, 0, "abc")).status, 204);
    EXPECT_EQ(node.send(ask("DELETE", address)).status, 204);
}

// After a crash the server completes by itself what has all its bytes, while its client asks for it.
TEST_F(UploadLock, WhoAsksWhileItBecomesAPhotoWaitsForThePhoto) {
    const QString address = create(picture.size());
    const UploadId id = idOf(address);
    storeAll(id, picture);
    node.restart();
    const auto first = node.uploads->status(id, {});
    const QList<Sent> asked{ask("HEAD", address), piece(address, picture.size(), {}), ask("HEAD", address),
                            piece(address, 5, "late")};
    for (const Sent& one : asked)
        node.router->handle(one);
    const QByteArray photo = header(asked.at(0)->response(), "parlor-photo");
    EXPECT_FALSE(photo.isEmpty());
    EXPECT_EQ(header(asked.at(0)->response(), "upload-offset").toLongLong(), picture.size());
    EXPECT_EQ(asked.at(1)->response().status, 204);
    EXPECT_EQ(header(asked.at(1)->response(), "parlor-photo"), photo);
    EXPECT_EQ(header(asked.at(2)->response(), "parlor-photo"), photo);
    EXPECT_NE(asked.at(3)->response().status, 204);
    EXPECT_TRUE(await(first));
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 1);
}

TEST_F(UploadLock, WhatCannotBecomeAPhotoIsGoneForAllWhoWaited) {
    const HttpResponse made =
        node.send("POST", u"/v1/uploads"_qs, "ann",
                  tus({{"upload-length", QByteArray::number(picture.size())},
                       {"upload-metadata", "sha256 " + QByteArray(64, 'a').toBase64()}}));
    const QString address = QString::fromLatin1(header(made, "location"));
    storeAll(idOf(address), picture);
    node.restart();
    const auto first = node.uploads->status(idOf(address), {});
    const QList<Sent> asked{ask("HEAD", address), piece(address, picture.size(), {}), ask("DELETE", address)};
    for (const Sent& one : asked)
        node.router->handle(one);
    EXPECT_FALSE(await(first));
    EXPECT_EQ(asked.at(0)->response().status, 410);
    EXPECT_EQ(asked.at(1)->response().status, 410);
    EXPECT_EQ(asked.at(2)->response().status, 410);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);
}

} // namespace
} // namespace parlor::server::test
