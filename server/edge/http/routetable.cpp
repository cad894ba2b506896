#include "server/edge/http/routetable.h"

#include <QSet>

namespace parlor::server {

namespace {

QStringList segmentsOf(const QString& path) {
    return path.mid(1).split(u'/');
}

bool isArgument(const QString& segment) {
    return segment.startsWith(u'{');
}

/// How well a pattern fits: -1 not at all, else the number of literal segments.
int fit(const QStringList& pattern, const QStringList& path) {
    if (pattern.size() != path.size())
        return -1;
    int literal = 0;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (isArgument(pattern.at(i))) {
            if (path.at(i).isEmpty())
                return -1;
        } else if (pattern.at(i) == path.at(i)) {
            ++literal;
        } else {
            return -1;
        }
    }
    return literal;
}

} // namespace

void RouteTable::add(Route route) {
    Q_ASSERT(route.pattern.startsWith(u'/') && route.handler);
    Q_ASSERT(std::none_of(m_routes.begin(), m_routes.end(), [&](const Route& other) {
        return other.method == route.method && other.pattern == route.pattern;
    }));
    m_segments.append(segmentsOf(route.pattern));
    m_bySize[m_segments.last().size()].append(m_routes.size());
    m_routes.append(std::move(route));
}

Result<RouteTable::Match> RouteTable::find(const QByteArray& method, const QString& path) const {
    if (!path.startsWith(u'/'))
        return fail(ErrorCode::NotFound);
    const QStringList segments = segmentsOf(path);
    const bool head = method == "HEAD";
    int best = -1;
    qsizetype found = -1;
    bool known = false;
    const QList<qsizetype> candidates = m_bySize.value(segments.size());
    for (const qsizetype i : candidates) {
        const int here = fit(m_segments.at(i), segments);
        if (here < 0)
            continue;
        known = true;
        const QByteArray& own = m_routes.at(i).method;
        if (own != method && !(head && own == "GET"))
            continue;
        // A HEAD route of its own wins over the GET route that could answer too.
        const int score = here * 2 + (own == method ? 1 : 0);
        if (score > best) {
            best = score;
            found = i;
        }
    }
    if (found < 0)
        return fail(known ? ErrorCode::MethodNotAllowed : ErrorCode::NotFound);
    Match match{&m_routes.at(found), {}};
    const QStringList& pattern = m_segments.at(found);
    for (qsizetype i = 0; i < pattern.size(); ++i)
        if (isArgument(pattern.at(i)))
            match.path.insert(pattern.at(i).mid(1, pattern.at(i).size() - 2), segments.at(i));
    return match;
}

const Route* RouteTable::closest(const QString& path) const {
    const QStringList segments = segmentsOf(path);
    const Route* found = nullptr;
    int best = -1;
    const QList<qsizetype> candidates = m_bySize.value(segments.size());
    for (const qsizetype i : candidates) {
        const int here = fit(m_segments.at(i), segments);
        if (here <= best)
            continue;
        best = here;
        found = &m_routes.at(i);
    }
    return found;
}

QList<QByteArray> RouteTable::methods(const QString& path) const {
    const QStringList segments = segmentsOf(path);
    QSet<QByteArray> found;
    for (qsizetype i = 0; i < m_routes.size(); ++i) {
        if (fit(m_segments.at(i), segments) < 0)
            continue;
        found.insert(m_routes.at(i).method);
        if (m_routes.at(i).method == "GET")
            found.insert("HEAD");
    }
    if (!found.isEmpty())
        found.insert("OPTIONS");
    QList<QByteArray> sorted(found.begin(), found.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

} // namespace parlor::server
