#include "tests/gui/support/democonversation.h"

#include "client/models/timelinemodel.h"

#include <QDateTime>

namespace parlor::client::demo {

namespace {

/// People whose ids land on the colours of the pictures.
PersonId person(int index) {
    qint64 id = 1;
    for (;; ++id)
        if (colourIndexOf(id) == static_cast<std::size_t>(index))
            return PersonId(id);
}

const PersonId ada = person(0), farid = person(1), you = person(2), dev = person(3), noor = person(4),
               bo = person(5), elin = person(6), chiara = person(7);

ChannelRow section(const QString& key, const QString& name) {
    ChannelRow row;
    row.kind = ChannelRow::Kind::Section;
    row.key = key;
    row.name = name;
    return row;
}

ChannelRow chat(int id, const QString& name, Preview preview, const QString& author, const QString& text,
                qint64 time) {
    ChannelRow row;
    row.key = u"c%1"_qs.arg(id);
    row.channel = ChannelId(id);
    row.name = name;
    row.preview = preview;
    row.previewAuthor = author;
    row.previewText = text;
    row.time = time;
    return row;
}

ChannelRow direct(int id, PersonId who, const QString& name, Preview preview, const QString& author,
                  const QString& text, qint64 time, Online online) {
    ChannelRow row = chat(id, name, preview, author, text, time);
    row.direct = true;
    row.person = who;
    row.online = online;
    return row;
}

int s_serial = 0;

TimelineItem message(PersonId author, const QString& name, qint64 time, const QString& text) {
    TimelineItem item;
    ++s_serial;
    item.key = u"m%1"_qs.arg(s_serial);
    item.message = MessageId(s_serial);
    item.serial = Serial(s_serial);
    item.author = author;
    item.authorName = name;
    item.time = time;
    item.text = text;
    return item;
}

TimelineItem mine(qint64 time, const QString& text, Delivery delivery) {
    TimelineItem item = message(you, u"You"_qs, time, text);
    item.own = true;
    item.delivery = delivery;
    if (delivery == Delivery::Sending || delivery == Delivery::Waiting || delivery == Delivery::Failed)
        item.message = {};
    return item;
}

} // namespace

qint64 demoTime(int day, int hour, int minute) {
    return QDateTime(QDate(2026, 5, day), QTime(hour, minute)).toMSecsSinceEpoch();
}

qint64 demoNow() {
    return demoTime(12, 12, 5);
}

PhotoReference demoPhoto(int id, int width, int height) {
    PhotoReference photo;
    photo.id = PhotoId(id);
    photo.width = width;
    photo.height = height;
    return photo;
}

QList<ChannelRow> demoChannels() {
    QList<ChannelRow> rows;
    rows << section(u"s/channels"_qs, u"Channels"_qs);
    rows << chat(1, u"Weekend hikes"_qs, Preview::Typing, {}, u"Bo is typing…"_qs, demoTime(12, 9, 31));
    rows.last().picture = demoPhoto(2, 1500, 1000);
    rows << chat(2, u"Family"_qs, Preview::Message, u"Noor"_qs, u"Look who is awake early today"_qs,
                 demoTime(12, 9, 12));
    rows.last().emoji = u"🏡"_qs;
    rows.last().unread = 3;
    rows.last().counts = true;
    rows << chat(3, u"Kitchen garden"_qs, Preview::Message, u"Elin"_qs, u"First marigold of the year"_qs,
                 demoTime(12, 8, 47));
    rows.last().picture = demoPhoto(8, 1000, 1000);
    rows.last().unread = 1;
    rows << chat(4, u"Book club"_qs, Preview::Draft, {}, u"I finally finished chapter nine"_qs,
                 demoTime(11, 20, 0));
    rows.last().emoji = u"📚"_qs;
    rows << chat(5, u"House & repairs"_qs, Preview::Message, u"Farid"_qs, u"The plumber comes on Thursday"_qs,
                 demoTime(10, 12, 0));
    rows.last().emoji = u"🔧"_qs;
    rows.last().muted = true;
    rows.last().unread = 12;
    rows.last().counts = true;
    rows << section(u"s/direct"_qs, u"Direct messages"_qs);
    rows << direct(11, ada, u"Ada Bergström"_qs, Preview::Message, {}, u"Can you send the original?"_qs,
                   demoTime(12, 9, 28), Online::Yes);
    rows.last().unread = 2;
    rows.last().counts = true;
    rows << direct(12, noor, u"Grandma Noor"_qs, Preview::Message, {}, u"2 photos"_qs, demoTime(12, 8, 15),
                   Online::Yes);
    rows.last().previewPhoto = demoPhoto(4, 1000, 1000);
    rows << direct(13, bo, u"Bo Lindqvist"_qs, Preview::Message, u"You"_qs, u"Thanks, that was kind"_qs,
                   demoTime(11, 19, 0), Online::Yes);
    rows.last().ticks = Ticks::Seen;
    rows << direct(14, elin, u"Elin Haugen"_qs, Preview::Failed, {}, {}, demoTime(11, 18, 0), Online::No);
    rows << direct(15, farid, u"Farid Amini"_qs, Preview::Message, u"You"_qs, u"Happy birthday! 🎂"_qs,
                   demoTime(2, 9, 0), Online::No);
    return rows;
}

QList<TimelineItem> demoTimeline() {
    s_serial = 0;
    QList<TimelineItem> items;
    items << message(bo, u"Bo Lindqvist"_qs, demoTime(11, 17, 40), u"Where are you two?"_qs);
    items << message(chiara, u"Chiara Rossi"_qs, demoTime(11, 17, 52),
                     u"Down before dark. Straight from the camera:"_qs);
    items << message(chiara, u"Chiara Rossi"_qs, demoTime(11, 17, 53), {});
    items.last().photos = {demoPhoto(2, 1500, 1000), demoPhoto(5, 1500, 1000), demoPhoto(3, 900, 1200),
                           demoPhoto(7, 1500, 1000), demoPhoto(8, 1600, 900)};
    items.last().reactions = {{u"🏔️"_qs, 5, true, {}}, {u"❤️"_qs, 3, false, {}}, {u"👏"_qs, 2, false, {}}};
    items << message(ada, u"Ada Bergström"_qs, demoTime(12, 8, 41),
                     u"Derwentwater, five minutes before the rain found us."_qs);
    items.last().photos = {demoPhoto(0 + 9, 1600, 1000), demoPhoto(1, 1600, 1000), demoPhoto(4, 1500, 1000)};
    items.last().reactions = {{u"❤️"_qs, 4, true, {}}, {u"😍"_qs, 2, false, {}}};
    items << message(bo, u"Bo Lindqvist"_qs, demoTime(12, 9, 2),
                     u"Morning! Who is up for the ridge path on Saturday?"_qs);
    items << message(bo, u"Bo Lindqvist"_qs, demoTime(12, 9, 3), u"Forecast says dry until four."_qs);
    const Serial firstUnread(s_serial + 1);
    items << message(dev, u"Dev Patel"_qs, demoTime(12, 9, 20),
                     u"Count me in. I can bring the big tripod."_qs);
    items.last().quote =
        QuoteLine{MessageId(5), bo,   u"Bo Lindqvist"_qs, u"Who is up for the ridge path on Saturday?"_qs,
                  std::nullopt, false};
    items.last().reactions = {{u"👍"_qs, 3, false, {}}, {u"🎉"_qs, 1, false, {}}};
    items << mine(demoTime(12, 9, 24), u"Lovely. I will do the sandwiches, Chiara has the car."_qs,
                  Delivery::Seen);
    items << mine(demoTime(12, 9, 25), u"See you at the bridge at eight?"_qs, Delivery::Sending);
    joinNeighbours(items, firstUnread);
    return items;
}

QList<TimelineItem> demoShapes() {
    s_serial = 100;
    QList<TimelineItem> items;
    items << message(noor, u"Grandma Noor"_qs, demoTime(11, 16, 2), {});
    items.last().photos = {demoPhoto(6, 1600, 900)};
    items << message(chiara, u"Chiara Rossi"_qs, demoTime(11, 17, 52),
                     u"One bubble starts a group: avatar, name and time once."_qs);
    items << message(chiara, u"Chiara Rossi"_qs, demoTime(11, 17, 53),
                     u"The next ones join it, 2 px apart, with 4 px corners on the joined side."_qs);
    items << message(chiara, u"Chiara Rossi"_qs, demoTime(11, 17, 54),
                     u"A caption closes the photos it belongs to."_qs);
    items.last().photos = {demoPhoto(2, 1500, 1000), demoPhoto(5, 1500, 1000), demoPhoto(3, 900, 1200),
                           demoPhoto(7, 1500, 1000), demoPhoto(8, 1600, 900)};
    items.last().reactions = {{u"🏔️"_qs, 5, true, {}}, {u"❤️"_qs, 3, false, {}}, {u"👏"_qs, 2, false, {}}};
    items << message(dev, u"Dev Patel"_qs, demoTime(12, 9, 20),
                     u"That sky! Where did you stand for the second one?"_qs);
    items.last().quote =
        QuoteLine{MessageId(5), ada, u"Ada Bergström"_qs, u"3 photos"_qs, demoPhoto(9, 1600, 1000), false};
    items << message(
        elin, u"Elin Haugen"_qs, demoTime(12, 9, 22),
        u"Route and packing list: https://walks.example.org/ridge. @Mira could you bring the stove?"_qs);
    items.last().mentions = {u"Mira"_qs};
    items.last().edited = true;
    items << mine(demoTime(12, 9, 24), u"Sent, seen by somebody: double tick."_qs, Delivery::Seen);
    items << mine(demoTime(12, 9, 24), u"Sent: one tick."_qs, Delivery::Sent);
    items << mine(demoTime(12, 9, 25), u"Pending: clock, shown after 500 ms."_qs, Delivery::Sending);
    items << mine(demoTime(12, 9, 25), {}, Delivery::Sending);
    items.last().photos = {demoPhoto(10, 1200, 800)};
    items.last().progress = 0.62;
    items << mine(demoTime(12, 9, 26), u"Failed: the words stay, the two ways out stand below."_qs,
                  Delivery::Failed);
    items.last().failure = u"Not sent. The server could not be reached."_qs;
    items << message(ada, u"Ada Bergström"_qs, demoTime(12, 9, 30), u"🎉👍"_qs);
    items << message(ada, u"Ada Bergström"_qs, demoTime(12, 9, 31), {});
    items.last().deleted = true;
    joinNeighbours(items, {});
    return items;
}

Details demoDetails() {
    Details details;
    details.face.person = false;
    details.face.picture = {};
    details.name = u"Weekend hikes"_qs;
    details.topic = u"Routes, dates and the best light"_qs;
    for (const int id : {9, 1, 4, 2, 5, 3, 7, 8, 6})
        details.photos << demoPhoto(id, 1500, 1000);
    details.photoCount = 214;
    details.members = {{you, u"Mira Lindqvist"_qs, u"Owner"_qs, true, Online::Yes},
                       {ada, u"Ada Bergström"_qs, {}, false, Online::Yes},
                       {bo, u"Bo Lindqvist"_qs, {}, false, Online::Yes},
                       {chiara, u"Chiara Rossi"_qs, {}, false, Online::Yes},
                       {dev, u"Dev Patel"_qs, {}, false, Online::No},
                       {elin, u"Elin Haugen"_qs, {}, false, Online::No}};
    details.memberCount = 6;
    return details;
}

} // namespace parlor::client::demo
