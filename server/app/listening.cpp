#include "server/app/listening.h"

#include "server/net/tls/certificate.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QSysInfo>
#include <QUrl>

namespace parlor::server {

namespace {

constexpr QLatin1StringView plainScheme("http://");

bool isLoopback(const ListenAddress& address) {
    return address.host == u"localhost" || QHostAddress(address.host).isLoopback();
}

Result<QByteArray> readFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(path, file.errorString()));
    return file.readAll();
}

/// Made at the first need and kept, so that the pin in people's links goes on to hold.
Result<QString> useOwnCertificate(NetConfig* net, const DataDirectory& data) {
    const QString directory = data.path() + u"/tls"_qs;
    const QString certificate = directory + u"/certificate.pem"_qs;
    const QString key = directory + u"/key.pem"_qs;
    if (!QFile::exists(certificate) || !QFile::exists(key)) {
        QDir().mkpath(directory);
        QFile::setPermissions(directory,
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        TRY_ASSIGN(const SelfSigned made, makeSelfSigned({QSysInfo::machineHostName(), u"localhost"_qs}));
        TRY(writePrivateFile(key, made.keyPem));
        TRY(writePrivateFile(certificate, made.certificatePem));
    }
    net->tls.certificateFile = certificate;
    net->tls.keyFile = key;
    TRY_ASSIGN(const QByteArray pem, readFile(certificate));
    TRY_ASSIGN(const QByteArray pin, pinOf(pem));
    return QString::fromLatin1(pin.toHex());
}

} // namespace

Result<ListenAddress> parseListenAddress(const QString& text) {
    const bool plain = text.startsWith(plainScheme);
    const QString bare = plain ? text.mid(plainScheme.size()) : text;
    const qsizetype colon = bare.lastIndexOf(u':');
    bool ok = false;
    const uint port = bare.mid(colon + 1).toUInt(&ok);
    QString host = bare.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    if (colon <= 0 || !ok || port > 65'535 || host.isEmpty()
        || (host != u"localhost" && QHostAddress(host).isNull()))
        return fail(ErrorCode::BadRequest, u"\"%1\" is not ADDRESS:PORT"_qs.arg(text));
    ListenAddress address;
    address.host = host;
    address.port = static_cast<std::uint16_t>(port);
    address.tls = !plain;
    if (plain && !isLoopback(address))
        return fail(ErrorCode::BadRequest,
                    u"\"%1\": only a loopback address may be http, as http://127.0.0.1:7421"_qs.arg(text));
    return address;
}

Result<Listening> listeningOf(const Config& config, const DataDirectory& data) {
    Listening listening;
    NetConfig& net = listening.net;
    net.listen.clear();
    net.threads = config.threads;
    net.origins = config.origins;
    if (config.behindProxy)
        net.trustedProxies = config.trustedProxies;
    bool beyondLoopback = false;
    for (const QString& text : config.listen) {
        TRY_ASSIGN(ListenAddress address, parseListenAddress(text));
        beyondLoopback = beyondLoopback || !isLoopback(address);
        net.listen.append(address);
    }
    if (!config.tlsCertificate.isEmpty()) {
        net.tls.certificateFile = config.tlsCertificate;
        net.tls.keyFile = config.tlsKey;
        return listening;
    }
    for (ListenAddress& address : net.listen)
        address.tls = !isLoopback(address);
    if (beyondLoopback && !config.behindProxy) {
        TRY_ASSIGN(listening.pin, useOwnCertificate(&net, data));
    }
    return listening;
}

QString linkHost(const Config& config, const NetConfig& net, const QList<std::uint16_t>& ports) {
    const QUrl url(config.publicUrl);
    if (!url.host().isEmpty())
        return url.port() > 0 ? u"%1:%2"_qs.arg(url.host()).arg(url.port()) : url.host();
    const ListenAddress& first = net.listen.first();
    const bool any =
        QHostAddress(first.host) == QHostAddress::Any || QHostAddress(first.host) == QHostAddress::AnyIPv6;
    const QString host = any                         ? QSysInfo::machineHostName()
                         : first.host.contains(u':') ? u'[' + first.host + u']'
                                                     : first.host;
    return u"%1:%2"_qs.arg(host).arg(ports.value(0, first.port));
}

} // namespace parlor::server
