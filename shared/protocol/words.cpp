#include "shared/protocol/words.h"

#include "shared/protocol/channel.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/event.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/person.h"
#include "shared/protocol/personevent.h"
#include "shared/protocol/plan.h"

namespace parlor {

namespace {

using L1 = QLatin1StringView;

constexpr auto roles = std::to_array<Word<Role>>({{Role::Guest, L1("guest")},
                                                  {Role::Member, L1("member")},
                                                  {Role::Moderator, L1("moderator")},
                                                  {Role::Admin, L1("admin")},
                                                  {Role::Owner, L1("owner")}});
constexpr auto channelKinds = std::to_array<Word<ChannelKind>>({{ChannelKind::Channel, L1("channel")},
                                                                {ChannelKind::Group, L1("group")},
                                                                {ChannelKind::Direct, L1("direct")}});
constexpr auto visibilities = std::to_array<Word<Visibility>>(
    {{Visibility::Public, L1("public")}, {Visibility::Private, L1("private")}});
constexpr auto resumes = std::to_array<Word<Resume>>(
    {{Resume::Ok, L1("ok")}, {Resume::More, L1("more")}, {Resume::Reset, L1("reset")}});
constexpr auto entryKinds = std::to_array<Word<EntryKind>>({{EntryKind::Text, L1("text")},
                                                            {EntryKind::Photos, L1("photos")},
                                                            {EntryKind::Data, L1("data")},
                                                            {EntryKind::System, L1("system")}});
constexpr auto memberChanges =
    std::to_array<Word<MemberChange>>({{MemberChange::Joined, L1("joined")},
                                       {MemberChange::Left, L1("left")},
                                       {MemberChange::Removed, L1("removed")},
                                       {MemberChange::Banned, L1("banned")},
                                       {MemberChange::Unbanned, L1("unbanned")},
                                       {MemberChange::Muted, L1("muted")},
                                       {MemberChange::Unmuted, L1("unmuted")},
                                       {MemberChange::RoleChanged, L1("role")},
                                       {MemberChange::Invited, L1("invited")},
                                       {MemberChange::Uninvited, L1("uninvited")}});
constexpr auto notificationWords =
    std::to_array<Word<Notifications>>({{Notifications::All, L1("all")},
                                        {Notifications::Mentions, L1("mentions")},
                                        {Notifications::Nothing, L1("nothing")}});
constexpr auto planStates = std::to_array<Word<PlanState>>({{PlanState::Planned, L1("planned")},
                                                            {PlanState::Cancelled, L1("cancelled")},
                                                            {PlanState::Sent, L1("sent")},
                                                            {PlanState::Failed, L1("failed")}});

// In the order of the variants.
constexpr auto operations = std::to_array<L1>(
    {L1("hello"),    L1("auth"),     L1("ping"),     L1("send"),        L1("edit"),     L1("delete"),
     L1("react"),    L1("pin"),      L1("history"),  L1("read"),        L1("typing"),   L1("channels"),
     L1("create"),   L1("join"),     L1("leave"),    L1("member"),      L1("update"),   L1("members"),
     L1("people"),   L1("search"),   L1("draft"),    L1("thread"),      L1("versions"), L1("pins"),
     L1("save"),     L1("saved"),    L1("schedule"), L1("remind"),      L1("unplan"),   L1("planned"),
     L1("keywords"), L1("settings"), L1("notify"),   L1("mark_unread"), L1("presence"), L1("private"),
     L1("erase"),    L1("ack"),      L1("receipts")});
static_assert(operations.size() == std::variant_size_v<Command>);

constexpr auto eventTypes =
    std::to_array<L1>({L1("message"), L1("edit"), L1("delete"), L1("reaction"), L1("pin"), L1("member"),
                       L1("channel"), L1("photo"), L1("skip")});
static_assert(eventTypes.size() == std::variant_size_v<EventBody>);

constexpr auto personEventTypes =
    std::to_array<L1>({L1("joined"), L1("left"), L1("read"), L1("draft"), L1("photo"), L1("photo_removed"),
                       L1("settings"), L1("skip"), L1("keywords"), L1("saved"), L1("plan"), L1("reminder"),
                       L1("invited"), L1("sessions_ended"), L1("album"), L1("album_removed"), L1("notice")});
static_assert(personEventTypes.size() == std::variant_size_v<PersonEventBody>);

} // namespace

bool keepsReceipts(ChannelKind kind, int memberCount) {
    return kind != ChannelKind::Channel && memberCount <= limits::receiptPeople;
}

QLatin1StringView nameOf(Role role) {
    return wordFor(roles, role);
}

std::optional<Role> roleFrom(QStringView name) {
    return valueFor(roles, name);
}

QLatin1StringView nameOf(ChannelKind kind) {
    return wordFor(channelKinds, kind);
}

std::optional<ChannelKind> channelKindFrom(QStringView name) {
    return valueFor(channelKinds, name);
}

QLatin1StringView nameOf(Visibility visibility) {
    return wordFor(visibilities, visibility);
}

std::optional<Visibility> visibilityFrom(QStringView name) {
    return valueFor(visibilities, name);
}

QLatin1StringView nameOf(Resume resume) {
    return wordFor(resumes, resume);
}

std::optional<Resume> resumeFrom(QStringView name) {
    return valueFor(resumes, name);
}

QLatin1StringView nameOf(EntryKind kind) {
    return wordFor(entryKinds, kind);
}

std::optional<EntryKind> entryKindFrom(QStringView name) {
    return valueFor(entryKinds, name);
}

QLatin1StringView nameOf(MemberChange change) {
    return wordFor(memberChanges, change);
}

std::optional<MemberChange> memberChangeFrom(QStringView name) {
    return valueFor(memberChanges, name);
}

QLatin1StringView nameOf(Notifications notifications) {
    return wordFor(notificationWords, notifications);
}

std::optional<Notifications> notificationsFrom(QStringView name) {
    return valueFor(notificationWords, name);
}

QLatin1StringView nameOf(PlanState state) {
    return wordFor(planStates, state);
}

std::optional<PlanState> planStateFrom(QStringView name) {
    return valueFor(planStates, name);
}

QLatin1StringView operationOf(const Command& command) {
    return operations.at(command.index());
}

QLatin1StringView typeOf(const EventBody& body) {
    return eventTypes.at(body.index());
}

QLatin1StringView typeOf(const PersonEventBody& body) {
    return personEventTypes.at(body.index());
}

} // namespace parlor
