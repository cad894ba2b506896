#include "server/app/storagekeys.h"

#include "server/app/datadirectory.h"
#include "server/blobs/blobkeys.h"

#include <QFile>

namespace parlor::server {

namespace {

Status addKeyFile(QList<QByteArray>& files, const QString& setting, const QString& path) {
    if (const auto key = readKeyFile(path); !key)
        return fail(key.error().code == ErrorCode::Forbidden ? ErrorCode::Forbidden : ErrorCode::BadRequest,
                    u"%1: %2"_qs.arg(setting, key.error().detail));
    files.append(QFile::encodeName(path));
    return {};
}

/// Empty: systemd has handed none over.
QString credential() {
    const QString directory = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
    const QString path = directory + u"/storage.key"_qs;
    return !directory.isEmpty() && QFile::exists(path) ? path : QString();
}

} // namespace

Result<QList<QByteArray>> storageKeyFiles(const Config& config) {
    QList<QByteArray> files;
    if (!config.storageKeyFile.isEmpty())
        TRY(addKeyFile(files, u"storage.key_file"_qs, config.storageKeyFile));
    else if (const QString path = credential(); !path.isEmpty())
        TRY(addKeyFile(files, u"the credential storage.key"_qs, path));
    else if (!config.oldKeyFiles.isEmpty())
        return fail(ErrorCode::BadRequest, u"storage.old_key_files needs storage.key_file"_qs);
    for (const QString& path : config.oldKeyFiles)
        TRY(addKeyFile(files, u"storage.old_key_files"_qs, path));
    return files;
}

Status checkStorageKeys(const Config& config, const QString& directory) {
    TRY_ASSIGN(const QList<QByteArray> files, storageKeyFiles(config));
    if (QFile::exists(directory + u"/names.key"_qs)) // otherwise load() would make it
        TRY(BlobKeys::load(files, QFile::encodeName(directory)));
    return {};
}

} // namespace parlor::server
