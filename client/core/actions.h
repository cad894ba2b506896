#pragma once

#include "client/core/foundmessages.h"
#include "client/core/ownphoto.h"
#include "client/core/values.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/frames.h"
#include "shared/protocol/serverlimits.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace parlor::client {

struct ServerInfo {
    QString name;
    QString version;
    int protocol = 0;
    bool setup = false; ///< nobody has an account yet: the setup code is asked for
    ServerLimits limits;
    QByteArray
        unknownPin; ///< SHA-256 of a certificate that nobody vouches for: ask the person, then use as pin
};

struct SignIn {
    ServerAddress server;
    QString name;
    QString password;
};

/// Also the very first account, with the server's setup code.
struct Redeem {
    ServerAddress server;
    QString code;
    QString name;
    QString password;
    QString displayName;
};

/// What a parlor:// link says.
struct InviteLink {
    ServerAddress server;
    QString code;
};

/// A device on which the person is signed in.
struct DeviceSession {
    SessionId id;
    QString device;              ///< as it called itself
    QString address;             ///< from which it was last seen
    std::int64_t createdAt = 0;  ///< ms UTC
    std::int64_t lastSeenAt = 0; ///< ms UTC
    bool current = false;        ///< this one

    friend bool operator==(const DeviceSession&, const DeviceSession&) = default;
};

struct Invite {
    QString code;
    QString link;
    std::int64_t expiresAt = 0; ///< ms UTC
};

struct OutgoingMessage {
    ChannelId channel;
    QString text;
    QList<PhotoReference> photos; ///< from the library
    QStringList files;            ///< from this machine; uploaded first; at most 10 with the photos
    std::optional<MessageId> replyTo;
};

/// Every intent of a person, as verbs. Nothing waits: what is durable on this device happens at once in State
/// and goes out when it can; what needs the server now answers with a task (NetworkFailed when offline). What
/// changes channels, who is in them and messages that are there does both: without a connection it waits as
/// State::pendingChanges(), also over the end of the program, and its task with it. Messages show such a
/// change at once, by State::asAsked(). Interface thread only; answers come through any executor.
class Actions {
public:
    virtual ~Actions() = default;

    // The account
    virtual Task<Result<ServerInfo>> lookUpServer(ServerAddress server) = 0;
    virtual Task<Status> signIn(SignIn request) = 0;
    virtual Task<Status> redeemInvite(Redeem request) = 0;
    /// Ends the session on the server if it can be reached, and forgets everything on this device.
    virtual Task<Status> signOut() = 0;
    virtual Task<Result<Invite>> makeInvite(Role role, int hours) = 0;
    virtual Task<Status> changePassword(QString oldPassword, QString newPassword) = 0;
    virtual Task<Result<QList<DeviceSession>>> sessions() = 0;
    /// Signs another device out.
    virtual Task<Status> endSession(SessionId session) = 0;
    /// After waking from sleep, or when the person asks: tries now.
    virtual void reconnect() = 0;

    // Reading
    /// Shows the newest window: from this device at once, then brought up to date.
    virtual void openChannel(ChannelId channel) = 0;
    virtual void loadOlder(ChannelId channel) = 0;
    virtual void loadNewer(ChannelId channel) = 0;
    virtual void loadAround(ChannelId channel, Serial serial) = 0;
    virtual void markRead(ChannelId channel, Serial serial) = 0;
    /// On the server when online, else in what this device has seen, by the same rules. BadRequest (nothing
    /// to search by), UnknownPerson, UnknownChannel.
    virtual Task<Result<FoundMessages>> search(Search search) = 0;

