#include "shared/protocol/codecnouns.h"
#include "shared/protocol/limits.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

constexpr qsizetype mostReactorsOfALargeEvent = 20;

template<class T>
QByteArray bytesOf(const T& item) {
    JsonWriter out;
    write(out, item);
    return out.take();
}

// Everything that a commit lets in fits; this keeps one row made otherwise from stopping a whole channel.
QByteArray bytesOf(const Event& event, qsizetype room) {
    QByteArray bytes = toBytes(event);
    if (bytes.size() <= room)
        return bytes;
    Event slim = event;
    const auto lighten = [](Entry& entry) {
        entry.data.clear();
        entry.metadata = {};
    };
    if (auto* posted = std::get_if<MessagePosted>(&slim.body)) {
        lighten(posted->entry);
        for (Reaction& reaction : posted->reactions)
            reaction.people = reaction.people.mid(0, mostReactorsOfALargeEvent);
    } else if (auto* edited = std::get_if<MessageEdited>(&slim.body))
        lighten(edited->entry);
    bytes = toBytes(slim);
    if (bytes.size() <= room)
        return bytes;
    slim.body = Skipped{event.serial};
    return toBytes(slim);
}

// Fills frames of head, items and tail, each as full as it gets.
class Packer {
public:
    Packer(QByteArray head, QByteArray tail)
        : m_head(std::move(head)), m_tail(std::move(tail)), m_frame(m_head) {}

    [[nodiscard]] qsizetype room() const { return limits::frame - m_head.size() - m_tail.size(); }

    void add(const QByteArray& item) {
        const bool first = m_frame.size() == m_head.size();
        if (!first && m_frame.size() + item.size() + 1 + m_tail.size() > limits::frame)
            flush();
        if (m_frame.size() > m_head.size())
            m_frame += ',';
        m_frame += item;
    }

    QList<QByteArray> take() {
        if (m_frame.size() > m_head.size())
            flush();
        return std::move(m_frames);
    }

private:
    void flush() {
        m_frame += m_tail;
        m_frames.append(std::exchange(m_frame, m_head));
    }

    QByteArray m_head;
    QByteArray m_tail;
    QByteArray m_frame;
    QList<QByteArray> m_frames;
};

// Distributes the lists of a frame over as many copies of it as they need.
template<class T>
class Spreader {
public:
    explicit Spreader(T empty) : m_empty(std::move(empty)), m_part(m_empty) {
        m_empty.more = true;
        m_head = sizeOf(m_empty);
        m_empty.more = false;
        m_size = m_head;
    }

    template<class Item>
    void add(QList<Item> T::* list, const Item& item) {
        const qsizetype size = bytesOf(item).size() + 1;
        if (m_size + size > limits::frame && m_size > m_head) {
            m_part.more = true;
            m_parts.append(std::exchange(m_part, m_empty));
            m_size = m_head;
        }
        (m_part.*list).append(item);
        m_size += size;
    }

    QList<T> take() {
        m_parts.append(std::move(m_part));
        return std::move(m_parts);
    }

private:
    // Room for the names of both lists.
    static qsizetype sizeOf(const T& frame) {
        constexpr qsizetype listNames = 64;
        if constexpr (std::is_same_v<T, Welcome>)
            return encode(Frame(frame)).size() + listNames;
        else
            return encode(Frame(Reply{limits::frame, Answer(frame)})).size() + listNames;
    }

    T m_empty;
    T m_part;
    QList<T> m_parts;
    qsizetype m_head = 0;
    qsizetype m_size = 0;
};

constexpr qsizetype ridRoom = 16;

HistoryPage cut(const HistoryPage& page, Keep keep) {
    HistoryPage kept{
        .channel = page.channel, .epoch = page.epoch, .events = {}, .people = {}, .more = page.more};
    qsizetype room = limits::frame - encode(Frame(Reply{0, kept})).size() - 64 - ridRoom;
    QSet<PersonId> named;
    const auto take = [&](const Person& person) {
        const qsizetype size = bytesOf(person).size() + 1;
        if (named.contains(person.id) || size > room)
            return;
        room -= size;
        named.insert(person.id);
        kept.people.append(person);
    };
    for (qsizetype i = 0; i < page.events.size(); ++i) {
        const Event& event = page.events.at(keep == Keep::Oldest ? i : page.events.size() - 1 - i);
        const qsizetype size = toBytes(event).size() + 1;
        if (size > room) {
            kept.more = true;
            break;
        }
        room -= size;
        kept.events.append(event);
        const auto author = std::find_if(page.people.begin(), page.people.end(),
                                         [&](const Person& person) { return person.id == event.author; });
        if (author != page.people.end())
            take(*author);
    }
    if (keep == Keep::Newest)
        std::reverse(kept.events.begin(), kept.events.end());
    for (const Person& person : page.people)
        take(person);
    return kept;
}

