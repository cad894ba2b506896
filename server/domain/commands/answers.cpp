#include "server/domain/commands/answers.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

namespace parlor::server {

namespace {

QByteArray encode(std::int64_t rid, const Answer& answer) {
    return codec::encode(Frame(Reply{rid, answer}));
}

/// Cuts the list into frames that fit, by halving; all but the last say `more`.
void encodePages(QList<QByteArray>& frames, std::int64_t rid, ChannelList list) {
    QByteArray bytes = encode(rid, list);
    if (bytes.size() <= limits::frame || list.channels.size() + list.people.size() < 2) {
        frames.append(std::move(bytes));
        return;
    }
    ChannelList first = list;
    const qsizetype channels = (list.channels.size() + 1) / 2, people = (list.people.size() + 1) / 2;
    first.channels = list.channels.first(channels);
    first.people = list.people.first(people);
    first.more = true;
    list.channels = list.channels.sliced(channels);
    list.people = list.people.sliced(people);
    encodePages(frames, rid, first);
    encodePages(frames, rid, list);
}

/// As much of the list as one frame holds.
template<class Page, class Item>
QByteArray encodeBeginning(std::int64_t rid, Page page, QList<Item> Page::* list) {
    QByteArray bytes = encode(rid, page);
    while (bytes.size() > limits::frame && (page.*list).size() > 1) {
        page.*list = (page.*list).first((page.*list).size() / 2);
        page.more = true;
        bytes = encode(rid, page);
    }
    return bytes;
}

} // namespace

Answers::Answers(Link& link, Executor& executor, QObject* parent)
    : QObject(parent), m_link(link), m_executor(executor) {}

void Answers::answer(const Caller& caller, const Answer& answer) {
    if (caller.rid == 0)
        return;
    QList<QByteArray> frames;
    if (const auto* channels = std::get_if<ChannelList>(&answer))
        encodePages(frames, caller.rid, *channels);
    else if (const auto* members = std::get_if<MemberList>(&answer))
        frames.append(encodeBeginning(caller.rid, *members, &MemberList::members));
    else if (const auto* people = std::get_if<PeopleList>(&answer))
        frames.append(encodeBeginning(caller.rid, *people, &PeopleList::people));
    else
        frames.append(encode(caller.rid, answer));
    for (const QByteArray& frame : frames)
        m_link.send(caller.connection, frame);
}

void Answers::refuse(const Caller& caller, const Error& error) {
    const Refusal refusal{caller.rid, error.code, isTemporary(error.code), error.retryAfterMs,
                          caller.clientId};
    m_link.send(caller.connection, codec::encode(Frame(refusal)));
}

void Answers::answer(const Caller& caller, const Result<Answer>& result) {
    if (result)
        answer(caller, *result);
    else
        refuse(caller, result.error());
}

} // namespace parlor::server
