#include "server/blobs/credential.h"

#include "server/blobs/fileops.h"

namespace parlor::server {

bool isCredential(const QByteArray& path) {
    const QByteArray directory = qgetenv("CREDENTIALS_DIRECTORY");
    return !directory.isEmpty() && files::parentOf(path) == directory;
}

} // namespace parlor::server
