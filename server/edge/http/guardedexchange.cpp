#include "server/edge/http/guardedexchange.h"

#include <array>

namespace parlor::server {

namespace {

// Nothing of ours is ever a page: whatever a browser makes of an answer, it may not run or frame it.
const std::array<std::pair<QByteArray, QByteArray>, 6> guards{{
    {"x-content-type-options", "nosniff"},
    {"content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"},
    {"referrer-policy", "no-referrer"},
    {"cross-origin-resource-policy", "same-origin"},
    {"x-frame-options", "DENY"},
    {"cache-control", "no-store"},
}};

void addUnlessSet(HttpResponse* response, const std::pair<QByteArray, QByteArray>& header) {
    const bool set = std::any_of(response->headers.begin(), response->headers.end(), [&](const auto& other) {
        return other.first.size() == header.first.size()
               && other.first.compare(header.first, Qt::CaseInsensitive) == 0;
    });
    if (!set)
        response->headers.append(header);
}

} // namespace

void GuardedExchange::respond(HttpResponse response) {
    for (const auto& guard : guards)
        addUnlessSet(&response, guard);
    for (const auto& header : m_carried)
        addUnlessSet(&response, header);
    m_exchange->respond(std::move(response));
}

} // namespace parlor::server
