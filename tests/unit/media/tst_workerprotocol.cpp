#include "server/media/workerprotocol.h"

#include <gtest/gtest.h>

namespace parlor::server::media {

namespace {

WorkerReply fullReply() {
    WorkerReply reply;
    reply.job = 77;
    reply.verdict = WorkerVerdict::Done;
    reply.damaged = true;
    reply.facts.width = 4032;
    reply.facts.height = 3024;
    reply.facts.takenAt = -5;
    reply.facts.offsetMinutes = -585;
    reply.facts.takenLocal = 1'721'068'205'250;
    reply.facts.mimeType = "image/jpeg";
    reply.facts.make = u"Müller & Söhne"_qs;
    reply.facts.latitude = -89.5;
    reply.facts.iso = 100;
    reply.facts.rating = 5;
    reply.facts.perceptualHash = 0xfedcba9876543210u;
    reply.facts.motion = true;
    reply.facts.durationMs = 2'900;
    reply.facts.contentId = "0A1B-2c3d";
    reply.facts.motionOffset = 3'000'000;
    reply.facts.motionBytes = 900'000;
    reply.placeholder = QByteArray(25, '\x7f');
    reply.slices = {{RenderingKind::Thumb, 0, 100, 400, 300},
                    {RenderingKind::View, 100, 1'000'000, 2048, 1536}};
    return reply;
}

TEST(WorkerProtocol, PacketsComeBackAsTheyWere) {
    const WorkerHello hello{7, true, "landlock: no"};
    EXPECT_EQ(decodeHello(encode(hello)), hello);
    const WorkerRequest request{9, 300 << 20, {RenderingKind::Full, RenderingKind::Thumb}, 270,
                                2, false,     *PhotoCrop::from(100, 9'900, 9'900, 100)};
    const QByteArray packet = encode(request);
    EXPECT_EQ(decodeRequest(packet), request);
    QByteArray outside = packet;
    outside[outside.size() - 4] = 101; // ten-thousandths, from the 9 900th on
    EXPECT_FALSE(decodeRequest(outside));
    EXPECT_EQ(decodeReply(encode(fullReply())), fullReply());
    EXPECT_EQ(decodeReply(encode(WorkerReply())), WorkerReply());
}

TEST(WorkerProtocol, NothingShorterOrLongerIsTaken) {
    const QByteArray packet = encode(fullReply());
    for (qsizetype size = 0; size < packet.size(); ++size)
        EXPECT_FALSE(decodeReply(packet.left(size))) << size;
    EXPECT_FALSE(decodeReply(packet + '\0'));
    EXPECT_FALSE(decodeHello(packet));
    EXPECT_FALSE(decodeRequest(packet));
}

TEST(WorkerProtocol, EveryTurnedByteIsSafe) {
    const QByteArray packet = encode(fullReply());
    for (qsizetype i = 0; i < packet.size(); ++i)
        for (const int mask : {0x01, 0x80, 0xff}) {
            QByteArray other = packet;
            other[i] = static_cast<char>(other[i] ^ mask);
            if (const auto reply = decodeReply(other)) {
                EXPECT_LE(reply->facts.width, 30'000);
                EXPECT_LE(reply->facts.rating, 5);
                EXPECT_LE(reply->slices.size(), 4);
                EXPECT_LE(reply->placeholder.size(), 25);
                if (reply->facts.latitude) {
                    EXPECT_LE(std::abs(*reply->facts.latitude), 90);
                }
            }
        }
}

TEST(WorkerProtocol, TextsAreCutAndCleaned) {
    WorkerReply reply = fullReply();
    reply.facts.model = QString(1'000, u'ä') + u"x"_qs;
    reply.facts.lens = u"two\nlines \u202e and more"_qs;
    const auto decoded = decodeReply(encode(reply));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->facts.model, QString(128, u'ä'));
    EXPECT_FALSE(decoded->facts.lens.contains(u'\n'));
    EXPECT_FALSE(decoded->facts.lens.contains(QChar(0x202e)));
}

TEST(WorkerProtocol, RequestsAreChecked) {
    WorkerRequest request{1, 10, {RenderingKind::Thumb}, 45, 4};
    EXPECT_FALSE(decodeRequest(encode(request)));
    request.rotation = 90;
    EXPECT_TRUE(decodeRequest(encode(request)));
    request.renderings = {RenderingKind::Thumb, RenderingKind::Thumb};
    EXPECT_FALSE(decodeRequest(encode(request)));
    request.renderings.clear();
    request.size = -1;
    EXPECT_FALSE(decodeRequest(encode(request)));
}

} // namespace

} // namespace parlor::server::media
