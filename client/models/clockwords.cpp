#include "client/models/clockwords.h"

#include <QDateTime>
#include <QLocale>

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

} // namespace parlor::client
