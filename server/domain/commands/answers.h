#pragma once

#include "server/domain/commands/caller.h"
#include "server/domain/ports/link.h"
#include "shared/core/executor.h"
#include "shared/core/task.h"
#include "shared/protocol/frames.h"

#include <QObject>

namespace parlor::server {

/// Sends what became of a command. Lists that are too long for one frame go out as several answers with the
/// same rid, all but the last with `more`. Domain thread only.
class Answers final : public QObject {
    Q_OBJECT
public:
    Answers(Link& link, Executor& executor, QObject* parent = nullptr);

    void answer(const Caller& caller, const Answer& answer);
    void refuse(const Caller& caller, const Error& error);

    void answer(const Caller& caller, const Result<Answer>& result);

    /// Answers when the task is done.
    template<class T>
    void later(const Caller& caller, const Task<Result<T>>& task) {
        whenDone(task, &m_executor, this, [this, caller](const Result<T>& result) {
            if (!result)
                return refuse(caller, result.error());
            if constexpr (std::is_void_v<T>)
                answer(caller, Answer(Done()));
            else
                answer(caller, Answer(*result));
        });
    }

private:
    Link& m_link;
    Executor& m_executor;
};

} // namespace parlor::server
