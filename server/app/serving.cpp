#include "server/app/serving.h"

#include <QFile>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcServer, "parlor.server")

constexpr int spreadMs = 5'000; // over which clients come back after a restart

ServerLimits takenOf(const UploadRules& rules) {
    ServerLimits taken;
    taken.imageBytes = rules.largest;
    taken.videoBytes = rules.largestVideo;
    return taken;
}

} // namespace

Serving::Serving(const Config& config, const DataDirectory& data, std::function<void(const Error&)> onFailed)
    : m_config(config), m_data(data), m_onFailed(std::move(onFailed)), m_foundation(config, data) {}

Serving::~Serving() {
    // Sockets first: nobody may ask parts that are ending.
    m_admin.reset();
    m_topics.reset();
    if (m_net)
        m_net->stop();
    if (m_chat)
        m_chat->link().clear();
    m_hooks.reset();
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
    TRY_ASSIGN(std::unique_ptr<LocalBlobStore> blobs, openBlobs(m_config, m_data, m_foundation.clock()));

    m_limiter = std::make_unique<RateLimiter>(m_foundation.clock());
    m_photos = std::make_unique<PhotoParts>(m_foundation, m_config, std::move(blobs),
                                            derivedKey(m_foundation.master(), "upload tickets"));
    m_chat = std::make_unique<ChatParts>(m_foundation, m_photos->store(), *m_limiter,
                                         takenOf(m_photos->uploads().rules()));
    m_messaging = std::make_unique<MessagingParts>(m_foundation, *m_chat, m_config);
    TRY(openHooks());
    m_http = std::make_unique<HttpRouter>(m_routes, m_foundation.sessions(), *m_limiter);
    m_http->setOrigins(m_config.origins);

    TRY_ASSIGN(m_setupCode, m_foundation.wait(m_foundation.accounts().prepareSetup()));
    if (m_setupCode.isEmpty())
        QFile::remove(m_data.setupCodeFile());
    else
        TRY(writePrivateFile(m_data.setupCodeFile(), m_setupCode.toUtf8() + '\n'));
    addRoutes();
    m_photos->start();
    m_messaging->start();
    TRY(m_hooks->start());
    NetConfig net = m_listening.net;
    net.headersFor = m_http->headersFor();
    m_net = std::make_unique<NetServer>(std::move(net), *m_http, m_chat->router(), domain);
    TRY(m_net->start());
    m_chat->link().set(&m_net->link());
    TRY(openTopics());
    m_commands = std::make_unique<AdminCommands>(
        m_foundation, u"parlor://"_qs + linkHost(m_config, m_listening.net, m_net->ports()), m_listening.pin);
    m_admin = std::make_unique<AdminServer>(
        [this](const QString& command, const QJsonObject& arguments) {
            if (ModerationCommands::handles(command))
                return m_moderationCommands->run(command, arguments);
            if (ImportCommands::handles(command))
                return m_import->run(command, arguments);
            if (UpkeepCommands::handles(command))
                return m_upkeep->run(command, arguments);
            return LoadCommands::handles(command) ? m_load->run(command, arguments)
                                                  : m_commands->run(command, arguments);
        },
        domain);
    m_load = std::make_unique<LoadCommands>(m_foundation, [this] { return plainAddresses(); });
    m_upkeep = std::make_unique<UpkeepCommands>(m_foundation, m_photos->store(), m_photos->blobs(), m_config);
    m_upkeep->startNights();
    m_import = std::make_unique<ImportCommands>(m_foundation, *m_photos, m_data);
    m_messaging->erasure().setForget([this](PersonId person) { m_import->forget(person); });
    m_admin->setTakenBack(u"load.begin"_qs, u"load.end"_qs);
    return m_admin->listen(m_data.adminSocket());
}

Status Serving::openTopics() {
    if (m_config.topicsListen.isEmpty())
        return {};
    Config config = m_config;
    config.listen = m_config.topicsListen;
    TRY_ASSIGN(const Listening listening, listeningOf(config, m_data));
    m_topics = std::make_unique<TopicParts>(m_foundation, *m_chat, *m_limiter, *m_http, m_config, listening);
    TRY(m_topics->start());
    qCInfo(lcServer) << "topics on port" << m_topics->ports().first();
    return {};
}

Status Serving::openHooks() {
    TRY_ASSIGN(const AddressGuard guard, hookGuardOf(m_config));
    TRY_ASSIGN(OutgoingConfig outgoing, outgoingConfigOf(m_config, guard));
    m_moderation = std::make_unique<ModerationParts>(m_foundation, guard);
    TRY(m_moderation->open());
    m_hooks =
        std::make_unique<HookParts>(m_foundation, *m_chat, *m_moderation, std::move(outgoing), m_config);
    m_hooks->notices().setKeywords(&m_messaging->keywords());
    m_moderationCommands = std::make_unique<ModerationCommands>(m_foundation, *m_moderation);
    return {};
}

