#include "tests/support/sampleexif.h"
#include "tests/support/sampleheif.h"
#include "tests/support/samplemovies.h"
#include "tests/support/sampleraws.h"

#include <QList>

namespace parlor::test {

namespace {

SamplePixels cutOut(const SamplePixels& pixels, int left, int top, int size) {
    SamplePixels tile{size, size, {}};
    for (int y = top; y < top + size; ++y) {
        const std::uint8_t* row = pixels.row(y) + static_cast<std::ptrdiff_t>(left) * 3;
        tile.rgb.insert(tile.rgb.end(), row, row + static_cast<std::ptrdiff_t>(size) * 3);
    }
    return tile;
}

quint32 numberAt(const QByteArray& bytes, qsizetype at) {
    return bytes.mid(at, 4).toHex().toUInt(nullptr, 16);
}

/// The box around the first place where its type stands.
QByteArray boxNamed(const QByteArray& file, const char* type) {
    const qsizetype at = file.indexOf(type) - 4;
    return at < 0 ? QByteArray() : file.mid(at, numberAt(file, at));
}

QByteArray fullBox(const char* type, int version, int flags, const QByteArray& content) {
    return box(type, big32(static_cast<quint32>(version << 24 | flags)) + content);
}

struct Tiles {
    int columns = 0, rows = 0, size = 0;
    QByteArray codecType, codec; ///< of the items, and the box that configures the decoder
    QList<QByteArray> data;

    [[nodiscard]] int count() const { return columns * rows; }
};

QByteArray extents(const Tiles& tiles, quint32 dataAt) {
    QByteArray list;
    for (const QByteArray& data : tiles.data) {
        const auto number = static_cast<int>(&data - tiles.data.constData());
        list += big16(number + 2) + big16(0) + big16(0) + big16(1) + big32(dataAt)
                + big32(static_cast<quint32>(data.size()));
        dataAt += static_cast<quint32>(data.size());
    }
    return list;
}

/// ISO/IEC 23008-12: item 1 is the grid, the others its tiles.
QByteArray meta(const Tiles& tiles, quint32 dataAt) {
    const auto info = [](int id, const QByteArray& type, bool hidden) {
        return fullBox("infe", 2, hidden ? 1 : 0, big16(id) + big16(0) + type + '\0');
    };
    const auto size = [](int width, int height) {
        return fullBox("ispe", 0, 0,
                       big32(static_cast<quint32>(width)) + big32(static_cast<quint32>(height)));
    };
    const QByteArray one("\1", 1);
    QByteArray infos = info(1, "grid", false);
    QByteArray refers = big16(1) + big16(tiles.count());
    QByteArray properties = big16(1) + one + '\3';
    for (int id = 2; id < tiles.count() + 2; ++id) {
        infos += info(id, tiles.codecType, true);
        refers += big16(id);
        properties += big16(id) + "\2" + '\x81' + '\2';
    }
    const QByteArray grid = QByteArray(2, '\0') + static_cast<char>(tiles.rows - 1)
                            + static_cast<char>(tiles.columns - 1) + big16(tiles.columns * tiles.size)
                            + big16(tiles.rows * tiles.size);
    const QByteArray places = QByteArray("\x44\0", 2) + big16(tiles.count() + 1) + big16(1) + big16(1)
                              + big16(0) + big16(1) + big32(0) + big32(static_cast<quint32>(grid.size()))
                              + extents(tiles, dataAt);
    return fullBox(
        "meta", 0, 0,
        fullBox("hdlr", 0, 0, big32(0) + "pict" + QByteArray(13, '\0')) + fullBox("pitm", 0, 0, big16(1))
            + fullBox("iloc", 1, 0, places) + fullBox("iinf", 0, 0, big16(tiles.count() + 1) + infos)
            + fullBox("iref", 0, 0, box("dimg", refers))
            + box("iprp",
                  box("ipco", tiles.codec + size(tiles.size, tiles.size)
                                  + size(tiles.columns * tiles.size, tiles.rows * tiles.size))
                      + fullBox("ipma", 0, 0, big32(static_cast<quint32>(tiles.count()) + 1) + properties))
            + box("idat", grid));
}

QByteArray fileOf(const Tiles& tiles, const QByteArray& ftyp) {
    const auto dataAt = static_cast<quint32>(ftyp.size() + meta(tiles, 0).size() + 8);
    return ftyp + meta(tiles, dataAt) + box("mdat", tiles.data.join());
}

QByteArray heicType() {
    return box("ftyp", QByteArray("heic") + big32(0) + "heicmif1");
}

} // namespace

QByteArray heicOfEqualTiles(int columns, int rows, int size) {
    constexpr int quality = 50;
    const QByteArray tile =
        heifPicture(samplePixels({.width = size, .height = size}), HeifCodec::Hevc, quality);
    if (tile.isEmpty())
        return {};
    Tiles tiles{columns, rows, size, "hvc1", boxNamed(tile, "hvcC"), {}};
    tiles.data.fill(boxNamed(tile, "mdat").mid(8), tiles.count());
    return fileOf(tiles, heicType());
}

QByteArray heicGridOfItself() {
    QByteArray file = heicOfEqualTiles(2, 2, 64);
    const qsizetype at = file.indexOf("dimg") + 8; // behind who refers, and to how many
    for (int i = 0; i < 4; ++i)
        file.replace(at + 2 * static_cast<qsizetype>(i), 2, big16(1));
    return file;
}

QByteArray tiledHeicPhoto(int columns, int rows, int size, bool av1) {
    const SamplePixels pixels = samplePixels({.width = columns * size, .height = rows * size});
    Tiles tiles{columns, rows, size, av1 ? "av01" : "hvc1", {}, {}};
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            constexpr int quality = 90;
            const QByteArray tile = heifPicture(cutOut(pixels, column * size, row * size, size),
                                                av1 ? HeifCodec::Av1 : HeifCodec::Hevc, quality);
            if (tile.isEmpty())
                return {};
            tiles.codec = boxNamed(tile, av1 ? "av1C" : "hvcC");
            tiles.data.append(boxNamed(tile, "mdat").mid(8));
        }
    return fileOf(tiles, av1 ? box("ftyp", QByteArray("avif") + big32(0) + "avifmif1miaf") : heicType());
}

} // namespace parlor::test
