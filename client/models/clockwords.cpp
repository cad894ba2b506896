#include "client/models/clockwords.h"

#include <QDateTime>
#include <QLocale>

namespace parlor::client {

QString clockWords(qint64 ms) {
    const QLocale locale;
    QString format = locale.timeFormat(QLocale::ShortFormat);
    format.remove(u":ss"_qs).remove(u".ss"_qs).remove(u" t"_qs);
    return locale.toString(QDateTime::fromMSecsSinceEpoch(ms).time(), format);
}

} // namespace parlor::client
