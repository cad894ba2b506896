#pragma once

#include <QDate>
#include <QRectF>

class QPainter;

namespace parlor::client {

/// What stands above the photos of a day.
struct DayHeader {
    QDate date;
    int count = 0;

    /// Where "Select day" stands in the header's strip, as high as it.
    [[nodiscard]] QRect selectRect(const QRectF& strip) const;
    void paint(QPainter& painter, const QRectF& strip, bool offersSelect) const;
};

} // namespace parlor::client
