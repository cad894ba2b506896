#pragma once

#include "shared/core/result.h"

#include <QJsonObject>
#include <QString>

namespace parlor::load {

struct ResumePlan {
    QString data;
    int connections = 10'000;
    int missed = 50; ///< events of one channel
    int size = 200;  ///< characters of a message
};

/// Everybody comes back at once and has missed the same events: how long until all are live and have all of
/// them, and what it costs the server.
Result<QJsonObject> runResume(const ResumePlan& plan);

} // namespace parlor::load
