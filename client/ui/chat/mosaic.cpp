#include "client/ui/chat/mosaic.h"

#include <cmath>
#include <limits>

namespace parlor::client {

namespace {

namespace t = tokens::mosaic;

constexpr double comfortableRow = 150;
constexpr double narrowest = 0.34, widest = 3.4;

double ratioOf(QSize size) {
    if (size.width() <= 0 || size.height() <= 0)
        return 4.0 / 3;
    return std::clamp(double(size.width()) / size.height(), narrowest, widest);
}

QList<MosaicTile> single(QSize picture, double width) {
    const double ratio = ratioOf(picture);
    const double most = std::min<double>(width, t::single::maxWidth);
    double wide = picture.isEmpty() ? most : std::min<double>(most, std::max(picture.width(), t::minTile));
    double high = wide / ratio;
    if (high > t::single::maxHeight) {
        high = t::single::maxHeight;
        wide = high * ratio;
    }
    wide = std::max<double>(wide, t::minTile);
    high = std::max<double>(high, t::minTile);
    return {{QRectF(0, 0, std::round(wide), std::round(high)), {}}};
}

/// One at the left, two above each other at the right; empty when that makes a tile too small.
QList<MosaicTile> oneAndTwo(const QList<double>& ratios, double width) {
    const double stack = 1 / (1 / ratios[1] + 1 / ratios[2]);
    double high = (width - t::gap + t::gap * stack) / (ratios[0] + stack);
    if (high > t::maxHeight)
        high = t::maxHeight;
    high = std::round(high);
    const double left = std::round(high * ratios[0]);
    const double right = std::round((high - t::gap) * stack);
    const double upper = std::round(right / ratios[1]);
    const double lower = high - t::gap - upper;
    if (right < t::minTile || upper < t::minTile || lower < t::minTile || left < right)
        return {};
    return {{QRectF(0, 0, left, high), {}},
            {QRectF(left + t::gap, 0, right, upper), {}},
            {QRectF(left + t::gap, upper + t::gap, right, lower), {}}};
}

struct Split {
    QList<int> rows; ///< how many in each
    double cost = std::numeric_limits<double>::max();
    double high = 0;
};

Split rowsOf(const QList<double>& ratios, double width) {
    const auto count = ratios.size();
    Split best;
    for (unsigned cuts = 0; cuts < (1U << (count - 1)); ++cuts) {
        Split split;
        split.cost = 0;
        qsizetype start = 0;
        for (qsizetype i = 0; i < count; ++i) {
            const bool ends = i == count - 1 || ((cuts >> i) & 1U);
            if (!ends)
                continue;
            double sum = 0, slimmest = widest;
            for (qsizetype j = start; j <= i; ++j) {
                sum += ratios[j];
                slimmest = std::min(slimmest, ratios[j]);
            }
            const double high = (width - t::gap * double(i - start)) / sum;
            // Equal otherwise: fewer and larger ones go first.
            if (!split.rows.isEmpty() && split.rows.last() > i - start + 1)
                split.cost += 0.12;
            split.rows.append(static_cast<int>(i - start + 1));
            split.high += high + (start > 0 ? t::gap : 0);
            split.cost += std::pow(std::log(high / comfortableRow), 2);
            if (high < t::minTile || high * slimmest < t::minTile)
                split.cost += 100;
            start = i + 1;
        }
        if (split.high > t::maxHeight)
            split.cost += 4 * std::pow(split.high / t::maxHeight, 2);
        if (split.cost < best.cost)
            best = split;
    }
    return best;
}

QList<MosaicTile> inRows(const QList<double>& ratios, double fullWidth) {
    const Split split = rowsOf(ratios, fullWidth);
    const double width =
        split.high > t::maxHeight ? std::floor(fullWidth * t::maxHeight / split.high) : fullWidth;
    QList<MosaicTile> tiles;
    qsizetype next = 0;
    double y = 0;
    for (const int inRow : split.rows) {
        double sum = 0;
        for (int i = 0; i < inRow; ++i)
            sum += ratios[next + i];
        const double exact = (width - t::gap * (inRow - 1)) / sum;
        const double high = std::max(1.0, std::round(exact));
        double x = 0;
        for (int i = 0; i < inRow; ++i) {
            const bool last = i == inRow - 1;
            const double wide = last ? width - x : std::round(exact * ratios[next + i]);
            tiles.append({QRectF(x, y, wide, high), {}});
            x += wide + t::gap;
        }
        next += inRow;
        y += high + t::gap;
    }
    return tiles;
}

} // namespace

Mosaic layOutMosaic(const QList<QSize>& pictures, double width, bool joinsAbove, bool joinsBelow) {
    Mosaic mosaic;
    if (pictures.isEmpty())
        return mosaic;
    const double wide = std::min<double>(width, t::maxWidth);
    QList<double> ratios;
    for (const QSize& size : pictures.first(std::min<qsizetype>(pictures.size(), 10)))
        ratios.append(ratioOf(size));
    if (ratios.size() == 1)
        mosaic.tiles = single(pictures.first(), wide);
    else if (ratios.size() == 3)
        mosaic.tiles = oneAndTwo(ratios, wide);
    if (mosaic.tiles.isEmpty())
        mosaic.tiles = inRows(ratios, wide);
    for (const MosaicTile& tile : mosaic.tiles)
        mosaic.size = mosaic.size.expandedTo(QSizeF(tile.rect.right(), tile.rect.bottom()));
    const double big = t::radius, small = tokens::bubble::joinedRadius;
    for (MosaicTile& tile : mosaic.tiles) {
        const bool left = tile.rect.left() == 0, top = tile.rect.top() == 0;
        const bool right = tile.rect.right() >= mosaic.size.width() - 1;
        const bool bottom = tile.rect.bottom() >= mosaic.size.height() - 1;
        if (top && left)
            tile.corners.topLeft = joinsAbove ? small : big;
        if (top && right)
            tile.corners.topRight = big;
        if (bottom && right)
            tile.corners.bottomRight = big;
        if (bottom && left)
            tile.corners.bottomLeft = joinsBelow ? small : big;
    }
    return mosaic;
}

} // namespace parlor::client
