#include "shared/protocol/codec.h"
#include "tests/unit/shared/protocol/samples.h"

#include <QDir>
#include <QFile>

#include <gtest/gtest.h>

// Every frame's exact bytes: what old clients and old servers rely on. PARLOR_UPDATE_GOLDEN=1 writes them
// anew.
namespace parlor::test {

namespace {

const QString root = QStringLiteral(PARLOR_SOURCE_DIR "/tests/golden/");

QByteArray kept(const QString& path, const QByteArray& bytes) {
    QFile file(root + path);
    if (qEnvironmentVariableIsSet("PARLOR_UPDATE_GOLDEN")) {
        QDir().mkpath(QFileInfo(file).path());
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
        return bytes;
    }
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

TEST(Golden, Requests) {
    for (const auto& [name, request] : sampleRequests()) {
        const QByteArray bytes = codec::encode(request);
        EXPECT_EQ(bytes, kept(u"requests/"_qs + name + u".json"_qs, bytes)) << name.toStdString();
        const auto read = codec::decodeRequest(bytes);
        ASSERT_TRUE(read.has_value()) << name.toStdString() << wireCode(read.error().code).data();
        EXPECT_TRUE(*read == request) << name.toStdString();
        EXPECT_EQ(codec::ridOf(bytes), request.rid);
    }
}

TEST(Golden, Frames) {
    for (const auto& [name, frame] : sampleFrames()) {
        const QByteArray bytes = codec::encode(frame);
        EXPECT_EQ(bytes, kept(u"frames/"_qs + name + u".json"_qs, bytes)) << name.toStdString();
        const auto read = codec::decodeFrame(bytes);
        ASSERT_TRUE(read.has_value()) << name.toStdString() << wireCode(read.error().code).data();
        EXPECT_TRUE(*read == frame) << name.toStdString();
    }
}

// A sample for every alternative, so that a new one can't be forgotten.
TEST(Golden, CoverEveryAlternative) {
    QSet<std::size_t> commands, frames, answers, events, personEvents;
    for (const auto& [name, request] : sampleRequests())
        commands.insert(request.command.index());
    for (const auto& [name, frame] : sampleFrames()) {
        frames.insert(frame.index());
        if (const auto* reply = std::get_if<Reply>(&frame))
            answers.insert(reply->answer.index());
    }
    for (const auto& event : sampleEvents())
        events.insert(event.body.index());
    for (const auto& event : samplePersonEvents())
        personEvents.insert(event.body.index());
    EXPECT_EQ(commands.size(), qsizetype(std::variant_size_v<Command>));
    EXPECT_EQ(frames.size(), qsizetype(std::variant_size_v<Frame>));
    EXPECT_EQ(answers.size(), qsizetype(std::variant_size_v<Answer>));
    EXPECT_EQ(events.size(), qsizetype(std::variant_size_v<EventBody>));
    EXPECT_EQ(personEvents.size(), qsizetype(std::variant_size_v<PersonEventBody>));
}

TEST(Golden, NounsComeBack) {
    EXPECT_EQ(codec::personFromJson(codec::toJson(samplePerson())), samplePerson());
    EXPECT_EQ(codec::channelStateFromJson(codec::toJson(sampleState())), sampleState());
    EXPECT_EQ(codec::photoFromJson(codec::toJson(samplePhoto())), samplePhoto());
    EXPECT_EQ(codec::photoReferenceFromJson(codec::toJson(sampleReference())), sampleReference());
    PhotoReference video = sampleReference();
    video.video = true;
    video.durationMs = 65'000;
    EXPECT_EQ(codec::photoReferenceFromJson(codec::toJson(video)), video);
    EXPECT_EQ(codec::toJson(video).value(u"kind").toString(), u"video");
    EXPECT_EQ(codec::toJson(video).value(u"duration_ms").toInt(), 65'000);
    EXPECT_EQ(codec::toJson(sampleChannel()).value(u"name").toString(), u"general"_qs);
    for (const auto& event : sampleEvents())
        EXPECT_EQ(codec::eventFromJson(codec::toJson(event)), event);
    for (const auto& event : samplePersonEvents())
        EXPECT_EQ(codec::personEventFromJson(codec::toJson(event)), event);
}

TEST(Golden, EmptyListsOfAnswersAreThere) {
    const auto answered = [](const Answer& answer) { return codec::encode(Frame(Reply{7, answer})); };
    EXPECT_EQ(answered(SearchPage()), R"({"op":"ok","rid":7,"answer":"search","hits":[],"more":false})");
    EXPECT_EQ(answered(ChannelList()),
              R"({"op":"ok","rid":7,"answer":"channels","channels":[],"people":[],"more":false})");
    EXPECT_EQ(answered(PeopleList()), R"({"op":"ok","rid":7,"answer":"people","people":[],"more":false})");
    EXPECT_EQ(answered(PlanList()),
              R"({"op":"ok","rid":7,"answer":"planned","scheduled":[],"reminders":[],"more":false})");
    EXPECT_EQ(answered(PrivateState()),
              R"({"op":"ok","rid":7,"answer":"private","keywords":[],"drafts":[],"more":false})");
    EXPECT_TRUE(answered(HistoryPage()).endsWith(R"("events":[],"people":[],"more":false})"));
    EXPECT_TRUE(answered(MemberList()).endsWith(R"("members":[],"more":false})"));
    EXPECT_TRUE(answered(Receipts()).endsWith(R"("receipts":[]})"));
    EXPECT_TRUE(codec::encode(Frame(Welcome())).endsWith(R"("channels":[],"people":[]})"));
}

TEST(Golden, WhatIsNewerIsSkipped) {
    const auto event =
        codec::eventFromJson({{u"serial"_qs, 9}, {u"type"_qs, u"poll"_qs}, {u"choices"_qs, 3}});
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->body, EventBody(Skipped{Serial(9)}));
    const auto personal = codec::personEventFromJson({{u"serial"_qs, 9}, {u"type"_qs, u"badge"_qs}});
    ASSERT_TRUE(personal.has_value());
    EXPECT_EQ(personal->body, PersonEventBody(PersonEventSkipped{}));
    EXPECT_EQ(codec::decodeFrame(R"({"op":"novelty"})").error().code, ErrorCode::UnknownOperation);
    EXPECT_EQ(codec::decodeFrame(R"({"op":"ok","rid":1,"answer":"novelty"})").error().code,
              ErrorCode::UnknownOperation);
    const auto refusal = codec::decodeFrame(R"({"op":"err","rid":1,"code":"novel","temporary":true})");
    ASSERT_TRUE(refusal.has_value());
    EXPECT_EQ(std::get<Refusal>(*refusal).code, ErrorCode::Internal);
    EXPECT_TRUE(std::get<Refusal>(*refusal).temporary);
}

} // namespace parlor::test
