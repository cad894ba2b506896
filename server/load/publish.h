#pragma once

#include "shared/core/result.h"

#include <QJsonObject>
#include <QString>

namespace parlor::load {

struct PublishPlan {
    QString data;
    int publishers = 64;
    double seconds = 10;
    int size = 200; ///< characters of a message
};

/// Durable publishes: each publisher has one message under way and sends the next when it was acknowledged.
/// They may only publish, so that nothing is delivered meanwhile.
Result<QJsonObject> runPublish(const PublishPlan& plan);

} // namespace parlor::load
