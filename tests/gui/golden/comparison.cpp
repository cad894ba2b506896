#include "tests/gui/golden/comparison.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QImageWriter>

#include <algorithm>
#include <cstdlib>

namespace parlor::client::golden {

namespace {

/// With a palette when there are few colours: nothing is lost, and the file is a third.
QImage compact(const QImage& image) {
    QHash<QRgb, int> colours;
    QImage indexed(image.size(), QImage::Format_Indexed8);
    QList<QRgb> table;
    for (int y = 0; y < image.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        uchar* out = indexed.scanLine(y);
        for (int x = 0; x < image.width(); ++x) {
            auto found = colours.constFind(line[x]);
            if (found == colours.cend()) {
                if (table.size() == 256)
                    return image;
                found = colours.insert(line[x], static_cast<int>(table.size()));
                table.append(line[x]);
            }
            out[x] = static_cast<uchar>(*found);
        }
    }
    indexed.setColorTable(table);
    return indexed;
}

bool write(const QString& path, const QImage& image) {
    QDir().mkpath(QFileInfo(path).path());
    QImageWriter writer(path, "png");
    writer.setQuality(0); // the smallest file
    return writer.write(compact(image));
}

} // namespace

bool Comparison::isClose(qint64 pixels) const {
    return sameSize && different <= std::max<qint64>(8, pixels / 2'000) && meanLevel <= 0.15;
}

Comparison compared(const QImage& expected, const QImage& actual) {
    Comparison result;
    result.sameSize = expected.size() == actual.size();
    if (!result.sameSize)
        return result;
    const QImage a = expected.convertToFormat(QImage::Format_RGB32);
    const QImage b = actual.convertToFormat(QImage::Format_RGB32);
    result.picture = a;
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        const auto* left = reinterpret_cast<const QRgb*>(a.constScanLine(y));
        const auto* right = reinterpret_cast<const QRgb*>(b.constScanLine(y));
        auto* out = reinterpret_cast<QRgb*>(result.picture.scanLine(y));
        for (int x = 0; x < a.width(); ++x) {
            const int red = std::abs(qRed(left[x]) - qRed(right[x]));
            const int green = std::abs(qGreen(left[x]) - qGreen(right[x]));
            const int blue = std::abs(qBlue(left[x]) - qBlue(right[x]));
            sum += red + green + blue;
            const bool differs = std::max({red, green, blue}) > tolerance;
            result.different += differs ? 1 : 0;
            const int grey = 160 + qGray(left[x]) / 3;
            out[x] = differs ? qRgb(255, 0, 0) : qRgb(grey, grey, grey);
        }
    }
    result.meanLevel = sum / (3.0 * std::max(1, a.width() * a.height()));
    return result;
}

QString verdict(const QString& name, const QImage& actual) {
    const QString path = QStringLiteral(PARLOR_SOURCE_DIR "/tests/golden/widgets/%1.png").arg(name);
    const QImage plain = actual.convertToFormat(QImage::Format_RGB32);
    if (qEnvironmentVariableIsSet("PARLOR_RECORD_GOLDEN"))
        return write(path, plain) ? QString() : path + u" can not be written"_qs;
    const QImage expected(path);
    const Comparison comparison = compared(expected, plain);
    if (comparison.isClose(qint64(plain.width()) * plain.height()))
        return {};
    const QString out = QStringLiteral(PARLOR_BINARY_DIR "/golden/%1").arg(name);
    write(out + u"-actual.png"_qs, plain);
    if (expected.isNull())
        return u"there is no %1; what it looks like now: %2-actual.png"_qs.arg(path, out);
    if (!comparison.sameSize)
        return u"%1 px wide and %2 high instead of %3 and %4: see %5-actual.png"_qs.arg(plain.width())
            .arg(plain.height())
            .arg(expected.width())
            .arg(expected.height())
            .arg(out);
    write(out + u"-difference.png"_qs, comparison.picture);
    return u"%1 pixels differ, %2 levels on average: see %3-actual.png and %3-difference.png"_qs
        .arg(comparison.different)
        .arg(comparison.meanLevel, 0, 'f', 2)
        .arg(out);
}

} // namespace parlor::client::golden
