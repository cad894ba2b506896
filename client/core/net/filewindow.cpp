#include "client/core/net/filewindow.h"

namespace parlor::client {

FileWindow::FileWindow(const QString& path, qint64 offset, qint64 length)
    : m_file(path), m_offset(offset), m_length(length) {}

bool FileWindow::open(OpenMode mode) {
    if (mode != ReadOnly || !m_file.open(ReadOnly | Unbuffered) || !m_file.seek(m_offset)
        || m_file.size() < m_offset + m_length) {
        setErrorString(u"the file can not be read or has changed"_qs);
        return false;
    }
    return QIODevice::open(mode);
}

bool FileWindow::seek(qint64 position) {
    return position >= 0 && position <= m_length && QIODevice::seek(position)
           && m_file.seek(m_offset + position);
}

qint64 FileWindow::readData(char* data, qint64 most) {
    const qint64 left = m_offset + m_length - m_file.pos();
    if (left <= 0)
        return 0;
    return m_file.read(data, std::min(most, left));
}

} // namespace parlor::client
