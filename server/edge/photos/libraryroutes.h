#pragma once

#include "server/domain/photos/library.h"
#include "server/edge/http/routetable.h"
#include "shared/core/serial.h"

#include <QObject>

namespace parlor::server {

/// What one asks of a whole library:
///   GET /v1/photos/search?q&before&limit · GET /v1/photos/months/{YYYY-MM}?before&limit (pages of the light
///   index)
///   GET /v1/photos/memories?day · GET /v1/photos/groups?kind&before&limit · GET /v1/photos/tags?after&limit
///   GET /v1/photos/localities?order&after&limit
///   GET /v1/photos/statistics · GET /v1/photos/{id}/holders
/// Domain thread only.
class LibraryRoutes final : public QObject {
    Q_OBJECT
public:
    /// All live longer. `epoch`: of the database; `quota`: bytes of one person.
    LibraryRoutes(Library& library, Executor& executor, Epoch epoch, std::int64_t quota, const Clock& clock,
                  QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void search(const Exchange& exchange, PersonId person);
    void month(const Exchange& exchange, PersonId person, const QString& name);
    void memories(const Exchange& exchange, PersonId person);
    void groups(const Exchange& exchange, PersonId person);
    void tags(const Exchange& exchange, PersonId person);
    void localities(const Exchange& exchange, PersonId person);
    void statistics(const Exchange& exchange, PersonId person);
    void holders(const Exchange& exchange, PersonId person, const QString& photo);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    Library& m_library;
    Executor& m_executor;
    Epoch m_epoch;
    std::int64_t m_quota;
    const Clock& m_clock;
};

} // namespace parlor::server
