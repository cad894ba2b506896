#pragma once

#include "shared/core/result.h"

#include <QJsonObject>
#include <QString>

namespace parlor::load {

struct FanoutPlan {
    QString data;
    int connections = 1'000;
    int messages = 100;
    int inFlight = 1;
    int size = 200; ///< characters of a message
};

/// One publisher to a channel of `connections` members (itself among them), with so many messages under way:
/// the next goes out when one has reached everybody.
Result<QJsonObject> runFanout(const FanoutPlan& plan);

} // namespace parlor::load
