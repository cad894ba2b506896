#include "shared/protocol/codecnouns.h"
#include "shared/protocol/limits.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

void write(JsonWriter& out, const QString& text) {
    out.value(text);
}

/// Of answers and welcomes: also when it is empty, so that whoever reads one needs to look for nothing.
template<class T>
void writeWhole(JsonWriter& out, QLatin1StringView key, const QList<T>& items) {
    out.key(key).beginList();
    for (const T& item : items)
        write(out, item);
    out.endList();
}

struct AnswerWriter {
    JsonWriter& out;

    void operator()(const Done&) const {}

    void operator()(const Committed& answer) const {
        out.word("answer"_L1, "committed"_L1).setText("client_id"_L1, answer.clientId);
        out.setId("message"_L1, answer.message)
            .serial("serial"_L1, answer.serial)
            .number("time"_L1, answer.time);
        out.setFlag("duplicate"_L1, answer.duplicate);
        if (answer.text)
            out.text("text"_L1, *answer.text);
    }

    void operator()(const HistoryPage& answer) const {
        out.word("answer"_L1, "history"_L1).id("channel"_L1, answer.channel).text("epoch"_L1, answer.epoch);
        writeWhole(out, "events"_L1, answer.events);
        writeWhole(out, "people"_L1, answer.people);
        out.flag("more"_L1, answer.more);
    }

    void operator()(const ChannelList& answer) const {
        out.word("answer"_L1, "channels"_L1);
        writeWhole(out, "channels"_L1, answer.channels);
        writeWhole(out, "people"_L1, answer.people);
        out.flag("more"_L1, answer.more);
    }

    void operator()(const MemberList& answer) const {
        out.word("answer"_L1, "members"_L1).id("channel"_L1, answer.channel);
        writeWhole(out, "members"_L1, answer.members);
        out.flag("more"_L1, answer.more);
    }

    void operator()(const PeopleList& answer) const {
        out.word("answer"_L1, "people"_L1);
        writeWhole(out, "people"_L1, answer.people);
        out.flag("more"_L1, answer.more);
    }

    void operator()(const SearchPage& answer) const {
        out.word("answer"_L1, "search"_L1);
        writeWhole(out, "hits"_L1, answer.hits);
        out.flag("more"_L1, answer.more);
    }

    void operator()(const PlanList& answer) const {
        out.word("answer"_L1, "planned"_L1);
        writeWhole(out, "scheduled"_L1, answer.scheduled);
        writeWhole(out, "reminders"_L1, answer.reminders);
        out.flag("more"_L1, answer.more);
    }

    void operator()(const PrivateState& answer) const {
        out.word("answer"_L1, "private"_L1);
        writeWhole(out, "keywords"_L1, answer.keywords);
        out.setObject("settings"_L1, answer.settings);
        writeWhole(out, "drafts"_L1, answer.drafts);
        out.flag("more"_L1, answer.more);
    }

    void operator()(const Receipts& answer) const {
        out.word("answer"_L1, "receipts"_L1).id("channel"_L1, answer.channel);
        writeWhole(out, "receipts"_L1, answer.receipts);
    }
};

struct FrameWriter {
    JsonWriter& out;

    void operator()(const Welcome& frame) const {
        out.word("op"_L1, "welcome"_L1).id("session"_L1, frame.session);
        write(out.key("person"_L1), frame.person);
        out.text("epoch"_L1, frame.epoch).text("server_name"_L1, frame.serverName);
        out.number("server_time"_L1, frame.serverTime).number("ping_ms"_L1, frame.pingMs);
        if (frame.limits)
            out.setObject("limits"_L1, toJson(*frame.limits));
        out.serial("person_serial"_L1, frame.personSerial)
            .word("person_resume"_L1, nameOf(frame.personResume));
        writeWhole(out, "channels"_L1, frame.channels);
        writeWhole(out, "people"_L1, frame.people);
        out.setFlag("more"_L1, frame.more);
    }

    void operator()(const Events& frame) const {
        out.word("op"_L1, "events"_L1).id("channel"_L1, frame.channel).text("epoch"_L1, frame.epoch);
        writeList(out, "events"_L1, frame.events);
    }

    void operator()(const PersonEvents& frame) const {
        out.word("op"_L1, "person_events"_L1).text("epoch"_L1, frame.epoch);
        writeList(out, "events"_L1, frame.events);
    }

    void operator()(const Positions& frame) const {
        out.word("op"_L1, "positions"_L1).serial("person"_L1, frame.person);
        writeList(out, "channels"_L1, frame.channels);
    }

    void operator()(const TypingNotice& frame) const {
        out.word("op"_L1, "typing"_L1).id("channel"_L1, frame.channel).id("person"_L1, frame.person);
    }

