#pragma once

#include "tests/support/samplephotos.h"

namespace parlor::test {

/// A big-endian TIFF structure with what the options say, without "Exif" before it. Empty when there is none.
QByteArray exifStructure(const PhotoOptions& options);

/// The directory entries of a TIFF structure, for pictures and for EXIF: values over four bytes go behind it.
class TiffWriter {
public:
    void shortNumber(int tag, int value);
    void longNumber(int tag, quint32 value);
    void text(int tag, const QByteArray& value); ///< with its NUL
    void raw(int tag, int type, quint32 count, const QByteArray& value);
    void directory(int tag, const TiffWriter& inner);

    /// From its directory on, for a file in which that stands at `start`.
    [[nodiscard]] QByteArray bytes(quint32 start) const;

private:
    struct Entry {
        int tag;
        int type;
        quint32 count;
        QByteArray value;
        QList<TiffWriter> inner;
    };

    QList<Entry> m_entries;
};

QByteArray big16(int value);
QByteArray big32(quint32 value);

} // namespace parlor::test
