#include "client/core/liveclient.h"

#include "client/core/session/filecredentials.h"
#include "client/core/session/keychaincredentials.h"
#include "shared/protocol/limits.h"

#include <QDir>
#include <QSysInfo>

namespace parlor::client {

namespace {

std::unique_ptr<CredentialStore> makeStore(const ClientOptions& options, WorkerThread& files,
                                           Executor& executor) {
    if (options.tokens == KeepTokens::File)
        return std::make_unique<FileCredentials>(files, options.directory);
    return std::make_unique<KeychainCredentials>(files, executor, options.directory);
}

QString deviceOf(const ClientOptions& options) {
    const QString name = options.device.isEmpty() ? QSysInfo::machineHostName() : options.device;
    return name.isEmpty() ? u"Parlor"_qs : name.left(limits::deviceCharacters);
}

template<class T>
Status statusOf(const Result<T>& result) {
    return result ? Status() : Status(std::unexpected(result.error()));
}

bool endsTheSession(ErrorCode code) {
    return code == ErrorCode::TokenInvalid || code == ErrorCode::TokenRevoked
           || code == ErrorCode::TokenExpired || code == ErrorCode::NotSignedIn
           || code == ErrorCode::AccountDisabled;
}

} // namespace

LiveClient::LiveClient(ClientOptions options)
    : m_options(std::move(options)),
      m_smaller(m_files, m_options.directory + u"/smaller"_qs),
      m_http(m_network, m_executor),
      m_store(makeStore(m_options, m_files, m_executor)),
      m_cache(m_cacheThread, m_options.directory + u"/client.sqlite"_qs),
      m_session(m_http, *m_store, m_executor, m_clock, deviceOf(m_options)),
      m_link(m_network, m_executor, m_session, m_clock, deviceOf(m_options)),
      m_requests(m_link),
      m_api(m_http, m_session, m_executor),
      m_performer(m_state, m_requests, m_clock),
      m_sync(m_state, m_cache, m_requests, m_executor, m_clock, syncHooks()),
      m_reader(m_state, m_cache, m_requests, m_sync, m_executor,
               [this](const QList<Event>& events) { m_outbox.seen(events); }),
      m_outbox(m_state, m_cache, m_requests, m_executor, m_clock,
               [this](ChannelId channel) { return m_sync.appliedTo(channel); }),
      m_reads(m_state, m_requests),
      m_acknowledger(m_state, m_cache, m_requests, m_executor,
                     [this](ChannelId channel) { return m_sync.appliedTo(channel); }),
      m_channels(m_state, m_performer, m_executor,
                 [this](const ChannelState& state) { m_sync.follow(state); }),
      m_account(m_api, m_executor),
      m_drafts(m_state, m_cache, m_requests),
      m_library(m_state, m_cache, m_api, m_executor),
      m_photoCalls(m_api, m_library, m_executor),
      m_uploader(m_api, m_cache, m_hasher, m_executor, m_clock, uploaderHooks()),
      m_private(m_state, m_requests, m_drafts, m_library, m_uploader, m_executor),
      m_changes(m_state, m_cache, m_performer, m_executor, m_clock),
      m_messages(m_state, m_cache, m_performer, m_changes, m_executor),
      m_composer(m_state, m_outbox, m_uploader, m_clock),
      m_images(m_api, m_executor, m_options.directory + u"/pictures"_qs, m_options.pictureBudget),
      m_networkWatch(m_clock, [this] { networkChanged(); }) {
    m_link.setListener(&m_sync);
    connect(&m_session, &Session::renewed, this, [this](const QString& token) {
        m_requests.send(Authenticate{token}, [](const Result<Answer>&) {});
    });
}

LiveClient::~LiveClient() {
    m_drafts.saveAll();
    m_link.close();
}

Sync::Hooks LiveClient::syncHooks() {
    Sync::Hooks hooks;
    hooks.online = [this] {
        askLimits();
        m_reader.online();
        m_outbox.online();
        m_changes.online();
        m_uploader.online();
        m_library.catchUp();
        m_drafts.upload();
        m_private.online();
        m_reads.online();
        m_acknowledger.online();
    };
    hooks.offline = [this] { m_outbox.offline(); };
    hooks.stopped = [this](const Error& error) { linkStopped(error); };
    hooks.personEvent = [this](const PersonEventBody& body) { m_private.happened(body); };
    hooks.windowLost = [this](ChannelId channel) { m_reader.windowLost(channel); };
    hooks.seen = [this](const QList<Event>& events) { m_outbox.seen(events); };
    hooks.applied = [this](ChannelId channel, qsizetype events) { m_acknowledger.applied(channel, events); };
    hooks.reconnect = [this] {
        m_link.close();
        if (m_state.account())
            m_link.open(m_state.account()->server);
    };
    return hooks;
}

Uploader::Hooks LiveClient::uploaderHooks() {
    Uploader::Hooks hooks;
    hooks.changed = [this](const Transfer& transfer) { m_state.apply(TransferChanged{transfer}); };
    hooks.removed = [this](TransferId transfer) { m_state.apply(TransferRemoved{transfer}); };
    hooks.finished = [this](const Transfer& transfer) {
        if (transfer.state == TransferState::Done)
            m_outbox.fileDone(transfer.id, transfer.photo);
        else
            m_outbox.fileDone(transfer.id, fail(transfer.reason.value_or(ErrorCode::Internal)));
    };
    return hooks;
}

Task<Result<Client::Started>> LiveClient::start() {
    const Promise<Result<Client::Started>> promise;
    whenDone(m_session.restore(), &m_executor, this,
             [this, promise](const Result<std::optional<Account>>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 if (!*account)
                     return promise.finish(Client::Started{false, {}, m_store->warning()});
                 begin(**account, [this, promise](const Result<CachedStart>& start) {
                     if (!start)
                         return promise.finish(std::unexpected(start.error()));
                     promise.finish(Client::Started{true, start->openChannel, m_store->warning()});
                 });
             });
    return promise.task();
}

void LiveClient::begin(const Account& account, std::function<void(const Result<CachedStart>&)> done) {
    m_api.setServer(account.server);
    const QString owner = account.person.id.toString() + u'@' + account.server.url.authority();
    whenDone(m_cache.ask([owner](CacheDatabase& database) { return database.begin(owner); }), &m_executor,
             this, [this, account, done](const Result<CachedStart>& start) {
                 if (!start)
                     return done(start);
                 m_state.apply(AccountKnown{account});
                 m_sync.start(*start);
                 m_drafts.restore(start->drafts, start->unsentDrafts);
                 m_outbox.restore(start->pending);
                 m_changes.restore(start->changes);
                 m_library.start(start->libraryCursor, start->epoch);
                 if (start->openChannel.isValid() && m_state.channel(start->openChannel))
                     m_reader.open(start->openChannel);
                 // The store works in order: when this is answered, the rows of the last channel are there.
                 whenDone(m_cache.ask([](CacheDatabase&) { return true; }), &m_executor, this,
                          [this, account, start = *start, done](bool) {
                              m_uploader.restore(start.transfers);
                              m_smaller.keepFor(start.transfers);
                              m_link.open(account.server);
                              done(start);
                          });
             });
}

/// Once a sign-in or a run of the program: what the operator sets does not change while people look.
void LiveClient::askLimits() {
    if (m_limitsAsked || !m_state.account())
        return;
    m_limitsAsked = true;
    const ServerAddress server = m_state.account()->server;
    whenDone(m_session.lookUp(server), &m_executor, this, [this](const Result<ServerInfo>& info) {
        m_limitsAsked = info && info->unknownPin.isEmpty();
        if (!m_limitsAsked || !m_state.account())
            return;
        m_state.apply(LimitsKnown{info->limits});
        m_uploader.setLimits(info->limits);
    });
}

Task<Result<ServerInfo>> LiveClient::lookUpServer(ServerAddress server) {
    return m_session.lookUp(std::move(server));
}

void LiveClient::entered(const Result<Account>& account, const Promise<Status>& promise) {
    if (!account)
        return promise.finish(std::unexpected(account.error()));
    begin(*account, [promise](const Result<CachedStart>& start) { promise.finish(statusOf(start)); });
}

Task<Status> LiveClient::signIn(SignIn request) {
    const Promise<Status> promise;
    whenDone(m_session.signIn(std::move(request)), &m_executor, this,
             [this, promise](const Result<Account>& account) { entered(account, promise); });
    return promise.task();
}

Task<Status> LiveClient::redeemInvite(Redeem request) {
    const Promise<Status> promise;
    whenDone(m_session.redeem(std::move(request)), &m_executor, this,
             [this, promise](const Result<Account>& account) { entered(account, promise); });
    return promise.task();
}

void LiveClient::forgetAll() {
    m_link.close();
    m_sync.clear();
    m_reader.clear();
    m_outbox.clear();
    m_changes.clear();
    m_drafts.clear();
    m_library.clear();
    m_uploader.clear();
    m_reads.clear();
    m_acknowledger.clear();
    m_state.apply(SignedOut{});
    m_limitsAsked = false;
    m_uploader.setLimits({});
}

Task<Status> LiveClient::signOut() {
    const Promise<Status> promise;
    m_link.close();
    whenDone(m_session.signOut(), &m_executor, this, [this, promise](const Status& ended) {
        forgetAll();
        m_images.clear();
        m_cache.tell([](CacheDatabase& database) { return database.clear(); });
        promise.finish(ended);
    });
    return promise.task();
}

void LiveClient::linkStopped(const Error& error) {
    // What was written here and not sent is kept for the same person's next sign-in.
    if (!endsTheSession(error.code))
        return;
    whenDone(m_session.forget(), &m_executor, this, [](const Status&) {});
    forgetAll();
}

void LiveClient::networkChanged() {
    // One that has stopped, or was never opened, does not come back by itself.
    const Connection& connection = m_link.connection();
    if (connection.state != Connectivity::Offline || connection.retryAt > 0)
        m_link.probe();
}

Task<Result<Invite>> LiveClient::makeInvite(Role role, int hours) {
    return m_account.makeInvite(role, hours);
}

Task<Status> LiveClient::changePassword(QString oldPassword, QString newPassword) {
    return m_account.changePassword(oldPassword, newPassword);
}

Task<Result<QList<DeviceSession>>> LiveClient::sessions() {
    return m_account.sessions();
}

Task<Status> LiveClient::endSession(SessionId session) {
    return m_account.endSession(session);
}

void LiveClient::reconnect() {
    m_link.probe();
}

void LiveClient::openChannel(ChannelId channel) {
    m_reader.open(channel);
    m_acknowledger.opened(channel);
}

void LiveClient::loadOlder(ChannelId channel) {
    m_reader.older(channel);
}

void LiveClient::loadNewer(ChannelId channel) {
    m_reader.newer(channel);
}

void LiveClient::loadAround(ChannelId channel, Serial serial) {
    m_reader.around(channel, serial);
}

void LiveClient::markRead(ChannelId channel, Serial serial) {
    m_reads.move(channel, serial);
}

Task<Result<FoundMessages>> LiveClient::search(Search search) {
    return m_messages.search(search);
}

QString LiveClient::sendMessage(OutgoingMessage message) {
    return m_composer.send(std::move(message));
}

void LiveClient::retry(QString clientId) {
    m_composer.retry(clientId);
}

void LiveClient::discard(QString clientId) {
    m_composer.discard(clientId);
}

Task<Status> LiveClient::perform(Command command) {
    const Promise<Status> promise;
    whenDone(m_performer.perform<Done>(std::move(command)), &m_executor, this,
             [promise](const Result<Done>& answer) { promise.finish(statusOf(answer)); });
    return promise.task();
}

Task<Status> LiveClient::editMessage(ChannelId channel, MessageId message, QString text) {
    return m_messages.edit(channel, message, std::move(text));
}

Task<Status> LiveClient::deleteMessage(ChannelId channel, MessageId message) {
    return m_messages.remove(channel, message);
}

Task<Status> LiveClient::react(ChannelId channel, MessageId message, QString emoji, bool add) {
    return m_messages.react(channel, message, std::move(emoji), add);
}

Task<Status> LiveClient::pinMessage(ChannelId channel, MessageId message, bool pin) {
    return m_messages.pin(channel, message, pin);
}

void LiveClient::setTyping(ChannelId channel) {
    m_drafts.typed(channel);
}

void LiveClient::saveDraft(ChannelId channel, QString text) {
    m_drafts.changed(channel, text);
}

Task<Result<ChannelId>> LiveClient::createChannel(QString name, Visibility visibility, QString topic) {
    return m_channels.enter(CreateChannel{makeClientId(), ChannelKind::Channel, visibility, name, topic, {}});
}

Task<Result<ChannelId>> LiveClient::joinChannel(ChannelId channel) {
    return m_channels.enter(JoinChannel{makeClientId(), channel, {}});
}

Task<Result<ChannelId>> LiveClient::joinChannelByName(QString name) {
    return m_channels.enter(JoinChannel{makeClientId(), {}, name});
}

Task<Result<ChannelId>> LiveClient::startDirect(QList<PersonId> people) {
    return m_channels.enter(
        CreateChannel{makeClientId(), ChannelKind::Direct, Visibility::Private, {}, {}, people});
}

Task<Status> LiveClient::leaveChannel(ChannelId channel) {
    return perform(LeaveChannel{makeClientId(), channel});
}

Task<Status> LiveClient::updateChannel(UpdateChannel update) {
    if (update.clientId.isEmpty())
        update.clientId = makeClientId();
    return perform(std::move(update));
}

Task<Status> LiveClient::changeMember(ChannelId channel, PersonId person, MemberChange change, Role role) {
    return perform(ChangeMember{makeClientId(), channel, person, change, role});
}

Task<Status> LiveClient::setNotifications(ChannelId channel, Notifications notifications) {
    return m_channels.setNotifications(channel, notifications);
}

Task<Result<QList<ChannelState>>> LiveClient::discoverChannels() {
    return m_channels.discover();
}

Task<Result<QList<Member>>> LiveClient::members(ChannelId channel) {
    return m_channels.members(channel);
}

Task<Result<QList<Person>>> LiveClient::findPeople(QString prefix) {
    return m_channels.findPeople(prefix);
}

QList<TransferId> LiveClient::uploadFiles(QStringList paths, std::optional<ChannelId> channel) {
    return m_composer.sendFiles(paths, channel);
}

Task<QStringList> LiveClient::smallerCopies(QStringList paths) {
    return m_smaller.of(paths);
}

void LiveClient::pauseTransfer(TransferId transfer) {
    m_uploader.pause(transfer);
}

void LiveClient::resumeTransfer(TransferId transfer) {
    m_uploader.resume(transfer);
}

void LiveClient::cancelTransfer(TransferId transfer) {
    m_composer.cancel(transfer);
}

Task<Result<Photo>> LiveClient::photo(PhotoId photo) {
    return m_photoCalls.photo(photo);
}

Task<Status> LiveClient::setFavourite(QList<PhotoId> photos, bool favourite) {
    return m_photoCalls.edit(photos, "PATCH", {{u"favourite"_qs, favourite}});
}

Task<Status> LiveClient::trash(QList<PhotoId> photos, bool trashed) {
    return m_photoCalls.edit(photos, "PATCH", {{u"trashed"_qs, trashed}});
}

Task<Status> LiveClient::deleteForGood(QList<PhotoId> photos) {
    return m_photoCalls.edit(photos, "DELETE", {});
}

Task<Status> LiveClient::download(PhotoId photo, QString path) {
    return m_photoCalls.download(photo, path);
}

} // namespace parlor::client
