#pragma once

#include "server/app/config.h"
#include "server/app/datadirectory.h"
#include "server/net/netconfig.h"
#include "shared/core/result.h"

namespace parlor::server {

/// Where and how a server can be reached.
struct Listening {
    NetConfig net;
    QString pin; ///< hex SHA-256 of our own certificate; empty without one
};

/// Works out the first-connection rule: `[tls]` encrypts everywhere, a proxy in front nowhere; otherwise
/// loopback is plain and everything else gets a self-signed P-256 certificate, made once and kept in the data
/// directory. An address of loopback that is written `http://` is plain always.
Result<Listening> listeningOf(const Config& config, const DataDirectory& data);

/// "ADDRESS:PORT", IPv6 in brackets; with "http://" before it, which only loopback may have, it is plain.
/// BadRequest.
Result<ListenAddress> parseListenAddress(const QString& text);

/// The address that people use: public_url's host, or the first we listen on with its bound port.
QString linkHost(const Config& config, const NetConfig& net, const QList<std::uint16_t>& ports);

} // namespace parlor::server
