// The power goes: what no fsync had made durable is taken away, beginning with the page cache that a killed
// process would leave behind. Everything acknowledged is there and whole all the same.
#include "tests/faults/crowd.h"
#include "tests/faults/faultserver.h"
#include "tests/faults/powercut.h"
#include "tests/faults/shim/powerlog.h"
#include "tests/support/rawhttp.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>

#include <gtest/gtest.h>

namespace parlor {

using test::Crowd;
using test::FaultServer;
using test::PowerCut;
using test::RawAnswer;
using test::Transport;

namespace {

/// A server whose data directory is watched from its first start on.
class PowerCuts : public ::testing::Test {
protected:
    void watch() {
        const QString root = QFileInfo(server.dataDirectory()).canonicalFilePath();
        power = std::make_unique<PowerCut>(root, server.file(u"power"_qs));
        server.setEnvironment(QString::fromLatin1(test::powerRootVariable), power->root());
        server.setEnvironment(QString::fromLatin1(test::powerLogVariable), power->log());
    }

    /// The plug is pulled. Every third time nothing survives that was not synced.
    void cut() {
        if (server.isRunning())
            server.kill();
        const auto losses = power->cut(++cuts % 3 == 0 ? nullptr : &random);
        changes += losses.changes;
        undone += losses.undone;
    }

    void expectVerified() {
        const test::Finished verified =
            test::runProgram(test::programs() + u"/parlord"_qs,
                             {u"verify"_qs, u"--data"_qs, server.dataDirectory(), u"--json"_qs});
        EXPECT_EQ(verified.exitCode, 0) << verified.output.constData() << verified.errors.constData();
        EXPECT_EQ(verified.objects().value(0).value(u"faults").toInt(-1), 0) << verified.output.constData();
    }

    FaultServer server;
    std::unique_ptr<PowerCut> power;
    QRandomGenerator random{test::seed()};
    int cuts = 0, changes = 0, undone = 0;
};

/// Uploads photographs to a server that may end at any moment, and remembers what it was told.
class Uploader {
public:
    struct Photo {
        QByteArray bytes;
        QByteArray upload; ///< its address, once there is one
        QByteArray id;     ///< once acknowledged
        qint64 told = 0;   ///< the offset of the newest answer
    };

    Uploader(const FaultServer& server, QByteArray token, QRandomGenerator& random)
        : m_server(server), m_bearer("Bearer " + token), m_random(random) {}

