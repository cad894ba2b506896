#include "server/domain/commands/answers.h"

#include "shared/protocol/codec.h"

namespace parlor::server {

Answers::Answers(Link& link, Executor& executor, QObject* parent)
    : QObject(parent), m_link(link), m_executor(executor) {}

void Answers::answer(const Caller& caller, const Answer& answer) {
    if (caller.rid == 0)
        return;
    const QList<QByteArray> frames = codec::encodeReplyFrames(Reply{caller.rid, answer});
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
