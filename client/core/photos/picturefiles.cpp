#include "client/core/photos/picturefiles.h"

#include "client/core/session/filecredentials.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace parlor::client {

PictureFiles::PictureFiles(QString directory, std::int64_t budgetBytes)
    : m_directory(std::move(directory)), m_budget(budgetBytes) {}

QByteArray PictureFiles::read(const QString& name) {
    QFile file(m_directory + u'/' + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    // The time of a file is when it was last used.
    file.setFileTime(QDateTime::currentDateTimeUtc(), QFileDevice::FileModificationTime);
    return file.readAll();
}

void PictureFiles::write(const QString& name, const QByteArray& bytes) {
    if (m_used < 0 && !makePrivateDirectory(m_directory))
        return;
    QSaveFile file(m_directory + u'/' + name);
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (file.write(bytes) != bytes.size() || !file.commit())
        return;
    if (m_used >= 0)
        m_used += bytes.size();
    if (m_used < 0 || m_used > m_budget)
        shrink();
}

void PictureFiles::remove(const QString& name) {
    QFile file(m_directory + u'/' + name);
    const qint64 size = file.size();
    if (file.remove() && m_used >= 0)
        m_used -= size;
}

void PictureFiles::shrink() {
    const auto files = QDir(m_directory).entryInfoList(QDir::Files, QDir::Time | QDir::Reversed);
    m_used = 0;
    for (const QFileInfo& file : files)
        m_used += file.size();
    if (m_used <= m_budget)
        return;
    // Well below the budget, so that this is rare.
    const std::int64_t target = m_budget - m_budget / 10;
    for (const QFileInfo& file : files) {
        if (m_used <= target)
            break;
        if (QFile::remove(file.absoluteFilePath()))
            m_used -= file.size();
    }
}

void PictureFiles::clear() {
    QDir(m_directory).removeRecursively();
    m_used = -1;
}

} // namespace parlor::client