    void operator()(const PresenceNotice& frame) const {
        out.word("op"_L1, "presence"_L1).id("person"_L1, frame.person).flag("online"_L1, frame.online);
        out.setObject("data"_L1, frame.data);
    }

    void operator()(const Bye& frame) const {
        out.word("op"_L1, "bye"_L1).number("code"_L1, frame.code).flag("reconnect"_L1, frame.reconnect);
        out.setNumber("after_ms"_L1, frame.afterMs);
    }

    void operator()(const Reply& frame) const {
        out.word("op"_L1, "ok"_L1).number("rid"_L1, frame.rid);
        std::visit(AnswerWriter{out}, frame.answer);
    }

    void operator()(const Refusal& frame) const {
        out.word("op"_L1, "err"_L1).setNumber("rid"_L1, frame.rid).word("code"_L1, wireCode(frame.code));
        out.flag("temporary"_L1, frame.temporary).setNumber("retry_after_ms"_L1, frame.retryAfterMs);
        out.setText("client_id"_L1, frame.clientId);
    }

    void operator()(const Receipts& frame) const {
        out.word("op"_L1, "receipts"_L1).id("channel"_L1, frame.channel);
        writeList(out, "receipts"_L1, frame.receipts);
    }
};

Result<SearchHit> hitFromJson(const QJsonObject& json) {
    JsonReader in(json);
    SearchHit hit;
    in.id("channel"_L1, hit.channel, Need::Required);
    in.nested("event"_L1, hit.event, eventFromJson, Need::Required);
    in.text("snippet"_L1, hit.snippet);
    return in.finish(std::move(hit));
}

