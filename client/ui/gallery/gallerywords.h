#pragma once

#include <QDate>
#include <QString>

namespace parlor::client {

/// "1 photo", "214 photos".
QString photoCountWords(int count);

/// "Monday 11 May", with the year when it is not this one.
QString dayWords(const QDate& date);

/// "11.8 MB".
QString sizeWords(std::int64_t bytes);

} // namespace parlor::client
