#pragma once

#include "shared/protocol/frames.h"

#include <QString>

namespace parlor::test {

inline Event posted(int serial, const QString& text, int author = 1, const QString& clientId = {}) {
    Event event;
    event.serial = Serial(serial);
    event.message = MessageId(1000 + serial);
    event.author = PersonId(author);
    event.time = 1'760'000'000'000 + serial;
    event.clientId = clientId;
    MessagePosted body;
    body.entry.text = text;
    event.body = body;
    return event;
}

/// An event about the message that serial `about` posted.
inline Event about(int serial, int about, EventBody body, int author = 1) {
    Event event;
    event.serial = Serial(serial);
    event.message = MessageId(1000 + about);
    event.author = PersonId(author);
    event.time = 1'760'000'000'000 + serial;
    event.body = std::move(body);
    return event;
}

inline Event edited(int serial, int aboutSerial, const QString& text) {
    MessageEdited body;
    body.entry.text = text;
    return about(serial, aboutSerial, body);
}

inline QString textOf(const Event& event) {
    const auto* body = std::get_if<MessagePosted>(&event.body);
    return body ? body->entry.text : QString();
}

inline Person person(int id, const QString& name) {
    Person person;
    person.id = PersonId(id);
    person.name = name;
    return person;
}

inline ChannelState channelState(int id, int last, Resume resume = Resume::Ok) {
    ChannelState state;
    state.channel.id = ChannelId(id);
    state.channel.name = u"channel%1"_qs.arg(id);
    state.last = Serial(last);
    state.read = Serial(last);
    state.visibleFrom = Serial(1);
    state.member = true;
    state.memberCount = 2;
    state.resume = resume;
    return state;
}

inline Welcome welcome(const QList<ChannelState>& channels, const Epoch& epoch = u"00000000000000aa"_qs) {
    Welcome welcome;
    welcome.session = SessionId(5);
    welcome.person = person(1, u"ann"_qs);
    welcome.epoch = epoch;
    welcome.serverName = u"Home"_qs;
    welcome.channels = channels;
    return welcome;
}

} // namespace parlor::test
