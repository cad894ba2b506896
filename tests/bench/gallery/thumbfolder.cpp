#include "tests/bench/gallery/thumbfolder.h"

#include "client/core/libraryindex.h"
#include "tests/gui/support/demolibrary.h"

#include <QBuffer>
#include <QFile>

#include <filesystem>
#include <random>

namespace parlor::bench {

namespace {

constexpr int thumbWidth = 400;
constexpr int quality = 80;
constexpr int noise = 14; // levels: makes a painted picture as many bytes as a photograph

void roughen(QImage& image) {
    std::mt19937 random(3);
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const int by = static_cast<int>(random() % noise) - noise / 2;
            const auto level = [by](int value) { return std::clamp(value + by, 0, 255); };
            line[x] = qRgb(level(qRed(line[x])), level(qGreen(line[x])), level(qBlue(line[x])));
        }
    }
}

} // namespace

ThumbFolder::ThumbFolder(int photos) {
    namespace fs = std::filesystem;
    const auto nameOf = [this](std::int64_t id) {
        return fs::path(
            m_folder
                .filePath(u"%1-thumb-%2"_qs.arg(
                    PhotoId(id).toString(),
                    client::thumbHashText(0x1000'0000'0000'0000ULL + static_cast<std::uint64_t>(id))))
                .toStdString());
    };
    const int kinds = std::min(photos, client::demo::demoThumbs);
    for (int i = 1; i <= kinds; ++i) {
        QImage image = client::demo::demoThumb(PhotoId(i), thumbWidth);
        roughen(image);
        image.save(QString::fromStdString(nameOf(i).string()), "JPEG", quality);
        m_bytesEach += static_cast<double>(fs::file_size(nameOf(i))) / kinds;
    }
    for (int i = kinds + 1; i <= photos; ++i)
        fs::create_hard_link(nameOf((i - 1) % kinds + 1), nameOf(i));
}

} // namespace parlor::bench
