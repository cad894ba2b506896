#include "client/cli/exitcode.h"

namespace parlor::cli {

ExitCode exitCodeFor(ErrorCode code) {
    switch (code) {
    case ErrorCode::NetworkFailed:
    case ErrorCode::Busy:
    case ErrorCode::Draining:
    case ErrorCode::SandboxMissing:
    case ErrorCode::Internal:
        return ExitCode::Unavailable;
    case ErrorCode::NotSignedIn:
    case ErrorCode::WrongPassword:
    case ErrorCode::TokenInvalid:
    case ErrorCode::TokenExpired:
    case ErrorCode::TokenRevoked:
    case ErrorCode::Forbidden:
    case ErrorCode::AccountDisabled:
    case ErrorCode::Banned:
    case ErrorCode::Muted:
        return ExitCode::NoPermission;
    case ErrorCode::PlainHttpPassword:
    case ErrorCode::TlsFailed:
    case ErrorCode::VersionMismatch:
        return ExitCode::Config;
    case ErrorCode::FileFailed:
        return ExitCode::NoInput;
    default:
        return isTemporary(code) ? ExitCode::Temporary : ExitCode::Data;
    }
}

} // namespace parlor::cli
