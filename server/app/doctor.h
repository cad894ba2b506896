#pragma once

#include "server/app/config.h"
#include "server/app/datadirectory.h"
#include "server/app/diskencryption.h"

#include <QJsonObject>
#include <QList>

namespace parlor::server {

/// What was looked at, how it stands, and what to do about it.
struct Finding {
    enum class Weight { Well, Advice, Fault };

    Weight weight = Weight::Well;
    QString check;
    QString words;
};

/// Looks at the machine that a server runs on: whose the directory is, where its keys lie, whether its disks
/// are encrypted and local, how much room there is, how many connections may be open, whether the clock is
/// set and the worker there. Changes nothing; beside a running server too. Fault: the server can't do its
/// work, or secrets lie open.
QList<Finding> examine(const DataDirectory& data, const Config& config, const SystemPlaces& places = {});

/// "ok", "advice", "fault".
QLatin1StringView nameOf(Finding::Weight weight);

/// {"checks":[{"check","weight","words"}],"faults":N,"advice":N}
QJsonObject toJson(const QList<Finding>& findings);

} // namespace parlor::server
