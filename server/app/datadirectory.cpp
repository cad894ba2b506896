#include "server/app/datadirectory.h"

#include "server/blobs/credential.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>
#include <QSaveFile>

#include <fcntl.h>
#include <unistd.h>

namespace parlor::server {

namespace {
constexpr int keyBytes = 32;
constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

/// A new directory's name is on the disk, and those of the directories that were made for it. Where one may
/// not be read it was there before.
void syncAbove(const QString& path) {
    for (QString at = QFileInfo(path).absolutePath();; at = QFileInfo(at).absolutePath()) {
        if (const int folder = ::open(QFile::encodeName(at).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            folder >= 0) {
            ::fsync(folder);
            ::close(folder);
        }
        if (QDir(at).isRoot())
            return;
    }
}

} // namespace

DataDirectory::DataDirectory(QString path) : m_path(std::move(path)) {}

Result<DataDirectory> DataDirectory::open(const QString& path) {
    const QDir directory(path);
    if (!directory.exists()) {
        if (!QDir().mkpath(path))
            return fail(ErrorCode::FileFailed, u"%1 can not be made"_qs.arg(path));
        syncAbove(path);
        QFile::setPermissions(path, ownerOnly | QFileDevice::ExeOwner);
    }
    const QFileInfo info(path);
    if (!info.isDir() || !info.isWritable())
        return fail(ErrorCode::FileFailed, u"%1 is not a directory that can be written to"_qs.arg(path));
    return DataDirectory(info.absoluteFilePath());
}

Status DataDirectory::lock() {
    Status taken = m_lock.take(m_path + u"/lock"_qs);
    if (!taken && taken.error().code == ErrorCode::Busy)
        return fail(ErrorCode::Busy, u"%1 is in use by another process"_qs.arg(m_path));
    return taken;
}

Result<QByteArray> DataDirectory::masterKey(const QString& path) const {
    const QString file = path.isEmpty() ? m_path + u"/master.key"_qs : path;
    if (!QFile::exists(file)) {
        QByteArray key(keyBytes, Qt::Uninitialized);
        QRandomGenerator::system()->generate(key.begin(), key.end());
        TRY(writePrivateFile(file, key.toHex()));
    }
    return readKeyFile(file);
}

QByteArray derivedKey(const QByteArray& master, QByteArrayView use) {
    return QMessageAuthenticationCode::hash(use.toByteArray(), master, QCryptographicHash::Sha256);
}

Status writePrivateFile(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(path, file.errorString()));
    file.setPermissions(ownerOnly);
    if (file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(path, file.errorString()));
    return {};
}

Result<QByteArray> readKeyFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(path, file.errorString()));
    constexpr auto group = QFileDevice::ReadGroup | QFileDevice::WriteGroup;
    constexpr auto others = QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (file.permissions() & (isCredential(QFile::encodeName(path)) ? others : group | others))
        return fail(ErrorCode::Forbidden, u"%1 may be read by others: chmod 600"_qs.arg(path));
    QByteArray key = file.read(keyBytes * 4);
    if (key.size() != keyBytes)
        key = QByteArray::fromHex(key.trimmed());
    if (key.size() != keyBytes)
        return fail(ErrorCode::BadRequest, u"%1 does not hold 32 bytes or 64 hex digits"_qs.arg(path));
    return key;
}

} // namespace parlor::server
