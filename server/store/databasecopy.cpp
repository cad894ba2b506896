#include "server/store/databasecopy.h"

#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <unistd.h>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// SQLite does not sync what VACUUM INTO writes.
Status sync(const QString& path, int flags) {
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    return synced ? Status() : fail(ErrorCode::StoreFailed, path + u" can not be made durable"_qs);
}

} // namespace

Status copyDatabase(Connection& connection, const QString& path) {
    QString quoted = path;
    quoted.replace(u'\'', u"''"_qs);
    const bool reader = connection.kind() == Connection::Kind::Reader;
    if (reader)
        TRY(connection.execute(u"PRAGMA query_only=OFF"_qs));
    const Status copied = connection.execute(u"VACUUM INTO '%1'"_qs.arg(quoted));
    if (reader)
        TRY(connection.execute(u"PRAGMA query_only=ON"_qs));
    TRY(copied);
    if (!QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner))
        return fail(ErrorCode::StoreFailed, path + u" can not be made private"_qs);
    TRY(sync(path, O_RDONLY));
    return sync(QFileInfo(path).absolutePath(), O_RDONLY | O_DIRECTORY);
}

} // namespace parlor::server
