#pragma once

#include <QFile>
#include <QIODevice>

namespace parlor::client {

/// Bytes [offset, offset + length) of a file as a device: what one PATCH of an upload sends.
class FileWindow final : public QIODevice {
    Q_OBJECT
public:
    FileWindow(const QString& path, qint64 offset, qint64 length);

    bool open(OpenMode mode) override;

    [[nodiscard]] bool isSequential() const override { return false; }

    [[nodiscard]] qint64 size() const override { return m_length; }

    bool seek(qint64 position) override;

protected:
    qint64 readData(char* data, qint64 most) override;

    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QFile m_file;
    const qint64 m_offset;
    const qint64 m_length;
};

} // namespace parlor::client
