#pragma once

#include "server/store/connection.h"

#include <QList>

namespace parlor::server {

/// The ids in the first column, in their order.
template<class T>
Result<QList<T>> idsOf(Result<Rows> rows) {
    if (!rows)
        return std::unexpected(rows.error());
    QList<T> ids;
    while (rows->next())
        ids.append(rows->id<T>(0));
    return ids;
}

} // namespace parlor::server
