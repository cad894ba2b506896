#pragma once

#include "server/domain/ports/erasurestore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// Takes people out: at once what they are, and then, piece by piece and over restarts, what they said.
/// Domain thread only.
class Erasure final : public QObject {
    Q_OBJECT
public:
    Erasure(ErasureStore& store, Executor& executor, QObject* parent = nullptr);

    /// Called for each that is taken out, once or more, before it is answered: what lies outside the store is
    /// forgotten there.
    void setForget(std::function<void(PersonId)> forget) { m_forget = std::move(forget); }

    /// What ErasureStore::erase() says; messages may still be on their way out when it answers.
    Task<Result<Committed>> erase(const Principal& principal, const ErasePerson& command);

    /// After a start: goes on with what was not finished.
    void resume();

private:
    void next(PersonId person);

    ErasureStore& m_store;
    Executor& m_executor;
    std::function<void(PersonId)> m_forget = [](PersonId) {};
};

} // namespace parlor::server