void read(JsonReader& in, Welcome& frame) {
    in.id("session"_L1, frame.session, Need::Required);
    in.nested("person"_L1, frame.person, personFromJson, Need::Required);
    in.text("epoch"_L1, frame.epoch, anyLength, Need::Required);
    in.text("server_name"_L1, frame.serverName);
    in.number("server_time"_L1, frame.serverTime);
    in.number("ping_ms"_L1, frame.pingMs, 1'000, 3'600'000);
    if (in.has("limits"_L1))
        in.nested("limits"_L1, frame.limits.emplace(), serverLimitsFromJson);
    in.serial("person_serial"_L1, frame.personSerial);
    in.word("person_resume"_L1, frame.personResume, resumeFrom);
    in.list("channels"_L1, frame.channels, channelStateFromJson);
    in.list("people"_L1, frame.people, personFromJson);
    in.flag("more"_L1, frame.more);
}

void read(JsonReader& in, Events& frame) {
    in.id("channel"_L1, frame.channel, Need::Required);
    in.text("epoch"_L1, frame.epoch, anyLength, Need::Required);
    in.list("events"_L1, frame.events, eventFromJson);
}

void read(JsonReader& in, PersonEvents& frame) {
    in.text("epoch"_L1, frame.epoch, anyLength, Need::Required);
    in.list("events"_L1, frame.events, personEventFromJson);
}

void read(JsonReader& in, Positions& frame) {
    in.list("channels"_L1, frame.channels, cursorFromJson);
    in.serial("person"_L1, frame.person);
}

void read(JsonReader& in, TypingNotice& frame) {
    in.id("channel"_L1, frame.channel, Need::Required);
    in.id("person"_L1, frame.person, Need::Required);
}

void read(JsonReader& in, PresenceNotice& frame) {
    in.id("person"_L1, frame.person, Need::Required);
    in.flag("online"_L1, frame.online, Need::Required);
    in.object("data"_L1, frame.data);
}

void read(JsonReader& in, Bye& frame) {
    in.number("code"_L1, frame.code, 1'000, 4'999, Need::Required);
    in.flag("reconnect"_L1, frame.reconnect);
    in.number("after_ms"_L1, frame.afterMs);
}

void read(JsonReader& in, Receipts& frame) {
    in.id("channel"_L1, frame.channel, Need::Required);
    in.list("receipts"_L1, frame.receipts, receiptFromJson);
}

void read(JsonReader& in, Committed& answer) {
    in.text("client_id"_L1, answer.clientId);
    in.id("message"_L1, answer.message);
    in.serial("serial"_L1, answer.serial, Need::Required);
    in.number("time"_L1, answer.time);
    in.flag("duplicate"_L1, answer.duplicate);
    if (in.has("text"_L1))
        in.text("text"_L1, answer.text.emplace());
}

void read(JsonReader& in, HistoryPage& answer) {
    in.id("channel"_L1, answer.channel, Need::Required);
    in.text("epoch"_L1, answer.epoch, anyLength, Need::Required);
    in.list("events"_L1, answer.events, eventFromJson);
    in.list("people"_L1, answer.people, personFromJson);
    in.flag("more"_L1, answer.more, Need::Required);
}

void read(JsonReader& in, ChannelList& answer) {
    in.list("channels"_L1, answer.channels, channelStateFromJson);
    in.list("people"_L1, answer.people, personFromJson);
    in.flag("more"_L1, answer.more, Need::Required);
}

void read(JsonReader& in, MemberList& answer) {
    in.id("channel"_L1, answer.channel, Need::Required);
    in.list("members"_L1, answer.members, memberFromJson);
    in.flag("more"_L1, answer.more, Need::Required);
}

void read(JsonReader& in, PeopleList& answer) {
    in.list("people"_L1, answer.people, personFromJson);
    in.flag("more"_L1, answer.more, Need::Required);
}

void read(JsonReader& in, SearchPage& answer) {
    in.list("hits"_L1, answer.hits, hitFromJson);
    in.flag("more"_L1, answer.more, Need::Required);
}

void read(JsonReader& in, PlanList& answer) {
    in.list("scheduled"_L1, answer.scheduled, scheduledFromJson);
    in.list("reminders"_L1, answer.reminders, reminderFromJson);
    in.flag("more"_L1, answer.more, Need::Required);
}

void read(JsonReader& in, PrivateState& answer) {
    in.texts("keywords"_L1, answer.keywords);
    in.object("settings"_L1, answer.settings);
    in.list("drafts"_L1, answer.drafts, draftFromJson);
    in.flag("more"_L1, answer.more, Need::Required);
}

template<class T>
Answer readAs(JsonReader& in) {
    T answer;
    read(in, answer);
    return answer;
}

void read(JsonReader& in, Reply& frame) {
    in.number("rid"_L1, frame.rid, 0, maxNumber, Need::Required);
    QString answer;
    in.text("answer"_L1, answer);
    if (answer.isEmpty())
        frame.answer = Done{};
    else if (answer == "committed"_L1)
        frame.answer = readAs<Committed>(in);
    else if (answer == "history"_L1)
        frame.answer = readAs<HistoryPage>(in);
    else if (answer == "channels"_L1)
        frame.answer = readAs<ChannelList>(in);
    else if (answer == "members"_L1)
        frame.answer = readAs<MemberList>(in);
    else if (answer == "people"_L1)
        frame.answer = readAs<PeopleList>(in);
    else if (answer == "search"_L1)
        frame.answer = readAs<SearchPage>(in);
    else if (answer == "planned"_L1)
        frame.answer = readAs<PlanList>(in);
    else if (answer == "private"_L1)
        frame.answer = readAs<PrivateState>(in);
    else if (answer == "receipts"_L1)
        frame.answer = readAs<Receipts>(in);
    else
        in.fail(ErrorCode::UnknownOperation);
}

void read(JsonReader& in, Refusal& frame) {
    in.number("rid"_L1, frame.rid);
    QString code;
    in.text("code"_L1, code, anyLength, Need::Required);
    frame.code = errorCodeFromWire(code).value_or(ErrorCode::Internal);
    in.flag("temporary"_L1, frame.temporary);
    in.number("retry_after_ms"_L1, frame.retryAfterMs);
    in.text("client_id"_L1, frame.clientId);
}

// In the order of the variant.
constexpr auto names = std::to_array<QLatin1StringView>(
    {QLatin1StringView("welcome"), QLatin1StringView("events"), QLatin1StringView("person_events"),
     QLatin1StringView("positions"), QLatin1StringView("typing"), QLatin1StringView("presence"),
     QLatin1StringView("bye"), QLatin1StringView("ok"), QLatin1StringView("err"),
     QLatin1StringView("receipts")});
static_assert(names.size() == std::variant_size_v<Frame>);

template<std::size_t I = 0>
Result<Frame> readFrame(JsonReader& in, const QString& operation) {
    if constexpr (I == std::variant_size_v<Frame>) {
        return fail(ErrorCode::UnknownOperation);
    } else {
        if (operation != names.at(I))
            return readFrame<I + 1>(in, operation);
        std::variant_alternative_t<I, Frame> frame;
        read(in, frame);
        TRY(in.status());
        return frame;
    }
}

} // namespace

void write(JsonWriter& out, const SearchHit& hit) {
    write(out.begin().id("channel"_L1, hit.channel).key("event"_L1), hit.event);
    out.setText("snippet"_L1, hit.snippet).end();
}

QByteArray encode(const Frame& frame) {
    JsonWriter out;
    out.begin();
    std::visit(FrameWriter{out}, frame);
    return out.end().take();
}

Result<Frame> decodeFrame(QByteArrayView bytes) {
    TRY_ASSIGN(const QJsonObject object, parseObject(bytes, limits::frame));
    JsonReader in(object);
    QString operation;
    in.text("op"_L1, operation, anyLength, Need::Required);
    TRY(in.status());
    return readFrame(in, operation);
}

} // namespace parlor::codec
