#include "client/ui/gallery/gallerywords.h"

#include <QCoreApplication>
#include <QLocale>

namespace parlor::client {

QString photoCountWords(int count) {
    return count == 1 ? QCoreApplication::translate("Gallery", "1 photo")
                      : QCoreApplication::translate("Gallery", "%1 photos").arg(QLocale().toString(count));
}

QString dayWords(const QDate& date) {
    const bool thisYear = date.year() == QDate::currentDate().year();
    return QLocale().toString(date,
                              thisYear ? QStringLiteral("dddd d MMMM") : QStringLiteral("dddd d MMMM yyyy"));
}

QString sizeWords(std::int64_t bytes) {
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

} // namespace parlor::client
