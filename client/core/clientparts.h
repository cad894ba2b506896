#pragma once

#include "client/core/client.h"
#include "client/core/drafts.h"
#include "client/core/messages/acknowledger.h"
#include "client/core/messages/changekeeper.h"
#include "client/core/messages/channelcalls.h"
#include "client/core/messages/composer.h"
#include "client/core/messages/messagecalls.h"
#include "client/core/messages/outbox.h"
#include "client/core/messages/outgoingorder.h"
#include "client/core/messages/performer.h"
#include "client/core/messages/reader.h"
#include "client/core/messages/readmarkers.h"
#include "client/core/messages/recheck.h"
#include "client/core/messages/sync.h"
#include "client/core/net/httpclient.h"
#include "client/core/net/networkwatch.h"
#include "client/core/net/requests.h"
#include "client/core/net/socketlink.h"
#include "client/core/photos/diskimagestore.h"
#include "client/core/photos/hasher.h"
#include "client/core/photos/librarysync.h"
#include "client/core/photos/photocalls.h"
#include "client/core/photos/smallercopies.h"
#include "client/core/photos/uploader.h"
#include "client/core/session/accountcalls.h"
#include "client/core/session/api.h"
#include "client/core/session/privatenews.h"
#include "client/core/session/session.h"

#include <QObject>

namespace parlor::client {

/// The parts of a client, each with what it needs of the others, and who hears what from whom. Made and used
/// on the interface thread.
class ClientParts final : public QObject {
    Q_OBJECT
public:
    struct Hooks {
        std::function<void()> online;              ///< the welcome is taken in
        std::function<void(const Error&)> stopped; ///< the link does not come back by itself
    };

    ClientParts(ClientOptions given, Hooks listener);
    ~ClientParts() override;

    /// Gives the parts what the local store knows; the uploads, which come last, by themselves.
    void restore(const CachedStart& start);
    /// Everything of the person who was signed in goes from memory; what is stored stays.
    void forget();

    const ClientOptions options;
    SystemClock clock;
    QtExecutor executor;
    WorkerThread network{u"network"_qs};
    WorkerThread files{u"files"_qs};
    WorkerThread cacheThread{u"cache"_qs};
    SmallerCopies smaller;
    Hasher hasher;
    HttpClient http;
    std::unique_ptr<CredentialStore> store;
    State state;
    Cache cache;
    Session session;
    SocketLink link;
    Requests requests;
    Api api;
    OutgoingOrder order;
    Performer performer;
    Sync sync;
    Outbox outbox;
    Reader reader;
    Recheck recheck;
    ReadMarkers reads;
    Acknowledger acknowledger;
    ChangeKeeper changes;
    ChannelCalls channels;
    AccountCalls account;
    Drafts drafts;
    LibrarySync library;
    PhotoCalls photoCalls;
    Uploader uploader;
    PrivateNews news;
    MessageCalls messages;
    Composer composer;
    DiskImageStore images;
    NetworkWatch networkWatch;

private:
    Sync::Hooks syncHooks();
    Uploader::Hooks uploaderHooks();
    Outbox::Hooks outboxHooks();
    ChangeKeeper::Hooks changeHooks();
    void online();
    void networkChanged();

    const Hooks m_hooks;
};

} // namespace parlor::client
