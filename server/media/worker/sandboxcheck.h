#pragma once

#include <QByteArray>

namespace parlor::server::media {

/// `parlor-media-worker --check-sandbox WHAT`, from inside the sandbox: tries what must not work (open,
/// socket, fork, exec, limit, map). 0: it was refused; 1: it worked, the sandbox leaks; 2: unknown WHAT. fork
/// and exec do not return: the kernel kills the process.
int trySandbox(const QByteArray& what);

} // namespace parlor::server::media
