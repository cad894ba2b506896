#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace parlor::test {

/// A member of a zip as it is to be written, with what it says wrongly of itself.
struct ZipEntry {
    QByteArray name;
    QByteArray content;
    std::optional<quint32> crc = {};     ///< the right one unless said
    std::optional<quint32> claimed = {}; ///< unpacked size; that of the content unless said
    quint32 attributes = 0;              ///< Unix mode << 16
    int method = 0;
    std::optional<quint32> place = {}; ///< where its local head is said to be; none is written then
};

/// APPNOTE.TXT 4.3: local heads with their contents, the directory, its end; `counted` entries are said to be
/// in it (modulo 65 536), as many as there are unless said.
QByteArray zipOf(const QList<ZipEntry>& entries, std::optional<int> counted = {});

} // namespace parlor::test
