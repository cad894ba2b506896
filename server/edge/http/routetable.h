#pragma once

#include "server/edge/http/route.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace parlor::server {

/// All routes of the server. Filled once at start, then only read.
class RouteTable {
public:
    /// Two rows with the same method and pattern are our own fault: asserted.
    void add(Route route);

    struct Match {
        const Route* route = nullptr;
        PathArguments path;
    };

    /// NotFound, or MethodNotAllowed when only other methods are known for the path.
    [[nodiscard]] Result<Match> find(const QByteArray& method, const QString& path) const;

    /// Of the rows that fit the path, whatever their method, one that fits it best; null for an unknown path.
    [[nodiscard]] const Route* closest(const QString& path) const;

    /// The methods that a path takes, sorted; empty for an unknown path.
    [[nodiscard]] QList<QByteArray> methods(const QString& path) const;

    [[nodiscard]] const QList<Route>& routes() const { return m_routes; }

private:
    QList<Route> m_routes;
    QList<QStringList> m_segments;               ///< of each route's pattern
    QHash<qsizetype, QList<qsizetype>> m_bySize; ///< which routes have so many segments
};

} // namespace parlor::server
