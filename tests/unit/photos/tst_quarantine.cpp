// Files at which workers break: the real pool, with a worker that does what the file says.
#include "server/media/workerpool.h"
#include "tests/unit/photos/photonode.h"

#include <QJsonArray>

namespace parlor::server::test {
namespace {

class Quarantine : public PhotoNodeTest {
protected:
    Quarantine() { letWork(std::chrono::seconds(60)); }

    void letWork(std::chrono::milliseconds wallLimit) {
        WorkerPoolOptions options;
        options.program = QStringLiteral(PARLOR_CRASHING_WORKER);
        options.workers = 1;
        options.wallLimit = wallLimit;
        auto next = std::make_unique<WorkerPool>(options);
        node.otherMedia = next.get();
        node.restart();
        pool = std::move(next);
    }

    /// The bytes come again and again as long as they are taken.
    HttpResponse send(const QByteArray& bytes, const char* token = "ann") {
        return node.send("POST", u"/v1/uploads"_qs, token,
                         {{"tus-resumable", "1.0.0"},
                          {"upload-length", QByteArray::number(bytes.size())},
                          {"content-type", "application/offset+octet-stream"}},
                         bytes);
    }

    QList<ModerationEntry> log() {
        return await(node.audit->entries(0, 10)).value_or(QList<ModerationEntry>());
    }

    QString code(const HttpResponse& response) { return node.json(response).value(u"code"_qs).toString(); }

    std::unique_ptr<WorkerPool> pool;
};

TEST_F(Quarantine, ACrashOrATimeOutIsToldAndKeptForADay) {
    for (const QByteArray& bytes : {QByteArray("crash one"), QByteArray("sleep one")}) {
        // Nobody waits long for the one that never answers; all others have all the time of a slow machine.
        if (bytes.startsWith("sleep"))
            letWork(std::chrono::milliseconds(1'500));
        const PhotoId id = node.upload("ann", bytes);
        const Photo photo = node.looked(id);
        EXPECT_EQ(photo.state, PhotoState::Failed);
        EXPECT_EQ(photo.reason, u"image_crashed"_qs);
        const StoredPhoto row = *await(node.photos->byId(id));
        EXPECT_EQ(row.shelf, Shelf::Refused);
        EXPECT_EQ(row.endsAt, node.clock.now() + PhotoProcessing::refusedForMs);
        ASSERT_FALSE(log().isEmpty());
        const ModerationEntry entry = log().first();
        EXPECT_EQ(entry.action, u"photo.quarantine"_qs);
        EXPECT_EQ(entry.person, ann.id);
        EXPECT_TRUE(entry.detail.contains(QString::fromLatin1(photo.sha256.toHex())));
    }
    letWork(std::chrono::seconds(60));
    EXPECT_EQ(node.looked(node.upload("ann", "a good one")).state, PhotoState::Ready);
}

TEST_F(Quarantine, ThreeCrashesBanTheBytesForEverybody) {
    const QByteArray bytes = "crash me";
    const PhotoId id = node.upload("ann", bytes);
    node.looked(id);
    // The same person again: the same row, tried anew.
    EXPECT_EQ(node.upload("ann", bytes), id);
    EXPECT_TRUE(waitFor([&] { return log().size() == 2; }));
    node.looked(id);
    node.restart(); // what was counted is not forgotten
    const PhotoId others = node.upload("ben", bytes);
    EXPECT_NE(others, id) << "nobody learns of another's file";
    EXPECT_EQ(node.looked(others).reason, u"image_crashed"_qs);
    EXPECT_TRUE(waitFor([&] { return log().size() == 3; }));
    EXPECT_EQ(log().first().action, u"photo.ban"_qs);
    EXPECT_EQ(log().first().person, ben.id);

    for (const char* token : {"ann", "ben"}) {
        const HttpResponse refused = send(bytes, token);
        EXPECT_EQ(refused.status, 422);
        EXPECT_EQ(code(refused), u"image_banned"_qs);
    }
    node.restart();
    EXPECT_TRUE(waitFor([&] { return node.processing->isBanned(node.photo(id).sha256); }));
    const HttpResponse refused = send(bytes);
    EXPECT_EQ(refused.status, 422);
    const HttpResponse announced =
        node.send("POST", u"/v1/uploads"_qs, "ann",
                  {{"tus-resumable", "1.0.0"},
                   {"upload-length", QByteArray::number(bytes.size())},
                   {"upload-metadata", "sha256 " + node.photo(id).sha256.toHex().toBase64()}});
    EXPECT_EQ(announced.status, 422) << "known by its hash, not a byte has to come";
    EXPECT_EQ(log().size(), 3) << "no worker saw it again";
    EXPECT_EQ(node.looked(node.upload("ann", "another one")).state, PhotoState::Ready);
}

} // namespace
} // namespace parlor::server::test
