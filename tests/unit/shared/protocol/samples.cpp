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
            .createdBy = PersonId(41)};
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
            .people = {PersonId(41), PersonId(42)}};
}

PhotoReference sampleReference() {
    return {.id = PhotoId(9001),
            .width = 4032,
            .height = 3024,
            .placeholder = QByteArray::fromHex("1fe70d35827787907708887887780778708887"),
            .thumbHash = u"00112233445566ff"_s,
            .viewHash = u"ffeeddccbbaa9988"_s};
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
    photo.placeholder = sampleReference().placeholder;
    photo.renderings = {{RenderingKind::Thumb, u"00112233445566ff"_s, 400, 300, 21'000},
                        {RenderingKind::View, u"ffeeddccbbaa9988"_s, 2048, 1536, 410'000}};
    photo.favourite = true;
    photo.archived = true;
    photo.trashed = true;
    photo.caption = u"Opera"_s;
    photo.rotation = 90;
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
            .mentionsAll = true};
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
    add(MessagePosted{sampleEntry(), MessageId(8799)});
    add(MessageEdited{plain});
    add(MessageDeleted{});
    add(ReactionChanged{u"👍🏽"_s, true});
    add(ReactionChanged{u"👍🏽"_s, false});
    add(PinChanged{true});
    add(PinChanged{false});
    for (const auto change :
         {MemberChange::Joined, MemberChange::Left, MemberChange::Removed, MemberChange::Banned,
          MemberChange::Unbanned, MemberChange::Muted, MemberChange::Unmuted, MemberChange::RoleChanged})
        add(MemberChanged{samplePerson(), change, Role::Guest});
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

QList<PersonEvent> samplePersonEvents() {
    QList<PersonEvent> events;
    const auto add = [&events](PersonEventBody body) {
        events.append(PersonEvent{Serial(815 + events.size()), noon, std::move(body)});
    };
    add(ChannelJoined{sampleState()});
    add(ChannelLeft{ChannelId(7)});
    add(ReadMoved{ChannelId(7), Serial(4414), 3, 1});
    add(DraftChanged{ChannelId(7), u"half a"_s});
    add(DraftChanged{ChannelId(7), QString()});
    add(LibraryPhotoChanged{samplePhoto()});
    add(LibraryPhotoRemoved{PhotoId(9001)});
    add(SettingsChanged{{{u"theme"_s, u"dark"_s}}});
    add(PersonEventSkipped{});
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
    add(u"search"_s, Search{u"from:anna \"opera house\""_s, ChannelId(7), noon, 20});
    add(u"draft"_s, SaveDraft{ChannelId(7), QString(u""_s)});
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
    add(u"bye"_s, Bye{4001, true, 1'700});
    add(u"ok"_s, Reply{41, Done{}});
    add(u"ok-committed"_s,
        Reply{41, Committed{clientId, MessageId(8801), Serial(4415), noon, true, u"h*"_s}});
    add(u"ok-history"_s, Reply{42, HistoryPage{ChannelId(7), epoch, sampleEvents(), {samplePerson()}, true}});
    add(u"ok-channels"_s, Reply{43, ChannelList{{sampleState()}, {samplePerson()}, false}});
    add(u"ok-members"_s,
        Reply{44, MemberList{ChannelId(7), {{samplePerson(), Role::Owner, true, true, noon}}, false}});
    add(u"ok-people"_s, Reply{45, PeopleList{{samplePerson()}, true}});
    add(u"ok-search"_s,
        Reply{46, SearchPage{{{ChannelId(7), sampleEvents().first(), u"\uE000hi\uE001"_s}}, false}});
    add(u"err"_s, Refusal{47, ErrorCode::RateLimited, true, 900, clientId});
    add(u"err-unreadable"_s, Refusal{0, ErrorCode::BadFrame, false, 0, {}});
    return frames;
}

} // namespace parlor::test
