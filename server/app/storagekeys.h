#pragma once

#include "server/app/config.h"

#include <QByteArray>
#include <QList>

namespace parlor::server {

/// The files with the keys of stored files: `storage.key_file` or, without it, the system's credential
/// `storage.key` ($CREDENTIALS_DIRECTORY of systemd), then `storage.old_key_files`. Forbidden when others may
/// read one, BadRequest when one is not there or holds no key; both name the setting and the file.
Result<QList<QByteArray>> storageKeyFiles(const Config& config);

/// Whether they open what lies in the data directory; changes nothing there.
Status checkStorageKeys(const Config& config, const QString& directory);

} // namespace parlor::server
