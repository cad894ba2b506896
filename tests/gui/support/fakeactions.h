#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"

#include <QHash>
#include <QStringList>

namespace parlor::client::demo {

/// Actions without a server: writes down what was asked, answers at once with what the test set, and shows
/// sent messages as pending in the state.
class FakeActions final : public Actions {
public:
    explicit FakeActions(State& state) : m_state(state) {}

    QStringList calls; ///< verb and main argument, e.g. "markRead 1 12"
    Result<ServerInfo> server = ServerInfo{u"Hollow Lane"_qs, u"0.1"_qs, 1, false, {}, {}};
    Status answer;
    QList<ChannelState> discovered;
    QList<Member> memberList;
    QList<OutgoingMessage> sent;
    QList<DeviceSession> devices;
    FoundMessages found;
    QHash<PhotoId, OwnPhoto> own; ///< what photo() knows

    Task<Result<ServerInfo>> lookUpServer(ServerAddress address) override;
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
    Task<Status> editUnsent(ChannelId channel, QString clientId, QString text) override;
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
    Task<Result<OwnPhoto>> photo(PhotoId photo) override;
    Task<Status> setFavourite(QList<PhotoId> photos, bool favourite) override;
    Task<Status> trash(QList<PhotoId> photos, bool trashed) override;
    Task<Status> deleteForGood(QList<PhotoId> photos) override;
    Task<Result<OwnPhoto>> partVersions(PhotoId edited) override;
    Task<Status> download(PhotoId photo, QString path) override;
    Task<Status> downloadShown(PhotoReference photo, QString path) override;
    Task<Result<Photo>> saveCopy(PhotoId photo) override;

private:
    Task<Status> note(const QString& call);

    State& m_state;
};

} // namespace parlor::client::demo
