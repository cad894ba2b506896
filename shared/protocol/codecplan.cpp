#include "shared/protocol/codecnouns.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

void writeTexts(JsonWriter& out, QLatin1StringView key, const QStringList& texts) {
    out.key(key).beginList();
    for (const QString& text : texts)
        out.JsonWriter::value(text);
    out.endList();
}

void write(JsonWriter& out, const ScheduledMessage& scheduled) {
    out.begin().id("id"_L1, scheduled.id).id("channel"_L1, scheduled.channel);
    out.number("at"_L1, scheduled.at);
    writeEntry(out, scheduled.entry, From::Server);
    if (scheduled.replyTo)
        out.id("reply_to"_L1, *scheduled.replyTo);
    if (scheduled.failed)
        out.word("failed"_L1, wireCode(*scheduled.failed));
    out.end();
}

Result<ScheduledMessage> scheduledFromJson(const QJsonObject& json) {
    JsonReader in(json);
    ScheduledMessage scheduled;
    QString failed;
    in.id("id"_L1, scheduled.id, Need::Required);
    in.id("channel"_L1, scheduled.channel, Need::Required);
    in.number("at"_L1, scheduled.at);
    readEntry(in, scheduled.entry, From::Server);
    in.id("reply_to"_L1, scheduled.replyTo);
    in.text("failed"_L1, failed);
    if (!failed.isEmpty())
        scheduled.failed = errorCodeFromWire(failed).value_or(ErrorCode::Internal);
    return in.finish(std::move(scheduled));
}

void write(JsonWriter& out, const Reminder& reminder) {
    out.begin().id("id"_L1, reminder.id).number("at"_L1, reminder.at);
    out.setId("channel"_L1, reminder.channel).setId("message"_L1, reminder.message);
    out.setText("text"_L1, reminder.text).end();
}

Result<Reminder> reminderFromJson(const QJsonObject& json) {
    JsonReader in(json);
    Reminder reminder;
    in.id("id"_L1, reminder.id, Need::Required);
    in.number("at"_L1, reminder.at);
    in.id("channel"_L1, reminder.channel);
    in.id("message"_L1, reminder.message);
    in.text("text"_L1, reminder.text);
    return in.finish(std::move(reminder));
}

void write(JsonWriter& out, const DraftChanged& draft) {
    out.begin().id("channel"_L1, draft.channel).text("text"_L1, draft.text).end();
}

Result<DraftChanged> draftFromJson(const QJsonObject& json) {
    JsonReader in(json);
    DraftChanged draft;
    in.id("channel"_L1, draft.channel, Need::Required);
    in.text("text"_L1, draft.text);
    return in.finish(std::move(draft));
}

} // namespace parlor::codec