void Serving::addRoutes() {
    Executor& domain = m_foundation.executor();
    m_serverRoutes =
        std::make_unique<ServerRoutes>(m_foundation.accounts(), domain, m_foundation.identity().name,
                                       takenOf(m_photos->uploads().rules()), [this] { return !m_draining; });
    m_sessionRoutes =
        std::make_unique<SessionRoutes>(m_foundation.accounts(), m_foundation.sessions(), domain);
    m_accountRoutes = std::make_unique<AccountRoutes>(
        m_foundation.accounts(), domain,
        InviteLinks{m_config.publicUrl.isEmpty() ? QString() : linkHost(m_config, m_listening.net, {}),
                    m_listening.pin});
    m_tokenDesk =
        std::make_unique<TokenDesk>(m_foundation.keys(), grantsOf(m_config), domain, m_foundation.clock());
    m_keyRoutes = std::make_unique<KeyRoutes>(m_foundation.keys(), *m_tokenDesk, domain);
    m_syncRoutes =
        std::make_unique<SyncRoutes>(m_chat->sync(), m_chat->router(), domain, m_foundation.clock());
    m_uploadRoutes =
        std::make_unique<UploadRoutes>(m_photos->uploads(), m_photos->tickets(), domain, m_config.publicUrl);
    m_photoRoutes =
        std::make_unique<PhotoRoutes>(m_photos->library(), m_photos->catalogue(), m_photos->access(),
                                      m_photos->copies(), domain, m_foundation.identity().epoch);
    m_libraryRoutes =
        std::make_unique<LibraryRoutes>(m_photos->library(), domain, m_foundation.identity().epoch,
                                        m_photos->uploads().rules().quota, m_foundation.clock());
    m_albumRoutes = std::make_unique<AlbumRoutes>(m_photos->albums(), domain);
    m_archiveRoutes = std::make_unique<ArchiveRoutes>(m_photos->archives(), domain);
    m_servingRoutes =
        std::make_unique<ServingRoutes>(m_photos->catalogue(), m_photos->access(), m_photos->processing(),
                                        m_photos->blobs(), m_photos->cleaner(), domain);
    m_moderationRoutes = std::make_unique<ModerationRoutes>(m_moderation->filter(), m_moderation->reports(),
                                                            m_moderation->rights(), domain);
    m_hookRoutes = std::make_unique<HookRoutes>(m_moderation->webhooks(), m_hooks->notices(), domain);
    m_moderationRoutes->addTo(m_routes);
    m_hookRoutes->addTo(m_routes);
    m_serverRoutes->addTo(m_routes);
    m_sessionRoutes->addTo(m_routes);
    m_accountRoutes->addTo(m_routes);
    m_keyRoutes->addTo(m_routes);
    m_syncRoutes->addTo(m_routes);
    m_uploadRoutes->addTo(m_routes);
    m_photoRoutes->addTo(m_routes);
    m_libraryRoutes->addTo(m_routes);
    m_albumRoutes->addTo(m_routes);
    m_archiveRoutes->addTo(m_routes);
    m_servingRoutes->addTo(m_routes);
    m_shares = std::make_unique<ShareParts>(m_foundation, *m_photos, m_config,
                                            derivedKey(m_foundation.master(), "share cookies"));
    m_shares->addTo(m_routes);
}

void Serving::committed(const QList<CommittedItem>& items) {
    if (!m_chat)
        return;
    // What rights rest on is forgotten before anybody is told that it changed.
    for (const CommittedItem& item : items) {
        m_photos->access().committed(item);
        m_photos->catalogue().committed(item);
        m_photos->library().committed(item);
        m_photos->uploads().committed(item);
    }
    if (m_topics)
        for (const CommittedItem& item : items)
            m_topics->committed(item);
    m_chat->inlets().committed(items);
    if (m_messaging)
        for (const CommittedItem& item : items)
            m_messaging->deliveries().committed(item);
    if (m_hooks)
        for (const CommittedItem& item : items)
            m_hooks->committed(item);
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

QStringList Serving::listensOn() const {
    QStringList addresses = boundAddresses();
    const NetConfig& net = m_listening.net;
    for (qsizetype i = 0; i < addresses.size(); ++i)
        if (net.tls.isSet() && !net.listen.at(i).tls)
            addresses[i].prepend(u"http://"_qs);
    return addresses;
}

QStringList Serving::plainAddresses() const {
    QStringList plain;
    const QStringList bound = boundAddresses();
    for (qsizetype i = 0; i < bound.size(); ++i)
        if (!m_listening.net.tls.isSet() || !m_listening.net.listen.at(i).tls)
            plain.append(bound.at(i));
    return plain;
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
    if (m_topics)
        m_topics->drain(spreadMs);
    m_chat->router().drain(spreadMs);
    if (!m_foundation.wait(m_net->drain(deadlineMs)))
        qCWarning(lcServer) << "some connections were still busy at the end";
}

} // namespace parlor::server