    /// One more photo in some pieces; false when the server ended meanwhile.
    bool upload() {
        Photo photo;
        photo.bytes.resize(1 + qsizetype(m_random.bounded(200'000)));
        for (char& byte : photo.bytes)
            byte = static_cast<char>(m_random.generate());
        m_photos.append(photo);
        return resume(m_photos.last());
    }

    bool resume(Photo& photo) {
        const QDeadlineTimer deadline(60'000);
        while (photo.id.isEmpty()) {
            RawAnswer answer;
            const qint64 piece = 1 + qint64(m_random.bounded(100'000));
            if (photo.upload.isEmpty())
                answer = ask("POST", "/v1/uploads",
                             {{"Upload-Length", QByteArray::number(photo.bytes.size())},
                              {"Upload-Metadata", "filename " + QByteArray("photo.jpg").toBase64()}},
                             photo.bytes.left(piece));
            else
                answer = ask("PATCH", photo.upload, {{"Upload-Offset", QByteArray::number(photo.told)}},
                             photo.bytes.mid(photo.told, piece));
            if (answer.status == 0)
                return false;
            if (answer.status == 423 && !deadline.hasExpired())
                continue; // the piece before is still being put away
            EXPECT_TRUE(answer.status == 201 || answer.status == 204)
                << answer.status << answer.body.constData();
            if (answer.status >= 400)
                return false;
            if (photo.upload.isEmpty())
                photo.upload = answer.header("location");
            photo.told = answer.header("upload-offset").toLongLong();
            photo.id = answer.header("parlor-photo");
        }
        return true;
    }

    /// After a cut: what was acknowledged is whole, what was under way goes on from where it stands.
    void check() {
        for (Photo& photo : m_photos) {
            if (photo.id.isEmpty() && !photo.upload.isEmpty()) {
                const RawAnswer head = ask("HEAD", photo.upload);
                EXPECT_EQ(head.status, 200) << "an upload that was made is gone";
                photo.told = head.header("upload-offset").toLongLong();
                EXPECT_LE(photo.told, photo.bytes.size());
                if (head.status != 200) {
                    photo.upload.clear();
                    photo.told = 0;
                }
            }
            EXPECT_TRUE(resume(photo));
            const RawAnswer original = ask("GET", "/v1/photos/" + photo.id + "/original");
            EXPECT_EQ(original.status, 200) << "an acknowledged photo is gone";
            EXPECT_EQ(QCryptographicHash::hash(original.body, QCryptographicHash::Sha256),
                      QCryptographicHash::hash(photo.bytes, QCryptographicHash::Sha256));
        }
    }

    [[nodiscard]] int missing() {
        return static_cast<int>(std::count_if(m_photos.begin(), m_photos.end(), [this](const Photo& photo) {
            return !photo.id.isEmpty()
                   && ask("GET", "/v1/photos/" + photo.id + "/original").body != photo.bytes;
        }));
    }

    void forgetChecked() { m_photos.clear(); }

    [[nodiscard]] qsizetype count() const { return m_photos.size(); }

private:
    [[nodiscard]] RawAnswer ask(const QByteArray& method, const QByteArray& path,
                                QList<std::pair<QByteArray, QByteArray>> headers = {},
                                const QByteArray& body = {}) const {
        headers.emplaceBack("Authorization", m_bearer);
        headers.emplaceBack("Tus-Resumable", "1.0.0");
        if (method == "PATCH" || !body.isEmpty())
            headers.emplaceBack("Content-Type", "application/offset+octet-stream");
        return test::sendRaw(m_server.url(), {method, path, headers, body, -1}, 60'000);
    }

    const FaultServer& m_server;
    QByteArray m_bearer;
    QRandomGenerator& m_random;
    QList<Photo> m_photos;
};

} // namespace

TEST_F(PowerCuts, NoMessageIsLostDoubledOrMoved) {
    Crowd crowd(server.dataDirectory(), 2, 4, 3, 4, Transport::Socket);
    watch();
    server.start();
    crowd.connect(server.port());
    const int rounds = test::rounds(4);
    for (int round = 0; round < rounds; ++round) {
        const int until = crowd.acknowledged() + 30 + static_cast<int>(random.bounded(200));
        ASSERT_TRUE(crowd.talkUntil([&] { return crowd.acknowledged() >= until; }))
            << server.log().right(2'000).constData();
        cut();
        server.start();
    }
    ASSERT_TRUE(crowd.settle());
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
    EXPECT_EQ(crowd.resets(), 0);
    std::printf("%d cuts: %d acknowledged; %d of %d changes undone\n", rounds, crowd.acknowledged(), undone,
                changes);
}

TEST_F(PowerCuts, EveryAcknowledgedPhotoIsWholeAndUploadsGoOn) {
    QByteArray token;
    {
        test::Seeding seeding(server.dataDirectory());
        token = seeding.person(u"ada"_qs, Role::Owner).token;
    }
    watch();
    server.start();
    Uploader uploader(server, token, random);
    const int rounds = test::rounds(8);
    qsizetype photos = 0;
    for (int round = 0; round < rounds; ++round) {
        // Some syncs on, at the next one or right after it.
        server.control().killAfter = random.bounded(2);
        server.control().killAtSync = server.control().syncs + 1 + qint64(random.bounded(80));
        while (uploader.upload()) {
        }
        ASSERT_TRUE(server.waitForEnd());
        cut();
        server.control().killAtSync = 0;
        server.start();
        uploader.check();
        photos += uploader.count();
        uploader.forgetChecked();
        if (HasFailure())
            break;
    }
    EXPECT_EQ(server.stop(), 0);
    expectVerified();
    std::printf("%d cuts: %lld photos; %d of %d changes undone\n", rounds, static_cast<long long>(photos),
                undone, changes);
    EXPECT_GT(undone, 0);
}

/// The instrument itself: if syncs did nothing, acknowledged photos would be lost, and it would be seen.
TEST_F(PowerCuts, ALyingDiskIsFoundOut) {
    QByteArray token;
    {
        test::Seeding seeding(server.dataDirectory());
        token = seeding.person(u"ada"_qs, Role::Owner).token;
    }
    watch();
    server.start();
    server.control().forgetSyncs = 1;
    Uploader uploader(server, token, random);
    ASSERT_TRUE(uploader.upload());
    ASSERT_EQ(uploader.missing(), 0);
    server.kill();
    EXPECT_GT(power->cut(nullptr).undone, 0);
    server.control().forgetSyncs = 0;
    server.start();
    EXPECT_EQ(uploader.missing(), 1);
}

} // namespace parlor
