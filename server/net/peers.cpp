#include "server/net/peers.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace parlor::server {

namespace ip = boost::asio::ip;

namespace {

/// The address without a zone, an IPv4-mapped one as IPv4.
std::optional<ip::address> parseAddress(QByteArrayView text) {
    text = text.trimmed();
    if (text.startsWith('[')) {
        const qsizetype end = text.indexOf(']');
        if (end < 0)
            return std::nullopt;
        text = text.sliced(1, end - 1);
    } else if (text.count(':') == 1) {
        text = text.first(text.indexOf(':'));
    }
    if (const qsizetype zone = text.indexOf('%'); zone >= 0)
        text = text.first(zone);
    boost::system::error_code error;
    ip::address address = ip::make_address(std::string(text.data(), std::size_t(text.size())), error);
    if (error)
        return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

QString blockOf(const ip::address& address) {
    if (address.is_v4())
        return QString::fromStdString(address.to_string());
    return QString::fromStdString(ip::network_v6(address.to_v6(), 64).canonical().to_string());
}

} // namespace

struct Peers::Networks {
    std::vector<ip::network_v4> v4;
    std::vector<ip::network_v6> v6;

    [[nodiscard]] bool contains(const ip::address& address) const {
        const auto same = [](const auto& network, const auto& candidate) {
            return std::remove_cvref_t<decltype(network)>(candidate, network.prefix_length()).canonical()
                   == network.canonical();
        };
        if (address.is_v4())
            return std::any_of(v4.begin(), v4.end(), [&](const auto& n) { return same(n, address.to_v4()); });
        return std::any_of(v6.begin(), v6.end(), [&](const auto& n) { return same(n, address.to_v6()); });
    }
};

Peers::Peers(std::unique_ptr<Networks> networks) : m_networks(std::move(networks)) {}

Peers::~Peers() = default;

Result<std::shared_ptr<const Peers>> Peers::make(const QStringList& trustedProxies) {
    auto networks = std::make_unique<Networks>();
    for (const QString& entry : trustedProxies) {
        const QByteArray text = entry.trimmed().toLatin1();
        const qsizetype slash = text.indexOf('/');
        const auto address = parseAddress(slash < 0 ? text : text.first(slash));
        const int widest = address && address->is_v4() ? 32 : 128;
        bool ok = true;
        const int prefix = slash < 0 ? widest : text.mid(slash + 1).toInt(&ok);
        if (!address || !ok || prefix < 0 || prefix > widest)
            return fail(ErrorCode::BadRequest,
                        QStringLiteral("trusted proxy %1 is not an address or CIDR").arg(entry));
        if (address->is_v4())
            networks->v4.emplace_back(address->to_v4(), static_cast<unsigned short>(prefix));
        else
            networks->v6.emplace_back(address->to_v6(), static_cast<unsigned short>(prefix));
    }
    return std::shared_ptr<const Peers>(new Peers(std::move(networks)));
}

PeerInfo Peers::resolve(const QByteArray& socketAddress, bool encrypted, const HttpRequest& request) const {
    auto client = parseAddress(socketAddress).value_or(ip::address_v4());
    if (m_networks->contains(client)) {
        QByteArrayList hops;
        for (const auto& [name, value] : request.headers)
            if (name == "x-forwarded-for")
                hops += value.split(',');
        for (auto hop = hops.crbegin(); hop != hops.crend(); ++hop) {
            const auto address = parseAddress(*hop);
            if (!address)
                break;
            client = *address;
            if (!m_networks->contains(client))
                break;
        }
        encrypted =
            encrypted
            || request.header("x-forwarded-proto").trimmed().compare("https", Qt::CaseInsensitive) == 0;
    }
    return {QString::fromStdString(client.to_string()), blockOf(client), encrypted, client.is_loopback()};
}

bool SignInGate::enter(const QString& block) {
    if (m_limit <= 0)
        return true;
    const std::scoped_lock lock(m_mutex);
    int& count = m_counts[block];
    if (count >= m_limit)
        return false;
    ++count;
    return true;
}

void SignInGate::leave(const QString& block) {
    if (m_limit <= 0)
        return;
    const std::scoped_lock lock(m_mutex);
    const auto found = m_counts.find(block);
    if (found != m_counts.end() && --found->second <= 0)
        m_counts.erase(found);
}

} // namespace parlor::server
