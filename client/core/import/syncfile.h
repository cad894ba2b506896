#pragma once

#include "shared/core/result.h"

#include <QString>

namespace parlor::client {

/// Makes an open file outlive a power cut: its bytes, and the name `path` under which it lies unless that is
/// empty. Blocks. FileFailed, with why.
Status syncFile(int descriptor, const QString& path);

} // namespace parlor::client
