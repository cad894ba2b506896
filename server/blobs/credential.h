#pragma once

#include <QByteArray>

namespace parlor::server {

/// Whether systemd has handed the file over. Nobody else comes into that directory, and the mode tells less
/// than it seems: newer versions give the service its right by an access list, whose mask stands in the
/// group's place.
bool isCredential(const QByteArray& path);

} // namespace parlor::server
