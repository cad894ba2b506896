#include "tests/gui/support/demolibrary.h"

#include "shared/protocol/thumbhash.h"
#include "tests/gui/support/demopictures.h"

#include <QDate>

#include <algorithm>
#include <cmath>
#include <random>

namespace parlor::client::demo {

namespace {

constexpr std::array<float, 7> shapes{1.5F, 1.3333F, 0.75F, 0.6667F, 1.7778F, 1.0F, 3.2F};
constexpr std::int64_t msPerDay = 86'400'000;

float shapeOf(PhotoId photo) {
    return shapes.at(static_cast<std::size_t>(photo.value()) % shapes.size());
}

LibraryColumns::Placeholder placeholderOf(const QImage& thumb, std::uint8_t& size) {
    const QImage small = thumb.scaled(48, 48, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                             .convertToFormat(QImage::Format_RGBA8888);
    QByteArray rgba;
    for (int y = 0; y < small.height(); ++y)
        rgba.append(reinterpret_cast<const char*>(small.constScanLine(y)), qsizetype(small.width()) * 4);
    const QByteArray hash = thumbhash::encode(small.width(), small.height(), rgba);
    LibraryColumns::Placeholder made{};
    std::copy(hash.begin(), hash.end(), made.begin());
    size = static_cast<std::uint8_t>(hash.size());
    return made;
}

} // namespace

QImage demoThumb(PhotoId photo, int width) {
    const auto kind = static_cast<int>(photo.value() % demoThumbs);
    return paintLandscape(
        kind, QSize(width, static_cast<int>(std::lround(static_cast<float>(width) / shapeOf(photo)))));
}

LibraryColumns demoLibrary(int count) {
    std::array<LibraryColumns::Placeholder, demoThumbs> placeholders{};
    std::array<std::uint8_t, demoThumbs> sizes{};
    for (std::size_t i = 0; i < placeholders.size(); ++i)
        placeholders.at(i) = placeholderOf(demoThumb(PhotoId(static_cast<std::int64_t>(i)), 96), sizes.at(i));
    std::mt19937 random(11);
    LibraryColumns columns;
    std::int64_t day = QDate(1970, 1, 1).daysTo(QDate(2026, 5, 12));
    const int dense = count / 7;
    while (static_cast<int>(columns.size()) < count) {
        const bool now = dense > 0 && static_cast<int>(columns.size()) > count / 3 && day % 1'000 != 0
                         && static_cast<int>(columns.size()) < count / 3 + 60;
        const int wanted = now ? dense : static_cast<int>(1 + random() % 60);
        const int today = std::min(wanted, count - static_cast<int>(columns.size()));
        for (int i = 0; i < today; ++i) {
            const PhotoId id(count - static_cast<std::int64_t>(columns.size()));
            const auto kind = static_cast<std::size_t>(id.value() % demoThumbs);
            columns.ids.push_back(id);
            columns.takenLocal.push_back(day * msPerDay + (today - i) * (msPerDay / (today + 1)));
            columns.ratios.push_back(shapeOf(id));
            columns.flags.push_back(id.value() % 41 == 0 ? LibraryFavourite : 0);
            columns.thumbHashes.push_back(0x1000'0000'0000'0000ULL + static_cast<std::uint64_t>(id.value()));
            columns.placeholders.push_back(placeholders.at(kind));
            columns.placeholderSizes.push_back(sizes.at(kind));
        }
        day -= 1 + static_cast<std::int64_t>(random() % 3 == 0 ? random() % 6 : 0);
    }
    return columns;
}

} // namespace parlor::client::demo
