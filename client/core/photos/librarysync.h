#pragma once

#include "client/core/cache/cache.h"
#include "client/core/session/api.h"
#include "client/core/state.h"
#include "shared/protocol/personevent.h"

#include <QObject>

namespace parlor::client {

/// Keeps the light index of the library: from the local store at once, then what changed since from the
/// server, then what the private stream tells. Interface thread only.
class LibrarySync final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    LibrarySync(State& state, Cache& cache, Api& api, Executor& executor, QObject* parent = nullptr);

    /// From the local store, which was filled up to `cursor`.
    void start(std::int64_t cursor, const Epoch& epoch);
    /// Asks for what changed.
    void catchUp();
    void changed(const Photo& photo);
    void removed(PhotoId photo);
    void clear();

private:
    void ask();
    void answered(const Result<HttpAnswer>& answer);
    void apply(std::vector<LibraryEntry> entries, std::vector<PhotoId> removed);

    State& m_state;
    Cache& m_cache;
    Api& m_api;
    Executor& m_executor;
    std::int64_t m_cursor = 0;
    Epoch m_epoch;
    bool m_asking = false;
    bool m_again = false;
};

} // namespace parlor::client
