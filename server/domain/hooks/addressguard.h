#pragma once

#include "shared/core/result.h"

#include <QStringList>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace parlor::server {

/// An IPv6 address in network order; IPv4 ones stand as ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
using AddressBytes = std::array<std::uint8_t, 16>;

/// An address as it is written, without brackets, port or zone; nothing else.
std::optional<AddressBytes> addressFrom(QStringView text);

/// Decides to which addresses the server connects on behalf of people, so that nobody reaches through it into
/// the network it stands in: only what is globally reachable (the IANA special-purpose registries of RFC
/// 6890, and what clouds use for metadata), also where an IPv4 address hides inside an IPv6 one. An operator
/// may allow more. Immutable; thread-safe.
class AddressGuard {
public:
    enum class Verdict {
        Refused,
        Public,
        Allowed, ///< by the operator's list
    };

    AddressGuard() = default;

    /// `allowed`: networks as "192.168.1.0/24" or "fd00::/8", or single addresses. BadRequest names the wrong
    /// one.
    static Result<AddressGuard> make(const QStringList& allowed);

    [[nodiscard]] Verdict judge(const AddressBytes& address) const;

private:
    struct Network {
        AddressBytes address{};
        int bits = 0;
    };

    static bool isIn(const AddressBytes& address, const Network& network);

    std::vector<Network> m_allowed;
};

/// True for addresses that the whole internet can reach.
bool isPublicAddress(const AddressBytes& address);

} // namespace parlor::server
