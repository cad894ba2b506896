#include "server/domain/channels/eventframes.h"

#include "server/domain/channels/sequencer.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

namespace parlor::server {

namespace {

template<class MakeFrame, class List>
void encodeInto(QList<QByteArray>& frames, const MakeFrame& makeFrame, const List& events) {
    QByteArray bytes = codec::encode(makeFrame(events));
    if (bytes.size() <= limits::frame || events.size() < 2) {
        frames.append(std::move(bytes));
        return;
    }
    const qsizetype half = events.size() / 2;
    encodeInto(frames, makeFrame, events.first(half));
    encodeInto(frames, makeFrame, events.sliced(half));
}

} // namespace

QList<QByteArray> encodeEvents(ChannelId channel, const Epoch& epoch, const QList<Event>& events) {
    QList<QByteArray> frames;
    if (!events.isEmpty())
        encodeInto(
            frames, [&](const QList<Event>& part) { return Frame(Events{channel, epoch, part}); }, events);
    return frames;
}

QList<QByteArray> encodePersonEvents(const Epoch& epoch, const QList<PersonEvent>& events) {
    QList<QByteArray> frames;
    if (!events.isEmpty())
        encodeInto(
            frames, [&](const QList<PersonEvent>& part) { return Frame(PersonEvents{epoch, part}); }, events);
    return frames;
}

QList<Event> visibleEvents(const QList<Event>& events, Serial visibleFrom) {
    if (events.isEmpty() || events.first().serial >= visibleFrom)
        return events;
    QList<Event> visible;
    Event hidden;
    hidden.serial = events.first().serial;
    Serial last = hidden.serial;
    for (const Event& event : events) {
        if (event.serial < visibleFrom)
            last = lastSerial(event);
        else
            visible.append(event);
    }
    hidden.body = Skipped{last};
    visible.prepend(hidden);
    return visible;
}

QList<Event> withoutReactions(QList<Event> events) {
    for (Event& event : events) {
        if (auto* posted = std::get_if<MessagePosted>(&event.body)) {
            posted->reactions.clear();
        } else if (std::holds_alternative<ReactionChanged>(event.body)) {
            Event hidden;
            hidden.serial = event.serial;
            hidden.body = Skipped{event.serial};
            event = std::move(hidden);
        }
    }
    return events;
}

} // namespace parlor::server
