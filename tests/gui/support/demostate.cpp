#include "tests/gui/support/demostate.h"

#include "tests/gui/support/democonversation.h"

namespace parlor::client::demo {

namespace {

Person person(PersonId id, const QString& name, const QString& displayName) {
    Person made;
    made.id = id;
    made.name = name;
    made.displayName = displayName;
    return made;
}

ChannelState channel(int id, ChannelKind kind, const QString& name, const QString& topic, qint64 unread) {
    ChannelState made;
    made.channel.id = ChannelId(id);
    made.channel.kind = kind;
    made.channel.name = name;
    made.channel.topic = topic;
    made.channel.createdAt = demoTime(1, 8, id);
    made.member = true;
    made.memberCount = 6;
    made.unread = unread;
    made.last = Serial(20);
    made.read = Serial(20 - unread);
    made.visibleFrom = Serial(1);
    return made;
}

MessagePosted& posted(Event& event) {
    return std::get<MessagePosted>(event.body);
}

PhotoReference photo(int id, int width, int height) {
    PhotoReference made = demoPhoto(id, width, height);
    made.thumbHash = u"00112233445566%1"_qs.arg(id, 2, 16, QChar(u'0'));
    return made;
}

} // namespace

Event messageAt(int serial, PersonId author, qint64 time, const QString& text) {
    Event event;
    event.serial = Serial(serial);
    event.message = MessageId(serial);
    event.author = author;
    event.time = time;
    MessagePosted body;
    body.entry.text = text;
    event.body = body;
    return event;
}

void fillState(State& state, int messages) {
    Account account;
    account.server.url = QUrl(u"https://parlor.example.org"_qs);
    account.serverName = u"Hollow Lane"_qs;
    account.session = SessionId(1);
    account.person = person(mira, u"mira"_qs, u"Mira Lindqvist"_qs);
    state.apply(AccountKnown{account});
    state.apply(PeopleSeen{
        {account.person, person(ada, u"ada"_qs, u"Ada Bergström"_qs),
         person(bo, u"bo"_qs, u"Bo Lindqvist"_qs), person(noor, u"noor"_qs, u"Grandma Noor"_qs),
         person(dev, u"dev"_qs, u"Dev Patel"_qs), person(chiara, u"chiara"_qs, u"Chiara Rossi"_qs)}});
    ChannelState toAda = channel(7, ChannelKind::Direct, {}, {}, 2);
    toAda.people = {mira, ada};
    ChannelState toNoor = channel(8, ChannelKind::Direct, {}, {}, 0);
    toNoor.people = {mira, noor};
    ChannelState family = channel(2, ChannelKind::Channel, u"Family"_qs, {}, 3);
    family.channel.visibility = Visibility::Private;
    family.channel.metadata = {{u"emoji"_qs, u"🏡"_qs}};
    ChannelState books = channel(3, ChannelKind::Channel, u"Book club"_qs, {}, 0);
    books.channel.metadata = {{u"emoji"_qs, u"📚"_qs}};
    ChannelState repairs = channel(4, ChannelKind::Channel, u"House & repairs"_qs, {}, 12);
    repairs.muted = true;
    repairs.notifications = Notifications::Nothing;
    const int earlier = std::max(0, messages - 9);
    ChannelState walks =
        channel(1, ChannelKind::Channel, u"Weekend hikes"_qs, u"Routes, dates and the best light"_qs, 0);
    walks.last = walks.read = Serial(earlier + 9);
    state.apply(ChannelsSeen{{walks, family, books, repairs, toAda, toNoor}, true});
    Connection connection;
    connection.state = Connectivity::Online;
    connection.since = demoNow();
    state.apply(ConnectionChanged{connection});
    state.apply(PresenceSeen{ada, true});
    state.apply(PresenceSeen{noor, true});

    QList<Event> events;
    for (int i = 1; i <= earlier; ++i)
        events << messageAt(i,
                            i % 3 == 0   ? mira
                            : i % 3 == 1 ? ada
                                         : bo,
                            demoTime(9, 8, 0) + i * 60'000LL, u"Message number %1 of a long walk."_qs.arg(i));
    int serial = earlier;
    events << messageAt(++serial, bo, demoTime(11, 17, 40), u"Where are you two?"_qs);
    events << messageAt(++serial, chiara, demoTime(11, 17, 52),
                        u"Down before dark. Straight from the camera:"_qs);
    events << messageAt(++serial, chiara, demoTime(11, 17, 53), {});
    posted(events.last()).entry.kind = EntryKind::Photos;
    posted(events.last()).entry.photos = {photo(13, 1500, 1000), photo(15, 1500, 1000), photo(14, 900, 1200),
                                          photo(16, 1500, 1000)};
    events << messageAt(++serial, ada, demoTime(12, 8, 41),
                        u"Derwentwater, five minutes before the rain found us."_qs);
    posted(events.last()).entry.kind = EntryKind::Photos;
    posted(events.last()).entry.photos = {photo(9, 1600, 1000), photo(10, 1600, 1000), photo(12, 1500, 1000)};
    posted(events.last()).reactions = {{u"❤️"_qs, {mira, bo, dev, noor}}, {u"😍"_qs, {chiara, bo}}};
    events << messageAt(++serial, bo, demoTime(12, 9, 2),
                        u"Morning! Who is up for the ridge path on Saturday?"_qs);
    const MessageId asked = events.last().message;
    events << messageAt(++serial, bo, demoTime(12, 9, 3), u"Forecast says dry until four."_qs);
    events << messageAt(++serial, dev, demoTime(12, 9, 20), u"Count me in. I can bring the big tripod."_qs);
    posted(events.last()).replyTo = asked;
    posted(events.last()).reactions = {{u"👍"_qs, {ada, bo, chiara}}, {u"🎉"_qs, {ada}}};
    events << messageAt(++serial, mira, demoTime(12, 9, 24),
                        u"Lovely. I will do the sandwiches, Chiara has the car."_qs);
    events << messageAt(++serial, mira, demoTime(12, 9, 25), u"See you at the bridge at eight?"_qs);
    state.apply(PageLoaded{hikes, {Serial(1), Serial(serial)}, events, true, true, true});
    for (const int id : {2, 3, 4, 7, 8}) {
        Event last = messageAt(20, id == 3 ? mira : noor, demoTime(12, 9, 12 - id),
                               u"Look who is awake early today"_qs);
        state.apply(LastMessageKnown{ChannelId(id), last});
    }
    state.apply(DraftSaved{ChannelId(3), u"I finally finished chapter nine"_qs});
}

} // namespace parlor::client::demo
