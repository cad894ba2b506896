#include "client/core/liveclient.h"

namespace parlor::client {

LiveClient::LiveClient(ClientOptions options)
    : m_parts(std::move(options),
              {[this] { m_entrance.online(); }, [this](const Error& error) { m_entrance.stopped(error); }}),
      m_entrance(m_parts) {}

Task<Result<ServerInfo>> LiveClient::lookUpServer(ServerAddress server) {
    return m_parts.session.lookUp(std::move(server));
}

Task<Status> LiveClient::signIn(SignIn request) {
    return m_entrance.signIn(std::move(request));
}

Task<Status> LiveClient::redeemInvite(Redeem request) {
    return m_entrance.redeem(std::move(request));
}

Task<Status> LiveClient::signOut() {
    return m_entrance.signOut();
}

Task<Result<Invite>> LiveClient::makeInvite(Role role, int hours) {
    return m_parts.account.makeInvite(role, hours);
}

Task<Status> LiveClient::changePassword(QString oldPassword, QString newPassword) {
    return m_parts.account.changePassword(oldPassword, newPassword);
}

Task<Result<QList<DeviceSession>>> LiveClient::sessions() {
    return m_parts.account.sessions();
}

Task<Status> LiveClient::endSession(SessionId session) {
    return m_parts.account.endSession(session);
}

void LiveClient::reconnect() {
    m_parts.link.probe();
}

void LiveClient::openChannel(ChannelId channel) {
    m_parts.reader.open(channel);
    m_parts.acknowledger.opened(channel);
}

void LiveClient::loadOlder(ChannelId channel) {
    m_parts.reader.older(channel);
}

void LiveClient::loadNewer(ChannelId channel) {
    m_parts.reader.newer(channel);
}

void LiveClient::loadAround(ChannelId channel, Serial serial) {
    m_parts.reader.around(channel, serial);
}

void LiveClient::markRead(ChannelId channel, Serial serial) {
    m_parts.reads.move(channel, serial);
}

Task<Result<FoundMessages>> LiveClient::search(Search search) {
    return m_parts.messages.search(search);
}

QString LiveClient::sendMessage(OutgoingMessage message) {
    return m_parts.composer.send(std::move(message));
}

void LiveClient::retry(QString clientId) {
    m_parts.composer.retry(clientId);
}

void LiveClient::discard(QString clientId) {
    if (!m_parts.changes.discard(clientId))
        m_parts.composer.discard(clientId);
}

Task<Status> LiveClient::editUnsent(ChannelId channel, QString clientId, QString text) {
    if (m_parts.composer.edit(clientId, text))
        return doneTask(Status());
    return m_parts.messages.edit(channel, clientId, std::move(text));
}

Task<Status> LiveClient::editMessage(ChannelId channel, MessageId message, QString text) {
    return m_parts.messages.edit(channel, message, std::move(text));
}

Task<Status> LiveClient::deleteMessage(ChannelId channel, MessageId message) {
    return m_parts.messages.remove(channel, message);
}

Task<Status> LiveClient::react(ChannelId channel, MessageId message, QString emoji, bool add) {
    return m_parts.messages.react(channel, message, std::move(emoji), add);
}

Task<Status> LiveClient::pinMessage(ChannelId channel, MessageId message, bool pin) {
    return m_parts.messages.pin(channel, message, pin);
}

void LiveClient::setTyping(ChannelId channel) {
    m_parts.drafts.typed(channel);
}

void LiveClient::saveDraft(ChannelId channel, QString text) {
    m_parts.drafts.changed(channel, text);
}

Task<Result<ChannelId>> LiveClient::createChannel(QString name, Visibility visibility, QString topic) {
    return m_parts.channels.create(
        CreateChannel{makeClientId(), ChannelKind::Channel, visibility, name, topic, {}});
}

Task<Result<ChannelId>> LiveClient::joinChannel(ChannelId channel) {
    return m_parts.channels.enter(JoinChannel{makeClientId(), channel, {}});
}

Task<Result<ChannelId>> LiveClient::joinChannelByName(QString name) {
    return m_parts.channels.enter(JoinChannel{makeClientId(), {}, name});
}

Task<Result<ChannelId>> LiveClient::startDirect(QList<PersonId> people) {
    return m_parts.channels.create(
        CreateChannel{makeClientId(), ChannelKind::Direct, Visibility::Private, {}, {}, people});
}

Task<Status> LiveClient::leaveChannel(ChannelId channel) {
    return m_parts.channels.leave(channel);
}

Task<Status> LiveClient::updateChannel(UpdateChannel update) {
    return m_parts.channels.update(std::move(update));
}

Task<Status> LiveClient::changeMember(ChannelId channel, PersonId person, MemberChange change, Role role) {
    return m_parts.channels.changeMember(channel, person, change, role);
}

Task<Status> LiveClient::setNotifications(ChannelId channel, Notifications notifications) {
    return m_parts.channels.setNotifications(channel, notifications);
}

Task<Result<QList<ChannelState>>> LiveClient::discoverChannels() {
    return m_parts.channels.discover();
}

Task<Result<QList<Member>>> LiveClient::members(ChannelId channel) {
    return m_parts.channels.members(channel);
}

Task<Result<QList<Person>>> LiveClient::findPeople(QString prefix) {
    return m_parts.channels.findPeople(prefix);
}

QList<TransferId> LiveClient::uploadFiles(QStringList paths, std::optional<ChannelId> channel) {
    return m_parts.composer.sendFiles(paths, channel);
}

Task<QStringList> LiveClient::smallerCopies(QStringList paths) {
    return m_parts.smaller.of(paths);
}

void LiveClient::pauseTransfer(TransferId transfer) {
    m_parts.uploader.pause(transfer);
}

void LiveClient::resumeTransfer(TransferId transfer) {
    m_parts.uploader.resume(transfer);
}

void LiveClient::cancelTransfer(TransferId transfer) {
    m_parts.composer.cancel(transfer);
}

Task<Result<OwnPhoto>> LiveClient::photo(PhotoId photo) {
    return m_parts.photoCalls.photo(photo);
}

Task<Status> LiveClient::setFavourite(QList<PhotoId> photos, bool favourite) {
    return m_parts.photoCalls.edit(photos, "PATCH", {{u"favourite"_qs, favourite}});
}

Task<Status> LiveClient::trash(QList<PhotoId> photos, bool trashed) {
    return m_parts.photoCalls.edit(photos, "PATCH", {{u"trashed"_qs, trashed}});
}

Task<Status> LiveClient::deleteForGood(QList<PhotoId> photos) {
    return m_parts.photoCalls.edit(photos, "DELETE", {});
}

Task<Result<OwnPhoto>> LiveClient::partVersions(PhotoId edited) {
    return m_parts.photoCalls.partVersions(edited);
}

Task<Status> LiveClient::download(PhotoId photo, QString path) {
    return m_parts.photoCalls.download(photo, path);
}

Task<Status> LiveClient::downloadShown(PhotoReference photo, QString path) {
    return m_parts.photoCalls.downloadShown(photo, path);
}

Task<Result<Photo>> LiveClient::saveCopy(PhotoId photo) {
    return m_parts.photoCalls.saveCopy(photo);
}

} // namespace parlor::client
