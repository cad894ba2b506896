#pragma once

#include "client/core/client.h"
#include "client/core/drafts.h"
#include "client/core/messages/acknowledger.h"
#include "client/core/messages/changekeeper.h"
#include "client/core/messages/channelcalls.h"
#include "client/core/messages/composer.h"
#include "client/core/messages/messagecalls.h"
#include "client/core/messages/outbox.h"
#include "client/core/messages/performer.h"
#include "client/core/messages/reader.h"
#include "client/core/messages/readmarkers.h"
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
#include <QSet>

namespace parlor::client {

/// Puts the parts of the client together and turns verbs into their work. Behind Client; see Actions.
class LiveClient : public QObject, public Actions {
    Q_OBJECT
public:
    explicit LiveClient(ClientOptions options);
    ~LiveClient() override;

    Task<Result<Client::Started>> start();

    State& state() { return m_state; }

    ImageStore& images() { return m_images; }

    Task<Result<ServerInfo>> lookUpServer(ServerAddress server) override;
    Task<Status> signIn(SignIn request) override;
    Task<Status> redeemInvite(Redeem request) override;
    Task<Status> signOut() override;
    Task<Result<Invite>> makeInvite(Role role, int hours) override;
    Task<Status> changePassword(QString oldPassword, QString newPassword) override;
    Task<Result<QList<DeviceSession>>> sessions() override;
    Task<Status> endSession(SessionId session) override;
    void reconnect() override;

    void openChannel(ChannelId channel) override;
    void loadOlder(ChannelId channel) override;
    void loadNewer(ChannelId channel) override;
    void loadAround(ChannelId channel, Serial serial) override;
    void markRead(ChannelId channel, Serial serial) override;
    Task<Result<FoundMessages>> search(Search search) override;

    QString sendMessage(OutgoingMessage message) override;
    void retry(QString clientId) override;
    void discard(QString clientId) override;
    Task<Status> editMessage(ChannelId channel, MessageId message, QString text) override;
    Task<Status> deleteMessage(ChannelId channel, MessageId message) override;
    Task<Status> react(ChannelId channel, MessageId message, QString emoji, bool add) override;
    Task<Status> pinMessage(ChannelId channel, MessageId message, bool pin) override;
    void setTyping(ChannelId channel) override;
    void saveDraft(ChannelId channel, QString text) override;

    Task<Result<ChannelId>> createChannel(QString name, Visibility visibility, QString topic) override;
    Task<Result<ChannelId>> joinChannel(ChannelId channel) override;
    Task<Result<ChannelId>> joinChannelByName(QString name) override;
    Task<Result<ChannelId>> startDirect(QList<PersonId> people) override;
    Task<Status> leaveChannel(ChannelId channel) override;
    Task<Status> updateChannel(UpdateChannel update) override;
    Task<Status> changeMember(ChannelId channel, PersonId person, MemberChange change, Role role) override;
    Task<Status> setNotifications(ChannelId channel, Notifications notifications) override;
    Task<Result<QList<ChannelState>>> discoverChannels() override;
    Task<Result<QList<Member>>> members(ChannelId channel) override;
    Task<Result<QList<Person>>> findPeople(QString prefix) override;

    QList<TransferId> uploadFiles(QStringList paths, std::optional<ChannelId> channel) override;
    Task<QStringList> smallerCopies(QStringList paths) override;
    void pauseTransfer(TransferId transfer) override;
    void resumeTransfer(TransferId transfer) override;
    void cancelTransfer(TransferId transfer) override;
    Task<Result<Photo>> photo(PhotoId photo) override;
    Task<Status> setFavourite(QList<PhotoId> photos, bool favourite) override;
    Task<Status> trash(QList<PhotoId> photos, bool trashed) override;
    Task<Status> deleteForGood(QList<PhotoId> photos) override;
    Task<Status> download(PhotoId photo, QString path) override;

private:
    Sync::Hooks syncHooks();
    Uploader::Hooks uploaderHooks();
    void entered(const Result<Account>& account, const Promise<Status>& promise);
    void begin(const Account& account, std::function<void(const Result<CachedStart>&)> done);
    void forgetAll();
    void linkStopped(const Error& error);
    void networkChanged();
    void askLimits();

    /// A command whose answer only says that it was done.
    Task<Status> perform(Command command);

    const ClientOptions m_options;
    SystemClock m_clock;
    QtExecutor m_executor;
    WorkerThread m_network{u"network"_qs};
    WorkerThread m_files{u"files"_qs};
    WorkerThread m_cacheThread{u"cache"_qs};
    SmallerCopies m_smaller;
    Hasher m_hasher;
    HttpClient m_http;
    std::unique_ptr<CredentialStore> m_store;
    State m_state;
    Cache m_cache;
    Session m_session;
    SocketLink m_link;
    Requests m_requests;
    Api m_api;
    Performer m_performer;
    Sync m_sync;
    Reader m_reader;
    Outbox m_outbox;
    ReadMarkers m_reads;
    Acknowledger m_acknowledger;
    ChannelCalls m_channels;
    AccountCalls m_account;
    Drafts m_drafts;
    LibrarySync m_library;
    PhotoCalls m_photoCalls;
    Uploader m_uploader;
    PrivateNews m_private;
    ChangeKeeper m_changes;
    MessageCalls m_messages;
    Composer m_composer;
    DiskImageStore m_images;
    NetworkWatch m_networkWatch;
    bool m_limitsAsked = false; ///< the server has said what it takes
};

} // namespace parlor::client