    // Writing
    /// Answers the client id by which State::pending() knows it.
    virtual QString sendMessage(OutgoingMessage message) = 0;
    virtual void retry(QString clientId) = 0;
    /// A change that waits, or a message: one that the server has by then is deleted there.
    virtual void discard(QString clientId) = 0;
    /// Of a message of one's own that waits to be sent: it goes out with these words.
    virtual Task<Status> editUnsent(ChannelId channel, QString clientId, QString text) = 0;
    virtual Task<Status> editMessage(ChannelId channel, MessageId message, QString text) = 0;
    virtual Task<Status> deleteMessage(ChannelId channel, MessageId message) = 0;
    virtual Task<Status> react(ChannelId channel, MessageId message, QString emoji, bool add) = 0;
    virtual Task<Status> pinMessage(ChannelId channel, MessageId message, bool pin) = 0;
    /// At each key; told to the others at most every 5 s.
    virtual void setTyping(ChannelId channel) = 0;
    /// At each key; saved here after 1 s and on the server after 14 s.
    virtual void saveDraft(ChannelId channel, QString text) = 0;

    // Channels and people
    /// What is made without a connection has an id of this device until it is there, by which one can open it
    /// and write into it at once; ChangeSet::made tells when it has the server's.
    virtual Task<Result<ChannelId>> createChannel(QString name, Visibility visibility, QString topic) = 0;
    virtual Task<Result<ChannelId>> joinChannel(ChannelId channel) = 0;
    virtual Task<Result<ChannelId>> joinChannelByName(QString name) = 0;
    virtual Task<Result<ChannelId>> startDirect(QList<PersonId> people) = 0;
    virtual Task<Status> leaveChannel(ChannelId channel) = 0;
    virtual Task<Status> updateChannel(UpdateChannel update) = 0;
    virtual Task<Status> changeMember(ChannelId channel, PersonId person, MemberChange change, Role role) = 0;
    /// What one hears of a channel, on all one's devices.
    virtual Task<Status> setNotifications(ChannelId channel, Notifications notifications) = 0;
    virtual Task<Result<QList<ChannelState>>> discoverChannels() = 0;
    virtual Task<Result<QList<Member>>> members(ChannelId channel) = 0;
    virtual Task<Result<QList<Person>>> findPeople(QString prefix) = 0;

    // Photos
    /// Into the library; with a channel each ends as a message there, up to 10 photos in one.
    virtual QList<TransferId> uploadFiles(QStringList paths, std::optional<ChannelId> channel) = 0;
    /// What to send instead of these photos so that less is sent: copies of at most 2048 px a side, in the
    /// same order. A file of which there is no smaller copy stands for itself.
    virtual Task<QStringList> smallerCopies(QStringList paths) = 0;
    virtual void pauseTransfer(TransferId transfer) = 0;
    virtual void resumeTransfer(TransferId transfer) = 0; ///< also tries a failed one again
    virtual void cancelTransfer(TransferId transfer) = 0; ///< also clears a finished one away
    virtual Task<Result<OwnPhoto>> photo(PhotoId photo) = 0;
    virtual Task<Status> setFavourite(QList<PhotoId> photos, bool favourite) = 0;
    virtual Task<Status> trash(QList<PhotoId> photos, bool trashed) = 0;
    virtual Task<Status> deleteForGood(QList<PhotoId> photos) = 0;
    /// An edited photo and its original version become two photos for good; answers the edited one.
    virtual Task<Result<OwnPhoto>> partVersions(PhotoId edited) = 0;
    /// The original of a photo of one's own, whole or not at all, to `path`.
    virtual Task<Status> download(PhotoId photo, QString path) = 0;
    /// What one may see of anybody's photo, likewise: a JPEG at full size, or the film itself; neither says
    /// where it was taken.
    virtual Task<Status> downloadShown(PhotoReference photo, QString path) = 0;
    /// A photo that one sees becomes one's own, without its place; the one that is there when the library has
    /// it. UnsupportedType for what can't be copied, Busy while the server has not looked at it.
    virtual Task<Result<Photo>> saveCopy(PhotoId photo) = 0;
};

/// parlor://host[:port]/code#pin (64 hex digits). BadRequest for anything else.
Result<InviteLink> parseInviteLink(const QString& link);

/// "host", "host:port" or a URL as people type them. Loopback without a scheme means http, all else https;
/// PlainHttpPassword for http:// beyond loopback, BadRequest for what is no address.
Result<ServerAddress> parseServerAddress(const QString& text);

} // namespace parlor::client
