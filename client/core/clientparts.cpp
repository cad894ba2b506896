#include "client/core/clientparts.h"

#include "client/core/session/filecredentials.h"
#include "client/core/session/keychaincredentials.h"
#include "client/core/unmadechannel.h"
#include "shared/protocol/limits.h"

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

} // namespace

ClientParts::ClientParts(ClientOptions given, Hooks listener)
    : options(std::move(given)),
      smaller(files, options.directory + u"/smaller"_qs),
      http(network, executor),
      store(makeStore(options, files, executor)),
      cache(cacheThread, options.directory + u"/client.sqlite"_qs),
      session(http, *store, executor, clock, deviceOf(options)),
      link(network, executor, session, clock, deviceOf(options)),
      requests(link),
      api(http, session, executor),
      performer(state, requests, clock),
      sync(state, cache, requests, executor, clock, syncHooks()),
      outbox(state, cache, requests, order, executor, clock, outboxHooks()),
      reader(state, cache, requests, sync, executor,
             [this](const QList<Event>& events) { outbox.seen(events); }),
      recheck(state, cache, requests, sync, executor),
      reads(state, requests),
      acknowledger(state, cache, requests, executor,
                   [this](ChannelId channel) { return sync.appliedTo(channel); }),
      changes(state, cache, requests, order, executor, clock, changeHooks()),
      channels(state, performer, changes, executor,
               [this](const ChannelState& channel) { sync.follow(channel); }),
      account(api, executor),
      drafts(state, cache, requests),
      library(state, cache, api, executor),
      photoCalls(api, library, executor),
      uploader(api, cache, hasher, executor, clock, uploaderHooks()),
      news(state, requests, drafts, library, uploader, executor),
      messages(state, cache, performer, changes, executor),
      composer(state, outbox, uploader, clock),
      images(api, executor, options.directory + u"/pictures"_qs, options.pictureBudget),
      networkWatch(clock, [this] { networkChanged(); }),
      m_hooks(std::move(listener)) {
    link.setListener(&sync);
    connect(&session, &Session::renewed, this, [this](const QString& token) {
        requests.send(Authenticate{token}, [](const Result<Answer>&) {});
    });
}

ClientParts::~ClientParts() {
    drafts.saveAll();
    link.close();
}

Sync::Hooks ClientParts::syncHooks() {
    Sync::Hooks hooks;
    hooks.online = [this] { online(); };
    hooks.offline = [this] {
        outbox.offline();
        changes.offline();
    };
    hooks.stopped = [this](const Error& error) { m_hooks.stopped(error); };
    hooks.personEvent = [this](const PersonEventBody& body) { news.happened(body); };
    hooks.windowLost = [this](ChannelId channel) {
        reader.windowLost(channel);
        recheck.soon();
    };
    hooks.seen = [this](const QList<Event>& events) { outbox.seen(events); };
    hooks.applied = [this](ChannelId channel, qsizetype events) { acknowledger.applied(channel, events); };
    hooks.reconnect = [this] {
        link.close();
        if (state.account())
            link.open(state.account()->server);
    };
    return hooks;
}

Outbox::Hooks ClientParts::outboxHooks() {
    return {[this](ChannelId channel) { return sync.appliedTo(channel); },
            [this](const Command& command) { changes.follow(command); }};
}

ChangeKeeper::Hooks ClientParts::changeHooks() {
    ChangeKeeper::Hooks hooks;
    hooks.answered = [this](const PendingChange&, const Answer& answer) { channels.done(answer); };
    hooks.made = [this](ChannelId from, ChannelId to) {
        outbox.move(from, to);
        drafts.move(from, to);
        state.apply(ChannelMade{from, to});
    };
    hooks.unmakable = [this](ChannelId channel, ErrorCode reason) { outbox.giveUpAll(channel, reason); };
    return hooks;
}

void ClientParts::online() {
    m_hooks.online();
    reader.online();
    outbox.online();
    changes.online();
    uploader.online();
    library.catchUp();
    drafts.upload();
    news.online();
    reads.online();
    acknowledger.online();
    recheck.soon();
}

Uploader::Hooks ClientParts::uploaderHooks() {
    Uploader::Hooks hooks;
    hooks.changed = [this](const Transfer& transfer) { state.apply(TransferChanged{transfer}); };
    hooks.removed = [this](TransferId transfer) { state.apply(TransferRemoved{transfer}); };
    hooks.finished = [this](const Transfer& transfer) {
        if (transfer.state == TransferState::Done)
            outbox.fileDone(transfer.id, transfer.photo);
        else
            outbox.fileDone(transfer.id, fail(transfer.reason.value_or(ErrorCode::Internal)));
    };
    return hooks;
}

void ClientParts::restore(const CachedStart& start) {
    sync.start(start);
    drafts.restore(start.drafts, start.unsentDrafts);
    order.restore(start.places);
    outbox.restore(start.pending);
    changes.restore(start.changes);
    // Channels that wait to be made are known only now.
    for (auto draft = start.drafts.cbegin(); draft != start.drafts.cend(); ++draft)
        if (isUnmade(draft.key()))
            state.apply(DraftSaved{draft.key(), draft.value()});
    library.start(start.libraryCursor, start.epoch);
    if (start.openChannel.isValid() && state.channel(start.openChannel))
        reader.open(start.openChannel);
}

void ClientParts::forget() {
    link.close();
    sync.clear();
    reader.clear();
    outbox.clear();
    changes.clear();
    order.clear();
    drafts.clear();
    library.clear();
    uploader.clear();
    reads.clear();
    acknowledger.clear();
    state.apply(SignedOut{});
    uploader.setLimits({});
}

void ClientParts::networkChanged() {
    // One that has stopped, or was never opened, does not come back by itself.
    const Connection& connection = link.connection();
    if (connection.state != Connectivity::Offline || connection.retryAt > 0)
        link.probe();
}

} // namespace parlor::client
