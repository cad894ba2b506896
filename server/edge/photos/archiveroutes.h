#pragma once

#include "server/domain/archives/archives.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// Zips of photos:
///   POST /v1/archives       {"photos":[id …]} or {"album":id}: what it will be; its address holds for a day
///   GET /v1/archives/{id}   its bytes, with ranges, conditions and HEAD (RFC 9110); rights as they are now
/// Domain thread only.
class ArchiveRoutes final : public QObject {
    Q_OBJECT
public:
    /// Both live longer.
    ArchiveRoutes(Archives& archives, Executor& executor, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void make(const Exchange& exchange, PersonId person);
    void send(const Exchange& exchange, PersonId person, const QString& id);

    Archives& m_archives;
    Executor& m_executor;
};

} // namespace parlor::server
