#pragma once

#include "shared/core/error.h"

namespace parlor::cli {

/// Exit codes as in sysexits(3): what scripts may rely on.
enum class ExitCode {
    Ok = 0,
    Usage = 64,        ///< the command line is wrong
    Data = 65,         ///< what was given can not be taken: unknown channel, refused file, blocked text
    NoInput = 66,      ///< a file can not be read
    Unavailable = 69,  ///< the server can not be reached
    CannotCreate = 73, ///< the output can not be written
    Temporary = 75,    ///< try again later
    NoPermission = 77, ///< not signed in, wrong password, not allowed
    Config = 78,       ///< certificate, version, address
};

ExitCode exitCodeFor(ErrorCode code);

} // namespace parlor::cli
