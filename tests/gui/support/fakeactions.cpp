#include "tests/gui/support/fakeactions.h"

#include <QDateTime>

namespace parlor::client::demo {

Task<Status> FakeActions::note(const QString& call) {
    calls << call;
    return doneTask(answer);
}

Task<Result<ServerInfo>> FakeActions::lookUpServer(ServerAddress address) {
    calls << u"lookUpServer "_qs + address.url.toString();
    return doneTask(server);
}

Task<Status> FakeActions::signIn(SignIn request) {
    return note(u"signIn "_qs + request.name);
}

Task<Status> FakeActions::redeemInvite(Redeem request) {
    return note(u"redeemInvite %1 %2"_qs.arg(request.code, request.name));
}

Task<Status> FakeActions::signOut() {
    return note(u"signOut"_qs);
}

Task<Result<Invite>> FakeActions::makeInvite(Role /*role*/, int hours) {
    calls << u"makeInvite %1"_qs.arg(hours);
    return doneTask<Result<Invite>>(Invite{u"code"_qs, u"parlor://parlor.example.org/code"_qs, 0});
}

Task<Status> FakeActions::changePassword(QString /*oldPassword*/, QString /*newPassword*/) {
    return note(u"changePassword"_qs);
}

void FakeActions::reconnect() {
    calls << u"reconnect"_qs;
}

void FakeActions::openChannel(ChannelId channel) {
    calls << u"openChannel "_qs + channel.toString();
}

void FakeActions::loadOlder(ChannelId channel) {
    calls << u"loadOlder "_qs + channel.toString();
}

void FakeActions::loadNewer(ChannelId channel) {
    calls << u"loadNewer "_qs + channel.toString();
}

void FakeActions::loadAround(ChannelId channel, Serial serial) {
    calls << u"loadAround %1 %2"_qs.arg(channel.toString()).arg(serial.value());
}

void FakeActions::markRead(ChannelId channel, Serial serial) {
    calls << u"markRead %1 %2"_qs.arg(channel.toString()).arg(serial.value());
}

Task<Result<FoundMessages>> FakeActions::search(Search search) {
    calls << u"search "_qs + search.query;
    return doneTask<Result<FoundMessages>>(found);
}

QString FakeActions::sendMessage(OutgoingMessage message) {
    calls << u"sendMessage "_qs + message.text;
    sent << message;
    PendingMessage pending;
    pending.clientId = makeClientId();
    pending.channel = message.channel;
    pending.text = message.text;
    pending.photos = message.photos;
    for (const QString& file : message.files)
        pending.files.append({file, TransferId(), PhotoId()});
    pending.replyTo = message.replyTo;
    pending.createdAt = QDateTime::currentMSecsSinceEpoch();
    m_state.apply(PendingChanged{pending});
    return pending.clientId;
}

void FakeActions::retry(QString clientId) {
    calls << u"retry "_qs + clientId;
}

void FakeActions::discard(QString clientId) {
    calls << u"discard "_qs + clientId;
}

Task<Status> FakeActions::editUnsent(ChannelId /*channel*/, QString clientId, QString text) {
    return note(u"editUnsent %1 %2"_qs.arg(clientId, text));
}

Task<Status> FakeActions::editMessage(ChannelId /*channel*/, MessageId message, QString text) {
    return note(u"editMessage %1 %2"_qs.arg(message.toString(), text));
}

Task<Status> FakeActions::deleteMessage(ChannelId /*channel*/, MessageId message) {
    return note(u"deleteMessage "_qs + message.toString());
}

Task<Status> FakeActions::react(ChannelId /*channel*/, MessageId message, QString emoji, bool add) {
    return note(u"react %1 %2 %3"_qs.arg(message.toString(), emoji).arg(add));
}

Task<Status> FakeActions::pinMessage(ChannelId /*channel*/, MessageId message, bool pin) {
    return note(u"pinMessage %1 %2"_qs.arg(message.toString()).arg(pin));
}

void FakeActions::setTyping(ChannelId channel) {
    calls << u"setTyping "_qs + channel.toString();
}

void FakeActions::saveDraft(ChannelId channel, QString text) {
    calls << u"saveDraft %1 %2"_qs.arg(channel.toString(), text);
}

Task<Result<ChannelId>> FakeActions::createChannel(QString name, Visibility /*visibility*/,
                                                   QString /*topic*/) {
    calls << u"createChannel "_qs + name;
    return doneTask<Result<ChannelId>>(ChannelId(1));
}

Task<Result<ChannelId>> FakeActions::joinChannel(ChannelId channel) {
    calls << u"joinChannel "_qs + channel.toString();
    return doneTask<Result<ChannelId>>(channel);
}

Task<Result<ChannelId>> FakeActions::joinChannelByName(QString name) {
    calls << u"joinChannelByName "_qs + name;
    return doneTask<Result<ChannelId>>(ChannelId(1));
}

Task<Result<ChannelId>> FakeActions::startDirect(QList<PersonId> people) {
    calls << u"startDirect "_qs + people.value(0).toString();
    return doneTask<Result<ChannelId>>(ChannelId(1));
}

Task<Status> FakeActions::leaveChannel(ChannelId channel) {
    return note(u"leaveChannel "_qs + channel.toString());
}

Task<Status> FakeActions::updateChannel(UpdateChannel update) {
    return note(u"updateChannel "_qs + update.channel.toString());
}

Task<Status> FakeActions::changeMember(ChannelId channel, PersonId person, MemberChange /*change*/,
                                       Role /*role*/) {
    return note(u"changeMember %1 %2"_qs.arg(channel.toString(), person.toString()));
}

Task<Result<QList<DeviceSession>>> FakeActions::sessions() {
    return doneTask<Result<QList<DeviceSession>>>(devices);
}

Task<Status> FakeActions::endSession(SessionId session) {
    devices.removeIf([session](const DeviceSession& one) { return one.id == session; });
    return note(u"endSession "_qs + session.toString());
}

Task<Status> FakeActions::setNotifications(ChannelId channel, Notifications notifications) {
    m_state.apply(NotificationsSet{channel, notifications});
    return note(u"setNotifications %1 %2"_qs.arg(channel.toString(), nameOf(notifications)));
}

Task<Result<QList<ChannelState>>> FakeActions::discoverChannels() {
    return doneTask<Result<QList<ChannelState>>>(discovered);
}

Task<Result<QList<Member>>> FakeActions::members(ChannelId /*channel*/) {
    return doneTask<Result<QList<Member>>>(memberList);
}

Task<Result<QList<Person>>> FakeActions::findPeople(QString /*prefix*/) {
    return doneTask<Result<QList<Person>>>(m_state.people().values());
}

QList<TransferId> FakeActions::uploadFiles(QStringList paths, std::optional<ChannelId> /*channel*/) {
    calls << u"uploadFiles "_qs + paths.join(u' ');
    return {};
}

Task<QStringList> FakeActions::smallerCopies(QStringList paths) {
    calls << u"smallerCopies "_qs + paths.join(u' ');
    for (QString& path : paths)
        path += u".smaller"_qs;
    return doneTask(paths);
}

void FakeActions::pauseTransfer(TransferId transfer) {
    calls << u"pauseTransfer "_qs + transfer.toString();
}

void FakeActions::resumeTransfer(TransferId transfer) {
    calls << u"resumeTransfer "_qs + transfer.toString();
}

void FakeActions::cancelTransfer(TransferId transfer) {
    calls << u"cancelTransfer "_qs + transfer.toString();
}

Task<Result<OwnPhoto>> FakeActions::photo(PhotoId photo) {
    const auto known = own.constFind(photo);
    return doneTask(known != own.cend() ? Result<OwnPhoto>(*known) : fail(ErrorCode::UnknownPhoto));
}

Task<Result<OwnPhoto>> FakeActions::partVersions(PhotoId edited) {
    calls << u"partVersions "_qs + edited.toString();
    if (!answer)
        return doneTask<Result<OwnPhoto>>(std::unexpected(answer.error()));
    own[own.value(edited).originalVersion].editedVersion = {};
    own[edited].originalVersion = {};
    return photo(edited);
}

Task<Status> FakeActions::setFavourite(QList<PhotoId> /*photos*/, bool favourite) {
    return note(u"setFavourite %1"_qs.arg(favourite));
}

Task<Status> FakeActions::trash(QList<PhotoId> /*photos*/, bool trashed) {
    return note(u"trash %1"_qs.arg(trashed));
}

Task<Status> FakeActions::deleteForGood(QList<PhotoId> /*photos*/) {
    return note(u"deleteForGood"_qs);
}

Task<Status> FakeActions::download(PhotoId photo, QString path) {
    return note(u"download %1 %2"_qs.arg(photo.toString(), path));
}

Task<Status> FakeActions::downloadShown(PhotoReference photo, QString path) {
    return note(u"downloadShown %1 %2"_qs.arg(photo.id.toString(), path));
}

Task<Result<Photo>> FakeActions::saveCopy(PhotoId photo) {
    calls << u"saveCopy "_qs + photo.toString();
    if (!answer)
        return doneTask<Result<Photo>>(std::unexpected(answer.error()));
    Photo copy;
    copy.id = PhotoId(photo.value() + 1'000);
    return doneTask<Result<Photo>>(copy);
}

} // namespace parlor::client::demo
