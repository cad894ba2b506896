#pragma once

#include "server/app/directorylock.h"
#include "shared/core/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace parlor::server {

/// The one directory that a server owns, readable by its account only:
/// `parlor.db` (rows), `originals/` `renderings/` `temporary/` (files), `admin.sock`, `lock`, `master.key`,
/// `tls/`.
class DataDirectory {
public:
    /// Makes what is missing, with 0700.
    static Result<DataDirectory> open(const QString& path);

    /// Becomes the one writer, or Busy when somebody else is.
    Status lock();

    [[nodiscard]] const QString& path() const { return m_path; }

    [[nodiscard]] QString database() const { return m_path + u"/parlor.db"_qs; }

    [[nodiscard]] QString adminSocket() const { return m_path + u"/admin.sock"_qs; }

    [[nodiscard]] QString setupCodeFile() const { return m_path + u"/setup-code"_qs; }

    /// 32 random bytes in a 0600 file, made at the first call. `path` empty: `master.key` in here.
    [[nodiscard]] Result<QByteArray> masterKey(const QString& path) const;

private:
    explicit DataDirectory(QString path);

    QString m_path;
    DirectoryLock m_lock;
};

/// One secret, several uses: the key of one of them.
QByteArray derivedKey(const QByteArray& master, QByteArrayView use);

/// Writes a 0600 file, whole or not at all.
Status writePrivateFile(const QString& path, const QByteArray& bytes);

/// Reads exactly 32 bytes (or 64 hex digits) of key; Forbidden when others than its owner may read the file.
Result<QByteArray> readKeyFile(const QString& path);

} // namespace parlor::server
