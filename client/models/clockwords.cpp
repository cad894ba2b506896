#include "client/models/clockwords.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace parlor::client {

QString clockWords(qint64 ms) {
    return clockWords(QDateTime::fromMSecsSinceEpoch(ms).time());
}

QString clockWords(const QTime& time) {
    const QLocale locale;
    QString format = locale.timeFormat(QLocale::ShortFormat);
    format.remove(u":ss"_qs).remove(u".ss"_qs).remove(u" t"_qs);
    return locale.toString(time, format);
}

QString durationWords(qint64 ms) {
    const qint64 seconds = (std::max<qint64>(ms, 0) + 500) / 1'000;
    const auto two = [](qint64 number) { return QString::number(number).rightJustified(2, u'0'); };
    const qint64 hours = seconds / 3'600, minutes = seconds / 60 % 60;
    return (hours > 0 ? QString::number(hours) + u':' + two(minutes) : QString::number(minutes)) + u':'
           + two(seconds % 60);
}

} // namespace parlor::client
