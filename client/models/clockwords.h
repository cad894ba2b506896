#pragma once

#include <QString>
#include <QTime>

namespace parlor::client {

/// "09:31" or "9:31 am", as the person's locale writes it, always without seconds; `ms` UTC.
QString clockWords(qint64 ms);

/// The same of a time on a wall somewhere.
QString clockWords(const QTime& time);

/// How long something takes: "0:05", "12:34", "1:02:03"; part seconds count as whole ones when they are half.
QString durationWords(qint64 ms);

} // namespace parlor::client
