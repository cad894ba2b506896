#pragma once

#include <QString>

namespace parlor::client {

/// "09:31" or "9:31 am", as the person's locale writes it, always without seconds; `ms` UTC.
QString clockWords(qint64 ms);

} // namespace parlor::client