template<class T, class Item>
T cutList(const T& page, QList<Item> T::* list) {
    T kept;
    kept.more = page.more;
    qsizetype room = limits::frame - encode(Frame(Reply{0, kept})).size() - 64 - ridRoom;
    for (const Item& item : page.*list) {
        room -= bytesOf(item).size() + 1;
        if (room < 0) {
            kept.more = true;
            break;
        }
        (kept.*list).append(item);
    }
    return kept;
}

struct ReplySplitter {
    std::int64_t rid;
    Keep keep;

    QList<QByteArray> operator()(const ChannelList& list) const {
        Spreader<ChannelList> spreader({});
        for (const auto& state : list.channels)
            spreader.add(&ChannelList::channels, state);
        for (const auto& person : list.people)
            spreader.add(&ChannelList::people, person);
        return encodeAll(spreader.take());
    }

    QList<QByteArray> operator()(const MemberList& list) const {
        Spreader<MemberList> spreader({.channel = list.channel, .members = {}, .more = false});
        for (const auto& member : list.members)
            spreader.add(&MemberList::members, member);
        return encodeAll(spreader.take());
    }

    QList<QByteArray> operator()(const PlanList& list) const {
        Spreader<PlanList> spreader({});
        for (const auto& scheduled : list.scheduled)
            spreader.add(&PlanList::scheduled, scheduled);
        for (const auto& reminder : list.reminders)
            spreader.add(&PlanList::reminders, reminder);
        return encodeAll(spreader.take());
    }

    QList<QByteArray> operator()(const PrivateState& state) const {
        Spreader<PrivateState> spreader(
            {.keywords = state.keywords, .settings = state.settings, .drafts = {}, .more = false});
        for (const auto& draft : state.drafts)
            spreader.add(&PrivateState::drafts, draft);
        return encodeAll(spreader.take());
    }

    QList<QByteArray> operator()(const HistoryPage& page) const {
        return {encode(Frame(Reply{rid, cut(page, keep)}))};
    }

    QList<QByteArray> operator()(const PeopleList& page) const {
        return {encode(Frame(Reply{rid, cutList(page, &PeopleList::people)}))};
    }

    QList<QByteArray> operator()(const SearchPage& page) const {
        return {encode(Frame(Reply{rid, cutList(page, &SearchPage::hits)}))};
    }

    template<class T>
    QList<QByteArray> operator()(const T& answer) const {
        return {encode(Frame(Reply{rid, answer}))};
    }

private:
    template<class T>
    QList<QByteArray> encodeAll(const QList<T>& parts) const {
        QList<QByteArray> frames;
        for (const T& part : parts)
            frames.append(encode(Frame(Reply{rid, part})));
        return frames;
    }
};

} // namespace

QList<QByteArray> encodeEventFrames(ChannelId channel, const Epoch& epoch, const QList<Event>& events) {
    JsonWriter head;
    head.begin().word("op"_L1, "events"_L1).id("channel"_L1, channel).text("epoch"_L1, epoch);
    head.key("events"_L1).beginList();
    Packer packer(head.take(), QByteArrayLiteral("]}"));
    for (const Event& event : events)
        packer.add(bytesOf(event, packer.room()));
    return packer.take();
}

QList<QByteArray> encodePersonEventFrames(const Epoch& epoch, const QList<PersonEvent>& events) {
    JsonWriter head;
    head.begin().word("op"_L1, "person_events"_L1).text("epoch"_L1, epoch).key("events"_L1).beginList();
    Packer packer(head.take(), QByteArrayLiteral("]}"));
    for (const PersonEvent& event : events)
        packer.add(toBytes(event));
    return packer.take();
}

QList<QByteArray> encodePositionFrames(const Positions& positions) {
    JsonWriter head;
    head.begin()
        .word("op"_L1, "positions"_L1)
        .serial("person"_L1, positions.person)
        .key("channels"_L1)
        .beginList();
    Packer packer(head.take(), QByteArrayLiteral("]}"));
    for (const auto& cursor : positions.channels)
        packer.add(bytesOf(cursor));
    auto frames = packer.take();
    if (frames.isEmpty())
        frames.append(encode(Frame(positions)));
    return frames;
}

QList<QByteArray> encodeWelcomeFrames(const Welcome& welcome) {
    Welcome head = welcome;
    head.channels.clear();
    head.people.clear();
    head.more = false;
    Spreader<Welcome> spreader(head);
    for (const auto& state : welcome.channels)
        spreader.add(&Welcome::channels, state);
    for (const auto& person : welcome.people)
        spreader.add(&Welcome::people, person);
    QList<QByteArray> frames;
    for (const Welcome& part : spreader.take())
        frames.append(encode(Frame(part)));
    return frames;
}

QList<QByteArray> encodeReplyFrames(const Reply& reply, Keep keep) {
    return std::visit(ReplySplitter{reply.rid, keep}, reply.answer);
}

} // namespace parlor::codec
