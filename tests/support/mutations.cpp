#include "tests/support/mutations.h"

#include <algorithm>
#include <array>

namespace parlor::test {

namespace {

quint32 bigAt(const QByteArray& file, qsizetype at) {
    quint32 value = 0;
    for (qsizetype i = 0; i < 4; ++i)
        value = value << 8 | static_cast<quint8>(file.at(at + i));
    return value;
}

quint32 littleAt(const QByteArray& file, qsizetype at) {
    quint32 value = 0;
    for (qsizetype i = 3; i >= 0; --i)
        value = value << 8 | static_cast<quint8>(file.at(at + i));
    return value;
}

/// The size of the piece that begins at `at`; 0: it is no such file any more.
using Measure = qsizetype (*)(const QByteArray& file, qsizetype at);

qsizetype pngChunk(const QByteArray& file, qsizetype at) {
    return at + 12 <= file.size() ? 12 + qsizetype(bigAt(file, at)) : 0;
}

qsizetype riffChunk(const QByteArray& file, qsizetype at) {
    return at + 8 <= file.size() ? 8 + (qsizetype(littleAt(file, at + 4)) + 1) / 2 * 2 : 0;
}

qsizetype isoBox(const QByteArray& file, qsizetype at) {
    return at + 8 <= file.size() ? qsizetype(bigAt(file, at)) : 0;
}

qsizetype jpegSegment(const QByteArray& file, qsizetype at) {
    if (at + 4 > file.size() || static_cast<quint8>(file.at(at)) != 0xff)
        return 0;
    const qsizetype size = 2 + qsizetype(bigAt(file, at) & 0xffff);
    return static_cast<quint8>(file.at(at + 1)) == 0xda ? file.size() - at : size; // the scan is one piece
}

QList<qsizetype> walk(const QByteArray& file, qsizetype at, Measure measure) {
    QList<qsizetype> starts;
    while (at < file.size()) {
        starts.append(at);
        const qsizetype size = measure(file, at);
        if (size <= 0 || size > file.size() - at)
            break;
        at += size;
    }
    starts.append(file.size());
    return starts;
}

QByteArray noise(qsizetype size, QRandomGenerator& random) {
    QByteArray bytes(size, Qt::Uninitialized);
    for (char& byte : bytes)
        byte = static_cast<char>(random.generate());
    return bytes;
}

qsizetype below(qsizetype end, QRandomGenerator& random) {
    return end <= 0 ? 0 : qsizetype(random.bounded(static_cast<int>(end)));
}

/// Headers are spoiled more often than what they describe.
qsizetype somewhere(const QByteArray& file, QRandomGenerator& random) {
    return below(random.bounded(2) == 0 ? std::min<qsizetype>(file.size(), 256) : file.size(), random);
}

QByteArray turnBits(QByteArray file, QRandomGenerator& random) {
    for (int left = 1 + random.bounded(64); left > 0; --left) {
        char& byte = file[somewhere(file, random)];
        byte = static_cast<char>(byte ^ 1 << random.bounded(8));
    }
    return file;
}

QByteArray makeNoise(QByteArray file, QRandomGenerator& random) {
    const qsizetype at = somewhere(file, random);
    const qsizetype size = std::min<qsizetype>(1 + random.bounded(64), file.size() - at);
    return file.replace(at, size, noise(size, random));
}

QByteArray lie(QByteArray file, QRandomGenerator& random) {
    static constexpr std::array<quint32, 10> values{0,       1,          0xff,       0x7fff,     0xffff,
                                                    0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff};
    for (int left = 1 + random.bounded(3); left > 0; --left) {
        const int size = random.bounded(2) == 0 ? 2 : 4;
        const qsizetype at = std::min(somewhere(file, random), std::max<qsizetype>(0, file.size() - size));
        quint32 value = values.at(static_cast<std::size_t>(random.bounded(static_cast<int>(values.size()))));
        // A length that is a little off, as often as one that is far off.
        if (size == 4 && random.bounded(2) == 0)
            value = bigAt(file, at) + static_cast<quint32>(random.bounded(-9, 10));
        for (int i = 0; i < size; ++i)
            file[at + i] = static_cast<char>(value >> (8 * (size - 1 - i)));
    }
    return file;
}

QByteArray swapPieces(const QByteArray& file, QRandomGenerator& random) {
    const QList<qsizetype> starts = piecesOf(file);
    QList<QByteArray> pieces;
    for (qsizetype i = 0; i + 1 < starts.size(); ++i)
        pieces.append(file.mid(starts.at(i), starts.at(i + 1) - starts.at(i)));
    const qsizetype one = below(pieces.size(), random);
    const qsizetype two = below(pieces.size(), random);
    switch (random.bounded(3)) {
    case 0:
        pieces.swapItemsAt(one, two);
        break;
    case 1:
        pieces.insert(two, pieces.at(one));
        break;
    default:
        pieces.removeAt(one);
    }
    return file.left(starts.first()) + pieces.join();
}

QByteArray splice(const QByteArray& file, const QByteArray& other, QRandomGenerator& random) {
    return file.left(1 + below(file.size() - 1, random)) + other.mid(below(other.size(), random));
}

} // namespace

QList<qsizetype> piecesOf(const QByteArray& file) {
    QList<qsizetype> starts;
    if (file.startsWith("\x89PNG"))
        starts = walk(file, 8, pngChunk);
    else if (file.startsWith("\xff\xd8"))
        starts = walk(file, 2, jpegSegment);
    else if (file.startsWith("RIFF"))
        starts = walk(file, 12, riffChunk);
    else if (file.mid(4, 4) == "ftyp")
        starts = walk(file, 0, isoBox);
    if (starts.size() > 2)
        return starts;
    starts.clear();
    for (qsizetype at = 0; at < file.size(); at += 64)
        starts.append(at);
    starts.append(file.size());
    return starts;
}

Mutant mutate(const QByteArray& file, const QByteArray& other, QRandomGenerator& random) {
    switch (random.bounded(8)) {
    case 0:
    case 1:
        return {turnBits(file, random), "turned bits"};
    case 2:
        return {makeNoise(file, random), "noise"};
    case 3:
        return {file.left(1 + below(file.size() - 1, random)), "cut off"};
    case 4:
    case 5:
        return {lie(file, random), "lying numbers"};
    case 6:
        return {swapPieces(file, random), "pieces swapped, doubled or left out"};
    default:
        return {splice(file, other, random), "spliced"};
    }
}

} // namespace parlor::test
