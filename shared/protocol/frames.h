#pragma once

#include "shared/core/error.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/event.h"
#include "shared/protocol/personevent.h"
#include "shared/protocol/serverlimits.h"

#include <QList>
#include <QString>

#include <optional>
#include <variant>

namespace parlor {

/// What the server sends. The wire name ("op") of each stands above it.

/// "welcome": the answer to hello. Positions were read before anything that follows.
struct Welcome {
    SessionId session;
    Person person;
    Epoch epoch;
    QString serverName;
    std::int64_t serverTime = 0; ///< ms UTC
    int pingMs = 25'000;
    std::optional<ServerLimits> limits{}; ///< what a message and a file may have
    Serial personSerial;                  ///< newest of the private stream
    Resume personResume = Resume::Ok;
    QList<ChannelState> channels;
    QList<Person> people; ///< everybody named in them
    bool more = false;    ///< the lists were cut by size; another welcome with the rest follows at once
    friend bool operator==(const Welcome&, const Welcome&) = default;
};

/// "events": one channel's, in order.
struct Events {
    ChannelId channel;
    Epoch epoch;
    QList<Event> events;
    friend bool operator==(const Events&, const Events&) = default;
};

/// "person_events": the private stream's, in order.
struct PersonEvents {
    Epoch epoch;
    QList<PersonEvent> events;
    friend bool operator==(const PersonEvents&, const PersonEvents&) = default;
};

/// "positions": the newest serial of subscribed channels, once a minute: shows a lost last event.
struct Positions {
    QList<Hello::Cursor> channels;
    Serial person;
    friend bool operator==(const Positions&, const Positions&) = default;
};

/// "typing"
struct TypingNotice {
    ChannelId channel;
    PersonId person;
    friend bool operator==(const TypingNotice&, const TypingNotice&) = default;
};

/// "presence"
struct PresenceNotice {
    PersonId person;
    bool online = false;
    QJsonObject data{}; ///< what the person says of himself
    friend bool operator==(const PresenceNotice&, const PresenceNotice&) = default;
};

/// "bye": the last frame before a close.
struct Bye {
    int code = 0;
    bool reconnect = true;
    std::int64_t afterMs = 0;
    friend bool operator==(const Bye&, const Bye&) = default;
};

/// "receipts": how far people are now; who is not named is where he was. Also the answer to `receipts`, with
/// everybody; empty where nothing of the kind is kept.
struct Receipts {
    ChannelId channel;
    QList<Receipt> receipts;
    friend bool operator==(const Receipts&, const Receipts&) = default;
};

/// Answers ("ok" with the request's rid; "answer" says which: none, "committed", "history", "channels",
/// "members", "people", "search", "planned", "private", "receipts").
struct Done {
    friend bool operator==(const Done&, const Done&) = default;
};

/// To send, edit, delete, react, pin, erase.
struct Committed {
    QString clientId;
    MessageId message;
    Serial serial;
    std::int64_t time = 0;
    bool duplicate = false;      ///< this id was committed before: the first answer again
    std::optional<QString> text; ///< when the word filter changed it
    friend bool operator==(const Committed&, const Committed&) = default;
};

struct HistoryPage {
    ChannelId channel;
    Epoch epoch;
    QList<Event> events;  ///< oldest first
    QList<Person> people; ///< authors named in them
    bool more = false;    ///< there is more in the direction asked
    friend bool operator==(const HistoryPage&, const HistoryPage&) = default;
};

struct ChannelList {
    QList<ChannelState> channels;
    QList<Person> people;
    bool more = false; ///< another answer with the same rid and the rest follows at once
    friend bool operator==(const ChannelList&, const ChannelList&) = default;
};

struct MemberList {
    ChannelId channel;
    QList<Member> members;
    bool more = false; ///< another answer with the same rid and the rest follows at once
    friend bool operator==(const MemberList&, const MemberList&) = default;
};

struct PeopleList {
    QList<Person> people;
    bool more = false;
    friend bool operator==(const PeopleList&, const PeopleList&) = default;
};

struct SearchHit {
    ChannelId channel;
    Event event;
    QString snippet; ///< plain text; matches between U+E000 and U+E001
    friend bool operator==(const SearchHit&, const SearchHit&) = default;
};

struct SearchPage {
    QList<SearchHit> hits;
    bool more = false;
    friend bool operator==(const SearchPage&, const SearchPage&) = default;
};

/// To planned, schedule, remind.
struct PlanList {
    QList<ScheduledMessage> scheduled;
    QList<Reminder> reminders;
    bool more = false; ///< another answer with the same rid and the rest follows at once
    friend bool operator==(const PlanList&, const PlanList&) = default;
};

/// What only the person sees, as it is now.
struct PrivateState {
    QStringList keywords;
    QJsonObject settings;
    QList<DraftChanged> drafts;
    bool more = false; ///< another answer with the same rid and the rest follows at once
    friend bool operator==(const PrivateState&, const PrivateState&) = default;
};

using Answer = std::variant<Done, Committed, HistoryPage, ChannelList, MemberList, PeopleList, SearchPage,
                            PlanList, PrivateState, Receipts>;

/// "ok"
struct Reply {
    std::int64_t rid = 0;
    Answer answer;
    friend bool operator==(const Reply&, const Reply&) = default;
};

/// "err"; rid 0 when the frame could not be read.
struct Refusal {
    std::int64_t rid = 0;
    ErrorCode code = ErrorCode::Internal;
    bool temporary = false;
    std::int64_t retryAfterMs = 0;
    QString clientId; ///< of the refused command, when it had one
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

using Frame = std::variant<Welcome, Events, PersonEvents, Positions, TypingNotice, PresenceNotice, Bye, Reply,
                           Refusal, Receipts>;

} // namespace parlor
