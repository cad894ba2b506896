#pragma once

#include "shared/core/error.h"
#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/event.h"
#include "shared/protocol/person.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QUrl>

#include <cstdint>
#include <optional>

namespace parlor::client {

using TransferId = Id<struct TransferTag>;

/// Where a server is, and what its self-signed certificate has to be.
struct ServerAddress {
    QUrl url;       ///< https://host[:port], or http:// on loopback only
    QByteArray pin; ///< SHA-256 of the certificate as DER, 32 bytes; empty: the system's authorities decide

    friend bool operator==(const ServerAddress&, const ServerAddress&) = default;
};

/// Who is signed in here. `session` is 0 until the server has answered for the first time.
struct Account {
    ServerAddress server;
    QString serverName;
    SessionId session;
    Person person;

    friend bool operator==(const Account&, const Account&) = default;
};

enum class Connectivity { Offline, Connecting, Online };

struct Connection {
    Connectivity state = Connectivity::Offline;
    std::int64_t since = 0;       ///< ms UTC
    std::int64_t retryAt = 0;     ///< ms UTC of the next attempt; 0: none is planned
    std::optional<Error> problem; ///< why the last attempt failed; a permanent one needs the person

    friend bool operator==(const Connection&, const Connection&) = default;
};

/// A file that goes out with a message.
struct PendingFile {
    QString path;
    TransferId transfer;
    PhotoId photo; ///< 0 until it is uploaded

    friend bool operator==(const PendingFile&, const PendingFile&) = default;
};

enum class PendingState {
    Sending, ///< on its way, or its photos are
    Waiting, ///< there is no connection or the server asked to wait
    Sent,    ///< the server has it; its event follows
    Failed,  ///< for good: retry or discard
    Asking,  ///< older than 24 h: goes out only when the person says so (Actions::retry)
};

/// What was asked of a message that the server may have already: said as soon as its place there is known.
struct FollowUp {
    QString clientId;            ///< of the edit or the deletion
    std::optional<QString> text; ///< its new words; nullopt: it is taken back

    friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

/// A message of one's own that the server's event has not replaced yet.
struct PendingMessage {
    QString clientId;
    ChannelId channel;
    QString text;
    QList<PhotoReference> photos; ///< from the library
    QList<PendingFile> files;     ///< from this machine; they follow the photos
    std::optional<MessageId> replyTo;
    std::int64_t createdAt = 0; ///< ms UTC
    PendingState state = PendingState::Sending;
    std::optional<ErrorCode> reason; ///< when it failed or waits for the server
    MessageId message;               ///< once sent
    Serial serial;                   ///< once sent
    bool attempted = false;          ///< what is kept says so before it is said: the server may have it
    std::optional<FollowUp> followUp;

    /// As it is sent first, without photos that are not uploaded yet.
    [[nodiscard]] Entry entry() const;

    /// What it will say in the end.
    [[nodiscard]] const QString& words() const { return followUp && followUp->text ? *followUp->text : text; }

    /// It is shown no more, and is deleted if the server turns out to have it.
    [[nodiscard]] bool isTakenBack() const { return followUp && !followUp->text; }

    friend bool operator==(const PendingMessage&, const PendingMessage&) = default;
};

/// A channel with what this device knows beyond the server's word.
struct ChannelView {
    ChannelState state;
    QString draft;
    std::optional<Event> lastMessage;     ///< newest MessagePosted that is known, in its latest form
    QHash<PersonId, std::int64_t> typing; ///< who writes, until when (ms of the monotonic clock)
    QHash<PersonId, Receipt> receipts;    ///< of the others, where that is told
    int unsent = 0;                       ///< own messages that are not sent yet
    int failed = 0;                       ///< … that never will be by themselves

    friend bool operator==(const ChannelView&, const ChannelView&) = default;
};

enum class TransferState {
    Hashing,
    Queued,
    Uploading,
    Processing, ///< the server has it and makes its pictures
    Paused,
    Waiting, ///< for the connection
    Done,
    Failed,
};

/// A file on its way to the library.
struct Transfer {
    TransferId id;
    QString path;
    QString name;
    std::int64_t size = 0; ///< bytes
    std::int64_t sent = 0; ///< bytes
    double rate = 0;       ///< bytes a second, smoothed
    TransferState state = TransferState::Hashing;
    std::optional<ErrorCode> reason; ///< when it failed, or was damaged
    bool had = false;                ///< the library had these bytes already
    PhotoId photo;                   ///< once the server knows it
    ChannelId channel;               ///< 0: into the library only
    std::int64_t createdAt = 0;      ///< ms UTC

    friend bool operator==(const Transfer&, const Transfer&) = default;
};

} // namespace parlor::client
