#include "tests/unit/shared/protocol/samples.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::test {

namespace {

const QString clientId = u"AAECAwQFBgcICQoLDA0ODw"_s;
const Epoch epoch = u"9f3c5a7710e2b4d8"_s;
constexpr std::int64_t noon = 1'767'268'800'000;

} // namespace

Person samplePerson() {
    return {.id = PersonId(41),
            .name = u"anna"_s,
            .displayName = u"Anna \"B\" Ω 🎈"_s,
            .role = Role::Moderator,
            .metadata = {{u"team"_s, u"blue"_s}}};
}

Channel sampleChannel() {
    return {.id = ChannelId(7),
            .kind = ChannelKind::Channel,
            .visibility = Visibility::Private,
            .name = u"general"_s,
            .topic = u"All and sundry"_s,
            .archived = true,
            .metadata = {{u"colour"_s, u"red"_s}},
            .createdAt = noon,
            .createdBy = PersonId(41),
            .description = u"What there is to say"_s,
            .slowMode = 30,
            .retention = 86'400};
}

ChannelState sampleState() {
    return {.channel = sampleChannel(),
            .last = Serial(4414),
            .read = Serial(4400),
            .visibleFrom = Serial(12),
            .unread = 9,
            .mentions = 2,
            .member = true,
            .muted = true,
            .role = Role::Admin,
            .memberCount = 31,
            .resume = Resume::More,
            .people = {PersonId(41), PersonId(42)},
            .notifications = Notifications::Mentions,
            .markedUnread = true,
            .invited = true,
            .delivered = Serial(4410)};
}

PhotoReference sampleReference() {
    return {.id = PhotoId(9001),
            .width = 4032,
            .height = 3024,
            .placeholder = QByteArray::fromHex("1fe70d35827787907708887887780778708887"),
            .thumbHash = u"00112233445566ff"_s,
            .viewHash = u"ffeeddccbbaa9988"_s};
}

Reminder sampleReminder() {
    return {.id = PlanId(62),
            .at = noon,
            .channel = ChannelId(7),
            .message = MessageId(8800),
            .text = u"answer this"_s};
}

Photo samplePhoto() {
    Photo photo;
    photo.id = PhotoId(9001);
    photo.owner = PersonId(41);
    photo.state = PhotoState::Ready;
    photo.name = u"IMG_0001.HEIC"_s;
    photo.sha256 = QByteArray::fromHex("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    photo.size = 2'345'678;
    photo.takenAt = -5'000;
    photo.offsetMinutes = -210;
    photo.takenLocal = -12'605'000;
    photo.uploadedAt = noon;
    photo.facts.width = 4032;
    photo.facts.height = 3024;
    photo.facts.takenAt = -5'000;
    photo.facts.offsetMinutes = -210;
    photo.facts.takenLocal = -12'605'000;
    photo.facts.mimeType = "image/heic";
    photo.facts.make = u"Maker"_s;
    photo.facts.model = u"Model 3"_s;
    photo.facts.lens = u"28 mm f/1.8"_s;
    photo.facts.exposureSeconds = 0.008;
    photo.facts.fNumber = 1.8;
    photo.facts.focalLengthMm = 28.5;
    photo.facts.iso = 320;
    photo.facts.latitude = -33.8567844;
    photo.facts.longitude = 151.213108;
    photo.facts.altitude = 12.25;
    photo.facts.perceptualHash = 0x00ff00ff12345678;
    photo.facts.panorama = true;
    photo.facts.motion = true;
    photo.facts.durationMs = 2'900;
    photo.locality = {LocalityId(7'214), u"Sydney"_s, u"New South Wales"_s, u"Australia"_s, u"AU"_s};
    photo.placeholder = sampleReference().placeholder;
    photo.renderings = {{RenderingKind::Thumb, u"00112233445566ff"_s, 400, 300, 21'000},
                        {RenderingKind::View, u"ffeeddccbbaa9988"_s, 2048, 1536, 410'000}};
    photo.favourite = true;
    photo.archived = true;
    photo.trashed = true;
    photo.caption = u"Opera"_s;
    photo.tags = QStringList{u"harbour"_s, u"night"_s};
    photo.rating = 4;
    photo.rotation = 90;
    photo.crop = *PhotoCrop::from(1'250, 0, 8'750, 6'000);
    photo.metadata = {{u"stars"_s, 5}};
    return photo;
}

Entry sampleEntry() {
    return {.kind = EntryKind::Photos,
            .text = u"line one\nline \"two\" \\ \t \u0007 \u00e9 漢 🎈 @bob"_s,
            .name = u"greeting"_s,
            .data = u"{\"a\":1}"_s,
            .encoding = u"json"_s,
            .metadata = {{u"a"_s, QJsonObject{{u"b"_s, true}}}, {u"n"_s, 1.5}},
            .photos = {sampleReference()},
            .mentions = {PersonId(42), PersonId(43)},
            .mentionsAll = true,
            .quote = Quote{ChannelId(9), MessageId(8700), PersonId(42), u"so it was"_s}};
}

QList<Event> sampleEvents() {
    QList<Event> events;
    const auto add = [&events](EventBody body) {
        events.append(Event{.serial = Serial(4401 + events.size()),
                            .message = MessageId(8800),
                            .author = PersonId(41),
                            .time = noon,
                            .clientId = clientId,
                            .body = std::move(body)});
    };
    Entry plain;
    plain.text = u"hi"_s;
    add(MessagePosted{plain, std::nullopt});
    add(MessagePosted{.entry = sampleEntry(), .replyTo = MessageId(8799), .thread = MessageId(8790)});
    add(MessageEdited{plain});
    add(MessageDeleted{});
    add(ReactionChanged{u"👍🏽"_s, true});
    add(ReactionChanged{u"👍🏽"_s, false});
    add(PinChanged{true});
    add(PinChanged{false});
    for (const auto change :
         {MemberChange::Joined, MemberChange::Left, MemberChange::Removed, MemberChange::Banned,
          MemberChange::Unbanned, MemberChange::Muted, MemberChange::Unmuted, MemberChange::RoleChanged,
          MemberChange::Invited, MemberChange::Uninvited})
        add(MemberChanged{samplePerson(), change, Role::Guest, change == MemberChange::Muted ? noon : 0});
    add(ChannelChanged{sampleChannel()});
    add(PhotoChanged{sampleReference(), false});
    add(PhotoChanged{PhotoReference{.id = PhotoId(1), .placeholder = {}, .thumbHash = {}, .viewHash = {}},
                     true});
    Event skip;
    skip.serial = Serial(4500);
    skip.body = Skipped{Serial(4600)};
    events.append(skip);
    return events;
}

Album sampleAlbum() {
    Album album;
    album.id = AlbumId(501);
    album.owner = PersonId(41);
    album.parent = AlbumId(500);
    album.title = u"Sydney"_s;
    album.note = u"A note"_s;
    album.cover = PhotoId(9001);
    album.photos = 12;
    album.place = 1'048'576;
    album.createdAt = noon;
    album.revision = 3;
    album.right = AlbumRight::Own;
    album.shared = true;
    return album;
}

QList<PersonEvent> samplePersonEvents() {
    QList<PersonEvent> events;
    const auto add = [&events](PersonEventBody body) {
        events.append(PersonEvent{Serial(815 + events.size()), noon, std::move(body)});
    };
    add(ChannelJoined{sampleState()});
    add(ChannelLeft{ChannelId(7)});
    add(ReadMoved{ChannelId(7), Serial(4414), 3, 1, true});
    add(DraftChanged{ChannelId(7), u"half a"_s});
    add(DraftChanged{ChannelId(7), QString()});
    add(LibraryPhotoChanged{samplePhoto()});
    add(LibraryPhotoRemoved{PhotoId(9001)});
    add(SettingsChanged{{{u"theme"_s, u"dark"_s}}});
    add(PersonEventSkipped{});
    add(KeywordsChanged{{u"parlor"_s, u"red car"_s}});
    add(KeywordsChanged{});
    add(SavedChanged{ChannelId(7), MessageId(8800), true});
    add(PlanChanged{PlanId(61), PlanState::Failed});
    add(ReminderDue{sampleReminder()});
    add(InvitedTo{sampleChannel(), PersonId(42)});
    add(SessionsEnded{{SessionId(5), SessionId(6)}});
    add(StaffNotice{u"webhook_disabled"_s, ChannelId(7), u"example.org: HTTP 500"_s});
    add(AlbumChanged{sampleAlbum()});
    add(AlbumRemoved{AlbumId(501)});
    return events;
}

QList<NamedRequest> sampleRequests() {
    QList<NamedRequest> requests;
    const auto add = [&requests](const QString& name, Command command) {
        requests.append({name, Request{requests.size() + 1, std::move(command)}});
    };
    add(u"hello"_s, Hello{.protocol = 1,
                          .token = u"parlor_at_x"_s,
                          .device = u"Anna's laptop"_s,
                          .epoch = epoch,
                          .person = Serial(812),
                          .channels = {{ChannelId(7), Serial(4411)}, {ChannelId(9), Serial(0)}}});
    Hello first;
    first.token = u"parlor_at_x"_s;
    add(u"hello-first"_s, first);
    add(u"auth"_s, Authenticate{u"parlor_at_y"_s});
    add(u"ping"_s, Ping{});
    Entry entry = sampleEntry();
    entry.photos = {PhotoReference{.id = PhotoId(9001), .placeholder = {}, .thumbHash = {}, .viewHash = {}}};
    entry.mentions.clear();
    entry.mentionsAll = false;
    entry.quote = Quote{.channel = ChannelId(9), .message = MessageId(8700)};
    Entry plain;
    plain.text = u"hi"_s;
    add(u"send"_s, SendMessage{ChannelId(7), clientId, plain, std::nullopt});
    add(u"send-everything"_s, SendMessage{ChannelId(7), clientId, entry, MessageId(8799)});
    add(u"edit"_s, EditMessage{ChannelId(7), clientId, MessageId(8800), plain});
    add(u"delete"_s, DeleteMessage{ChannelId(7), clientId, MessageId(8800)});
    add(u"react"_s, React{ChannelId(7), clientId, MessageId(8800), u"🎈"_s, true});
    add(u"react-remove"_s, React{ChannelId(7), clientId, MessageId(8800), u"🎈"_s, false});
    add(u"pin"_s, PinMessage{ChannelId(7), clientId, MessageId(8800), true});
    add(u"history"_s, History{ChannelId(7), std::nullopt, std::nullopt, 50, false});
    add(u"history-before"_s, History{ChannelId(7), Serial(4400), std::nullopt, 100, true});
    add(u"history-after"_s, History{ChannelId(7), std::nullopt, Serial(0), 1, false});
    add(u"read"_s, MarkRead{ChannelId(7), Serial(4414)});
    add(u"typing"_s, Typing{ChannelId(7)});
    add(u"channels"_s, ListChannels{true});
    add(u"create"_s,
        CreateChannel{clientId, ChannelKind::Channel, Visibility::Private, u"general"_s, u"All"_s, {}});
    add(u"create-direct"_s,
        CreateChannel{
            clientId, ChannelKind::Direct, Visibility::Private, {}, {}, {PersonId(42), PersonId(43)}});
    add(u"join"_s, JoinChannel{clientId, ChannelId(7), {}});
    add(u"join-by-name"_s, JoinChannel{clientId, ChannelId(), u"general"_s});
    add(u"leave"_s, LeaveChannel{clientId, ChannelId(7)});
    add(u"member"_s,
        ChangeMember{clientId, ChannelId(7), PersonId(42), MemberChange::RoleChanged, Role::Moderator});
    add(u"update"_s, UpdateChannel{clientId, ChannelId(7), u"new"_s, QString(u""_s), true});
    add(u"members"_s, ListMembers{ChannelId(7)});
    add(u"people"_s, FindPeople{u"an"_s, 20});
    add(u"search"_s, Search{u"from:anna \"opera house\""_s, ChannelId(7), noon, 20, MessageId(8800)});
    add(u"draft"_s, SaveDraft{ChannelId(7), QString(u""_s)});
    add(u"create-described"_s, CreateChannel{.clientId = clientId,
                                             .kind = ChannelKind::Group,
                                             .visibility = Visibility::Private,
                                             .name = {},
                                             .topic = {},
                                             .people = {PersonId(42)},
                                             .description = u"Who comes on Sunday"_s});
    add(u"member-mute"_s,
        ChangeMember{clientId, ChannelId(7), PersonId(42), MemberChange::Muted, Role::Member, noon, true});
    add(u"member-invite"_s,
        ChangeMember{clientId, ChannelId(7), PersonId(42), MemberChange::Invited, Role::Member, 0, false});
    add(u"update-rules"_s, UpdateChannel{.clientId = clientId,
                                         .channel = ChannelId(7),
                                         .name = {},
                                         .topic = {},
                                         .archived = {},
                                         .description = u"About"_s,
                                         .slowMode = 0,
                                         .retention = 86'400,
                                         .metadata = QJsonObject()});
    add(u"members-banned"_s, ListMembers{ChannelId(7), true});
    add(u"thread"_s, Thread{ChannelId(7), MessageId(8800), Serial(4400), 20});
    add(u"versions"_s, ListVersions{ChannelId(7), MessageId(8800), Serial(4400), 20});
    add(u"pins"_s, ListPins{ChannelId(7)});
    add(u"save"_s, SaveMessage{ChannelId(7), MessageId(8800), true});
    add(u"saved"_s, ListSaved{noon, 20});
    add(u"schedule"_s, ScheduleMessage{ChannelId(7), clientId, noon, plain, MessageId(8799)});
    add(u"remind"_s, Remind{clientId, noon, ChannelId(7), MessageId(8800), u"answer this"_s});
    add(u"remind-words"_s, Remind{.clientId = clientId, .at = noon, .text = u"water the garden"_s});
    add(u"unplan"_s, DropPlan{PlanId(61)});
    add(u"planned"_s, ListPlans{});
    add(u"keywords"_s, SetKeywords{{u"parlor"_s, u"red car"_s}});
    add(u"settings"_s, SetSettings{{{u"theme"_s, u"dark"_s}}});
    add(u"notify"_s, SetNotifications{ChannelId(7), Notifications::Nothing});
    add(u"mark-unread"_s, MarkUnread{ChannelId(7), true});
    add(u"presence"_s, SetPresence{{{u"status"_s, u"cooking"_s}}});
    add(u"private"_s, ReadPrivate{});
    add(u"erase"_s, ErasePerson{clientId, PersonId(42), true});
    add(u"ack"_s, Acknowledge{{{ChannelId(7), Serial(4414)}, {ChannelId(9), Serial(120)}}});
    add(u"receipts"_s, ListReceipts{ChannelId(7)});
    UpdateChannel rights{
        .clientId = clientId, .channel = ChannelId(7), .name = {}, .topic = {}, .archived = {}};
    rights.rights.emplace().decide(Role::Member, ChannelRight::Publish, false);
    rights.rights->decide(Role::Guest, ChannelRight::MentionAll, true);
    add(u"update-rights"_s, rights);
    return requests;
}

QList<NamedFrame> sampleFrames() {
    QList<NamedFrame> frames;
    const auto add = [&frames](const QString& name, Frame frame) { frames.append({name, std::move(frame)}); };
    add(u"welcome"_s, Welcome{.session = SessionId(5),
                              .person = samplePerson(),
                              .epoch = epoch,
                              .serverName = u"Home"_s,
                              .serverTime = noon,
                              .pingMs = 25'000,
                              .limits = ServerLimits(),
                              .personSerial = Serial(815),
                              .personResume = Resume::Reset,
                              .channels = {sampleState()},
                              .people = {samplePerson()},
                              .more = true});
    add(u"events"_s, Events{ChannelId(7), epoch, sampleEvents()});
    add(u"person-events"_s, PersonEvents{epoch, samplePersonEvents()});
    add(u"positions"_s, Positions{{{ChannelId(7), Serial(4414)}, {ChannelId(9), Serial(120)}}, Serial(815)});
    add(u"typing"_s, TypingNotice{ChannelId(7), PersonId(42)});
    add(u"presence"_s, PresenceNotice{PersonId(42), true});
    add(u"presence-data"_s, PresenceNotice{PersonId(42), true, {{u"status"_s, u"cooking"_s}}});
    add(u"bye"_s, Bye{4001, true, 1'700});
    add(u"ok"_s, Reply{41, Done{}});
    add(u"ok-committed"_s,
        Reply{41, Committed{clientId, MessageId(8801), Serial(4415), noon, true, u"h*"_s}});
    add(u"ok-history"_s, Reply{42, HistoryPage{ChannelId(7), epoch, sampleEvents(), {samplePerson()}, true}});
    add(u"ok-channels"_s, Reply{43, ChannelList{{sampleState()}, {samplePerson()}, false}});
    add(u"ok-members"_s,
        Reply{44, MemberList{
                      ChannelId(7),
                      {{samplePerson(), Role::Owner, true, true, noon, noon, {{u"status"_s, u"cooking"_s}}}},
                      false}});
    add(u"ok-people"_s, Reply{45, PeopleList{{samplePerson()}, true}});
    add(u"ok-search"_s,
        Reply{46, SearchPage{{{ChannelId(7), sampleEvents().first(), u"\uE000hi\uE001"_s}}, false}});
    ScheduledMessage failed{.id = PlanId(61), .channel = ChannelId(7), .at = noon, .entry = sampleEntry()};
    failed.replyTo = MessageId(8799);
    failed.failed = ErrorCode::Archived;
    add(u"ok-planned"_s, Reply{47, PlanList{{failed}, {sampleReminder()}, false}});
    add(u"ok-private"_s,
        Reply{48,
              PrivateState{{u"parlor"_s}, {{u"theme"_s, u"dark"_s}}, {{ChannelId(7), u"half a"_s}}, false}});
    const Receipts receipts{
        ChannelId(7), {{PersonId(42), Serial(4414), Serial(4400)}, {PersonId(43), Serial(12), Serial()}}};
    add(u"receipts"_s, receipts);
    add(u"ok-receipts"_s, Reply{49, receipts});
    add(u"err"_s, Refusal{47, ErrorCode::RateLimited, true, 900, clientId});
    add(u"err-unreadable"_s, Refusal{0, ErrorCode::BadFrame, false, 0, {}});
    return frames;
}

} // namespace parlor::test
