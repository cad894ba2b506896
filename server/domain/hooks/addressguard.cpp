#include "server/domain/hooks/addressguard.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

struct Block4 {
    std::uint32_t first;
    int bits;
};

/// Not globally reachable (IANA IPv4 special-purpose registry), multicast, and 168.63.129.16, where one cloud
/// answers questions about its machines from a public address.
constexpr std::array blocked4 = std::to_array<Block4>({{0x00000000, 8},
                                                       {0x0A000000, 8},
                                                       {0x64400000, 10},
                                                       {0x7F000000, 8},
                                                       {0xA9FE0000, 16},
                                                       {0xAC100000, 12},
                                                       {0xC0000000, 24},
                                                       {0xC0000200, 24},
                                                       {0xC01FC400, 24},
                                                       {0xC034C100, 24},
                                                       {0xC0586300, 24},
                                                       {0xC0A80000, 16},
                                                       {0xC0AF3000, 24},
                                                       {0xC6120000, 15},
                                                       {0xC6336400, 24},
                                                       {0xCB007100, 24},
                                                       {0xE0000000, 4},
                                                       {0xF0000000, 4},
                                                       {0xA83F8110, 32}});

bool isPublic4(std::uint32_t address) {
    return std::none_of(blocked4.begin(), blocked4.end(), [address](const Block4& block) {
        const std::uint32_t mask = block.bits == 32 ? 0xFFFFFFFFU : ~(0xFFFFFFFFU >> block.bits);
        return (address & mask) == block.first;
    });
}

std::uint32_t read4(const AddressBytes& bytes, std::size_t at) {
    return (std::uint32_t(bytes.at(at)) << 24) | (std::uint32_t(bytes.at(at + 1)) << 16)
           | (std::uint32_t(bytes.at(at + 2)) << 8) | std::uint32_t(bytes.at(at + 3));
}

template<std::size_t N>
bool startsWith(const AddressBytes& bytes, const std::array<std::uint8_t, N>& prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

bool isMapped(const AddressBytes& bytes) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return startsWith(bytes, mapped);
}

/// Inside 2000::/3, what the IANA IPv6 special-purpose registry takes out: protocol assignments with Teredo,
/// ORCHID and benchmarking (2001::/23), documentation (2001:db8::/32, 3fff::/20).
bool isSpecial6(const AddressBytes& b) {
    const bool assignments = b[0] == 0x20 && b[1] == 0x01 && b[2] <= 0x01;
    const bool documentation = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && b[3] == 0xB8;
    const bool newDocumentation = b[0] == 0x3F && b[1] == 0xFF && b[2] < 0x10;
    return assignments || documentation || newDocumentation;
}

/// An IPv4 address inside an interface identifier (ISATAP, RFC 5214).
bool isIsatap(const AddressBytes& b) {
    return (b[8] & 0xFD) == 0 && b[9] == 0 && b[10] == 0x5E && b[11] == 0xFE;
}

} // namespace

std::optional<AddressBytes> addressFrom(QStringView text) {
    const QByteArray latin = text.toUtf8();
    AddressBytes bytes{};
    if (inet_pton(AF_INET6, latin.constData(), bytes.data()) == 1)
        return bytes;
    in_addr four{};
    if (inet_pton(AF_INET, latin.constData(), &four) != 1)
        return std::nullopt;
    bytes[10] = bytes[11] = 0xFF;
    std::memcpy(bytes.data() + 12, &four, 4);
    return bytes;
}

bool isPublicAddress(const AddressBytes& b) {
    if (isMapped(b))
        return isPublic4(read4(b, 12));
    constexpr std::array<std::uint8_t, 12> nat64{0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};
    if (startsWith(b, nat64))
        return isPublic4(read4(b, 12));
    if ((b[0] & 0xE0) != 0x20 || isSpecial6(b))
        return false;
    if (b[0] == 0x20 && b[1] == 0x02) // 6to4 (RFC 3056)
        return isPublic4(read4(b, 2));
    return !isIsatap(b) || isPublic4(read4(b, 12));
}

Result<AddressGuard> AddressGuard::make(const QStringList& allowed) {
    AddressGuard guard;
    for (const QString& item : allowed) {
        const qsizetype slash = item.indexOf(u'/');
        const auto address = addressFrom(slash < 0 ? item : item.left(slash));
        if (!address)
            return fail(ErrorCode::BadRequest, u"%1 is no address or network"_qs.arg(item));
        const bool isFour = isMapped(*address) && !item.contains(u':');
        const int width = isFour ? 32 : 128;
        bool ok = slash < 0;
        const int bits = ok ? width : item.mid(slash + 1).toInt(&ok);
        if (!ok || bits < 0 || bits > width)
            return fail(ErrorCode::BadRequest, u"%1 is no address or network"_qs.arg(item));
        guard.m_allowed.push_back({*address, isFour ? bits + 96 : bits});
    }
    return guard;
}

bool AddressGuard::isIn(const AddressBytes& address, const Network& network) {
    for (int i = 0; i < network.bits; ++i) {
        const auto byte = static_cast<std::size_t>(i / 8);
        const int mask = 0x80 >> (i % 8);
        if (((address.at(byte) ^ network.address.at(byte)) & mask) != 0)
            return false;
    }
    return true;
}

AddressGuard::Verdict AddressGuard::judge(const AddressBytes& address) const {
    const bool allowed = std::any_of(m_allowed.begin(), m_allowed.end(),
                                     [&](const Network& network) { return isIn(address, network); });
    if (allowed)
        return Verdict::Allowed;
    return isPublicAddress(address) ? Verdict::Public : Verdict::Refused;
}

} // namespace parlor::server
