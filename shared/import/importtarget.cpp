#include "shared/import/importtarget.h"

namespace parlor {

bool endsImport(ErrorCode code) {
    switch (code) {
    case ErrorCode::NotSignedIn:
    case ErrorCode::TokenInvalid:
    case ErrorCode::TokenExpired:
    case ErrorCode::TokenRevoked:
    case ErrorCode::AccountDisabled:
    case ErrorCode::Forbidden:
    case ErrorCode::PlainHttpPassword:
    case ErrorCode::VersionMismatch:
    case ErrorCode::Draining:
    case ErrorCode::QuotaExceeded:
    case ErrorCode::DiskFull:
    case ErrorCode::StoreFailed:
    case ErrorCode::NetworkFailed:
    case ErrorCode::TlsFailed:
    case ErrorCode::Cancelled:
    case ErrorCode::UnknownPerson:
        return true;
    default:
        return false;
    }
}

} // namespace parlor
