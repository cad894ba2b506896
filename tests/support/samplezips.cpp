#include "tests/support/samplezips.h"

namespace parlor::test {

namespace {

void put(QByteArray& out, quint32 value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xff);
}

quint32 crcOf(const QByteArray& bytes) {
    quint32 crc = 0xffffffff;
    for (const char c : bytes) {
        crc ^= static_cast<quint8>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

/// From "version needed" to the length of what follows the name: the same in both heads.
void putFacts(QByteArray& out, const ZipEntry& entry, quint32 crc) {
    const auto size = static_cast<quint32>(entry.content.size());
    put(out, 20, 2);
    put(out, 0, 2);
    put(out, static_cast<quint32>(entry.method), 2);
    put(out, 0, 4); // time and date
    put(out, crc, 4);
    put(out, size, 4);
    put(out, entry.claimed.value_or(size), 4);
    put(out, static_cast<quint32>(entry.name.size()), 2);
    put(out, 0, 2);
}

} // namespace

QByteArray zipOf(const QList<ZipEntry>& entries, std::optional<int> counted) {
    QByteArray file;
    QByteArray directory;
    for (const ZipEntry& entry : entries) {
        const quint32 crc = entry.crc ? *entry.crc : crcOf(entry.content);
        const quint32 at = entry.place.value_or(static_cast<quint32>(file.size()));
        if (!entry.place) {
            file += "PK\3\4";
            putFacts(file, entry, crc);
            file += entry.name;
            file += entry.content;
        }
        directory += "PK\1\2";
        put(directory, 0x031e, 2);
        putFacts(directory, entry, crc);
        put(directory, 0, 2); // comment
        put(directory, 0, 2); // disk
        put(directory, 0, 2); // no text
        put(directory, entry.attributes, 4);
        put(directory, at, 4);
        directory += entry.name;
    }
    const auto count = static_cast<quint32>(counted.value_or(static_cast<int>(entries.size())));
    const auto begin = static_cast<quint32>(file.size());
    file += directory;
    file += "PK\5\6";
    put(file, 0, 4);
    put(file, count, 2);
    put(file, count, 2);
    put(file, static_cast<quint32>(directory.size()), 4);
    put(file, begin, 4);
    put(file, 0, 2);
    return file;
}

} // namespace parlor::test
