#include "server/app/serving.h"

#include <QCryptographicHash>
#include <QFile>
#include <QMessageAuthenticationCode>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcServer, "parlor.server")

constexpr int spreadMs = 5'000; // over which clients come back after a restart

/// One secret, several uses: each gets a key of its own.
QByteArray derivedKey(const QByteArray& master, QByteArrayView use) {
    return QMessageAuthenticationCode::hash(use.toByteArray(), master, QCryptographicHash::Sha256);
}

} // namespace

Serving::Serving(const Config& config, const DataDirectory& data, std::function<void(const Error&)> onFailed)
    : m_config(config), m_data(data), m_onFailed(std::move(onFailed)), m_foundation(config, data) {}

Serving::~Serving() {
    // Sockets first: nobody may ask parts that are ending.
    m_admin.reset();
    if (m_net)
        m_net->stop();
    if (m_chat)
        m_chat->link().clear();
    m_foundation.store().close();
}

Status Serving::start() {
    TRY_ASSIGN(m_listening, listeningOf(m_config, m_data));
    QtExecutor& domain = m_foundation.executor();
    TRY(m_foundation.open(
        [this, &domain](QList<CommittedItem> items) {
            domain.post([this, items = std::move(items)] { committed(items); });
        },
        [this, &domain](const Error& error) { domain.post([this, error] { m_onFailed(error); }); }));
    std::unique_ptr<LocalBlobStore> blobs;
    TRY(openBlobs(&blobs));
    TRY_ASSIGN(const QByteArray master, m_data.masterKey(m_config.masterKeyFile));

    m_limiter = std::make_unique<RateLimiter>(m_foundation.clock());
    m_photos = std::make_unique<PhotoParts>(m_foundation, m_config, std::move(blobs),
                                            derivedKey(master, "upload tickets"));
    m_chat = std::make_unique<ChatParts>(m_foundation, m_photos->store(), *m_limiter);
    m_http = std::make_unique<HttpRouter>(m_routes, m_foundation.sessions(), *m_limiter);
    m_net = std::make_unique<NetServer>(m_listening.net, *m_http, m_chat->router(), domain);

    TRY_ASSIGN(m_setupCode, m_foundation.wait(m_foundation.accounts().prepareSetup()));
    if (m_setupCode.isEmpty())
        QFile::remove(m_data.setupCodeFile());
    else
        TRY(writePrivateFile(m_data.setupCodeFile(), m_setupCode.toUtf8() + '\n'));
    addRoutes(master);
    m_photos->start();
    TRY(m_net->start());
    m_chat->link().set(&m_net->link());
    m_commands = std::make_unique<AdminCommands>(
        m_foundation, u"parlor://"_qs + linkHost(m_config, m_listening.net, m_net->ports()), m_listening.pin);
    m_admin = std::make_unique<AdminServer>(
        [this](const QString& command, const QJsonObject& arguments) {
            return m_commands->run(command, arguments);
        },
        domain);
    return m_admin->listen(m_data.adminSocket());
}

Status Serving::openBlobs(std::unique_ptr<LocalBlobStore>* blobs) {
    LocalBlobStore::Options options;
    options.root = QFile::encodeName(m_data.path());
    if (!m_config.storageKeyFile.isEmpty())
        options.keyFiles = {QFile::encodeName(m_config.storageKeyFile)};
    TRY_ASSIGN(*blobs, LocalBlobStore::create(options, m_foundation.clock()));
    return {};
}

void Serving::addRoutes(const QByteArray& master) {
    Executor& domain = m_foundation.executor();
    m_serverRoutes = std::make_unique<ServerRoutes>(
        m_foundation.accounts(), domain, m_foundation.identity().name, [this] { return !m_draining; });
    m_sessionRoutes =
        std::make_unique<SessionRoutes>(m_foundation.accounts(), m_foundation.sessions(), domain);
    m_accountRoutes = std::make_unique<AccountRoutes>(
        m_foundation.accounts(), domain,
        InviteLinks{m_config.publicUrl.isEmpty() ? QString() : linkHost(m_config, m_listening.net, {}),
                    m_listening.pin});
    m_keys = std::make_unique<KeyService>(m_foundation.store().keys(), m_foundation.store().accounts(),
                                          m_foundation.sessions(), derivedKey(master, "api keys"), domain,
                                          m_foundation.clock());
    m_keyRoutes = std::make_unique<KeyRoutes>(*m_keys, domain);
    m_syncRoutes =
        std::make_unique<SyncRoutes>(m_chat->sync(), m_chat->router(), domain, m_foundation.clock());
    m_uploadRoutes = std::make_unique<UploadRoutes>(m_photos->uploads(), m_photos->tickets(), domain);
    m_photoRoutes = std::make_unique<PhotoRoutes>(m_photos->library(), m_photos->catalogue(),
                                                  m_photos->access(), domain, m_foundation.identity().epoch);
    m_servingRoutes = std::make_unique<ServingRoutes>(m_photos->catalogue(), m_photos->access(),
                                                      m_photos->processing(), m_photos->blobs(), domain);
    m_serverRoutes->addTo(m_routes);
    m_sessionRoutes->addTo(m_routes);
    m_accountRoutes->addTo(m_routes);
    m_keyRoutes->addTo(m_routes);
    m_syncRoutes->addTo(m_routes);
    m_uploadRoutes->addTo(m_routes);
    m_photoRoutes->addTo(m_routes);
    m_servingRoutes->addTo(m_routes);
}

void Serving::committed(const QList<CommittedItem>& items) {
    if (!m_chat)
        return;
    // What rights rest on is forgotten before anybody is told that it changed.
    for (const CommittedItem& item : items) {
        m_photos->access().committed(item);
        m_photos->catalogue().committed(item);
    }
    m_chat->inlets().committed(items);
}

QString Serving::address() const {
    const ListenAddress& first = m_listening.net.listen.first();
    const bool encrypted = m_listening.net.tls.isSet() && first.tls;
    return (encrypted ? u"https://"_qs : u"http://"_qs) + boundAddresses().first();
}

QStringList Serving::boundAddresses() const {
    QStringList addresses;
    const QList<std::uint16_t> ports = m_net->ports();
    for (qsizetype i = 0; i < m_listening.net.listen.size(); ++i) {
        const QString& host = m_listening.net.listen.at(i).host;
        addresses.append((host.contains(u':') ? u'[' + host + u']' : host) + u':'
                         + QString::number(ports.value(i)));
    }
    return addresses;
}

void Serving::reload() {
    if (!m_listening.net.tls.isSet())
        return;
    if (const auto reloaded = m_net->reloadTls(m_listening.net.tls); !reloaded)
        qCWarning(lcServer) << "the new certificate can not be used, the old one stays:" << reloaded.error();
    else
        qCInfo(lcServer) << "certificates read again";
}

void Serving::drain(int deadlineMs) {
    m_draining = true;
    m_http->setDraining(true);
    m_net->stopAccepting();
    m_chat->router().drain(spreadMs);
    if (!m_foundation.wait(m_net->drain(deadlineMs)))
        qCWarning(lcServer) << "some connections were still busy at the end";
}

} // namespace parlor::server
