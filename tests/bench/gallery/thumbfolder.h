#pragma once

#include <QTemporaryDir>

#include <cstdint>

namespace parlor::bench {

/// The client's folder of thumbs as it is after years: a file for each photo of a demo library, named as
/// DiskImageStore names them. Photos that look the same share their bytes by hard links.
class ThumbFolder {
public:
    explicit ThumbFolder(int photos);

    [[nodiscard]] QString path() const { return m_folder.path(); }

    /// Bytes of a thumb, on average.
    [[nodiscard]] double bytesEach() const { return m_bytesEach; }

private:
    QTemporaryDir m_folder;
    double m_bytesEach = 0;
};

} // namespace parlor::bench
