#pragma once

#include "server/app/admincommands.h"
#include "server/app/adminserver.h"
#include "server/app/chatparts.h"
#include "server/app/foundation.h"
#include "server/app/hookparts.h"
#include "server/app/importcommands.h"
#include "server/app/listening.h"
#include "server/app/loadcommands.h"
#include "server/app/messagingparts.h"
#include "server/app/moderationcommands.h"
#include "server/app/photoparts.h"
#include "server/app/shareparts.h"
#include "server/app/topicparts.h"
#include "server/app/upkeepcommands.h"
#include "server/edge/api/accountroutes.h"
#include "server/edge/api/keyroutes.h"
#include "server/edge/api/serverroutes.h"
#include "server/edge/api/sessionroutes.h"
#include "server/edge/api/syncroutes.h"
#include "server/edge/hooks/hookroutes.h"
#include "server/edge/hooks/moderationroutes.h"
#include "server/edge/http/httprouter.h"
#include "server/edge/http/routetable.h"
#include "server/edge/photos/albumroutes.h"
#include "server/edge/photos/archiveroutes.h"
#include "server/edge/photos/libraryroutes.h"
#include "server/edge/photos/photoroutes.h"
#include "server/edge/photos/servingroutes.h"
#include "server/edge/photos/uploadroutes.h"
#include "server/net/netserver.h"

#include <functional>
#include <memory>

namespace parlor::server {

/// One life of a server, from an open store to closed sockets: the composition root. Parts are made in the
/// order in which they need one another and end in the reverse one. Domain thread only.
class Serving {
public:
    /// `onFailed` is called (on the domain thread) when the disk failed under a commit: this life has to end
    /// and a new one recover.
    Serving(const Config& config, const DataDirectory& data, std::function<void(const Error&)> onFailed);
    ~Serving();

    /// Everything up to open sockets. Blocks until it is ready.
    Status start();

    /// "http://127.0.0.1:7420": the first address with its bound port.
    [[nodiscard]] QString address() const;

    /// Hex SHA-256 of the certificate we made ourselves; empty without one.
    [[nodiscard]] QString pin() const { return m_listening.pin; }

    /// The address without its scheme, for later lives on the same port.
    [[nodiscard]] QStringList boundAddresses() const;
    /// The same as `listen` has them: so another start takes the same ports, as plain as they are.
    [[nodiscard]] QStringList listensOn() const;

    /// The one-time code of an empty server; empty otherwise.
    [[nodiscard]] QString setupCode() const { return m_setupCode; }

    // Filled by start(), then only read.
    [[nodiscard]] const RouteTable& routes() const { return m_routes; }

    [[nodiscard]] HttpHandler& http() { return *m_http; }

    [[nodiscard]] Foundation& foundation() { return m_foundation; }

    [[nodiscard]] const CommandTable& commands() const { return m_chat->commands(); }

    /// Where the topic socket listens; 0 when there is none.
    [[nodiscard]] std::uint16_t topicsPort() const { return m_topics ? m_topics->ports().value(0) : 0; }

    /// Reads certificates again.
    void reload();

    /// Tells everybody to come back a little later, waits for what is under way (at most `deadlineMs`),
    /// closes.
    void drain(int deadlineMs);

private:
    Status openTopics();
    Status openHooks();
    void addRoutes();
    void committed(const QList<CommittedItem>& items);
    [[nodiscard]] QStringList plainAddresses() const;

    Config m_config;
    const DataDirectory& m_data;
    std::function<void(const Error&)> m_onFailed;
    Listening m_listening;
    QString m_setupCode;
    bool m_draining = false;
    Foundation m_foundation;
    std::unique_ptr<RateLimiter> m_limiter;
    std::unique_ptr<PhotoParts> m_photos;
    std::unique_ptr<ChatParts> m_chat;
    std::unique_ptr<MessagingParts> m_messaging;
    std::unique_ptr<ModerationParts> m_moderation;
    std::unique_ptr<HookParts> m_hooks;
    RouteTable m_routes;
    std::unique_ptr<ServerRoutes> m_serverRoutes;
    std::unique_ptr<SessionRoutes> m_sessionRoutes;
    std::unique_ptr<AccountRoutes> m_accountRoutes;
    std::unique_ptr<TokenDesk> m_tokenDesk;
    std::unique_ptr<KeyRoutes> m_keyRoutes;
    std::unique_ptr<SyncRoutes> m_syncRoutes;
    std::unique_ptr<UploadRoutes> m_uploadRoutes;
    std::unique_ptr<PhotoRoutes> m_photoRoutes;
    std::unique_ptr<LibraryRoutes> m_libraryRoutes;
    std::unique_ptr<AlbumRoutes> m_albumRoutes;
    std::unique_ptr<ArchiveRoutes> m_archiveRoutes;
    std::unique_ptr<ServingRoutes> m_servingRoutes;
    std::unique_ptr<ShareParts> m_shares;
    std::unique_ptr<ModerationRoutes> m_moderationRoutes;
    std::unique_ptr<HookRoutes> m_hookRoutes;
    std::unique_ptr<HttpRouter> m_http;
    std::unique_ptr<NetServer> m_net;
    std::unique_ptr<TopicParts> m_topics;
    std::unique_ptr<AdminCommands> m_commands;
    std::unique_ptr<LoadCommands> m_load;
    std::unique_ptr<UpkeepCommands> m_upkeep;
    std::unique_ptr<ImportCommands> m_import;
    std::unique_ptr<ModerationCommands> m_moderationCommands;
    std::unique_ptr<AdminServer> m_admin;
};

} // namespace parlor::server
