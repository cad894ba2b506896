#include "client/models/channellistmodel.h"
#include "client/models/timelinemodel.h"
#include "client/ui/chat/channeldelegate.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/rowlayout.h"
#include "client/ui/chat/rowpainter.h"
#include "client/ui/chat/sendsheet.h"
#include "client/ui/widgets/segment.h"
#include "tests/gui/golden/flatpictures.h"
#include "tests/gui/golden/goldencase.h"
#include "tests/gui/support/democonversation.h"

#include <QFile>
#include <QPainter>
#include <QTemporaryDir>

namespace parlor::client::golden {

namespace {

constexpr int listWidth = 280;
constexpr int timelineWidth = 640;
const QDate today(2026, 5, 12);

ChannelRow direct(const QString& name) {
    ChannelRow row;
    row.key = u"c"_qs;
    row.channel = ChannelId(4);
    row.name = name;
    row.direct = true;
    row.person = PersonId(5);
    row.online = Online::Yes;
    row.preview = Preview::Message;
    row.previewText = u"Can you send the original?"_qs;
    row.time = demo::demoTime(12, 9, 28);
    return row;
}

QImage rowShot(const ChannelRow& row, QStyle::State state = {}) {
    ChannelListModel model;
    model.setRows({row});
    ChannelDelegate delegate;
    delegate.setNow(demo::demoNow());
    FlatPictures pictures;
    delegate.setPictures(&pictures);
    const int height = delegate.sizeHint({}, model.index(0)).height();
    Stage stage(QSize(listWidth, height), [&](QPainter& painter, const QWidget& widget) {
        painter.fillRect(widget.rect(), theme().colour(Colour::Sunken));
        QStyleOptionViewItem option;
        option.rect = widget.rect();
        option.widget = &widget;
        option.state = state | QStyle::State_Enabled | QStyle::State_Active;
        delegate.paint(&painter, option, model.index(0));
    });
    return shot(stage);
}

TimelineItem said(int id, PersonId author, const QString& name, const QString& text) {
    TimelineItem item;
    item.key = u"m%1"_qs.arg(id);
    item.message = MessageId(id);
    item.serial = Serial(id);
    item.author = author;
    item.authorName = name;
    item.time = demo::demoTime(12, 9, id);
    item.text = text;
    return item;
}

QImage rowsShot(QList<TimelineItem> items) {
    joinNeighbours(items, {});
    items[0].startsDay = false;
    std::vector<RowLayout> rows;
    double height = 0;
    for (const TimelineItem& item : items) {
        rows.push_back(layOutRow(item, {timelineWidth, false, today}, theme()));
        height += rows.back().height;
    }
    FlatPictures pictures;
    Stage stage(
        QSize(timelineWidth, static_cast<int>(height) + 8), [&](QPainter& painter, const QWidget& widget) {
            painter.fillRect(widget.rect(), theme().colour(Colour::Surface));
            RowLook look;
            look.today = today;
            look.face = [](PersonId person, const QString& name) {
                Face face;
                face.id = person.value();
                face.name = name;
                return face;
            };
            look.thumb = [&](const PhotoReference& photo) { return pictures.picture(photo, QSize(72, 72)); };
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const TimelineItem& item = items.at(static_cast<qsizetype>(i));
                look.tile = [&](const RowBox& box) {
                    return TileLook{{},
                                    pictures.picture(item.photos.at(box.index),
                                                     (box.rect.size() * widget.devicePixelRatioF()).toSize()),
                                    1};
                };
                paintRow(painter, item, rows.at(i), look);
                painter.translate(0, rows.at(i).height);
            }
        });
    return shot(stage);
}

} // namespace

TEST_P(Golden, ListRow) {
    const ChannelRow plain = direct(u"Ada Bergström"_qs);
    expectGolden(u"row-plain"_qs, rowShot(plain));
    expectGolden(u"row-hovered"_qs, rowShot(plain, QStyle::State_MouseOver));
    expectGolden(u"row-chosen"_qs, rowShot(plain, QStyle::State_Selected));
    ChannelRow dot = plain;
    dot.unread = 1;
    expectGolden(u"row-unread"_qs, rowShot(dot));
    ChannelRow counted = dot;
    counted.unread = 128;
    counted.counts = true;
    counted.direct = false;
    counted.picture = demo::demoPhoto(3, 1000, 1000);
    counted.previewAuthor = u"Noor"_qs;
    counted.previewPhoto = demo::demoPhoto(4, 1500, 1000);
    expectGolden(u"row-counted"_qs, rowShot(counted));
    ChannelRow muted = counted;
    muted.muted = true;
    expectGolden(u"row-muted"_qs, rowShot(muted));
    ChannelRow draft = plain;
    draft.preview = Preview::Draft;
    draft.previewText = u"I finally finished chapter nine of it"_qs;
    draft.online = Online::No;
    expectGolden(u"row-draft"_qs, rowShot(draft));
    ChannelRow failed = plain;
    failed.preview = Preview::Failed;
    expectGolden(u"row-failed"_qs, rowShot(failed));
}

// A state has two signs: each has a shape of its own.
TEST_P(Golden, Ticks) {
    QList<TimelineItem> items;
    const std::pair<Delivery, const char*> states[] = {
        {Delivery::Seen, "Read by everybody"}, {Delivery::Delivered, "On their devices"},
        {Delivery::Sent, "On the server"},     {Delivery::Sending, "On its way"},
        {Delivery::Waiting, "Later"},          {Delivery::Pending, "Just now"}};
    for (const auto& [delivery, text] : states) {
        items << said(static_cast<int>(items.size()) + 1, PersonId(2), u"You"_qs, QString::fromLatin1(text));
        items.last().own = true;
        items.last().delivery = delivery;
    }
    expectGolden(u"bubble-ticks"_qs, rowsShot(items));
}

TEST_P(Golden, BubbleGroup) {
    const PersonId bo(6), ada(9), you(2);
    expectGolden(u"bubble-one"_qs, rowsShot({said(1, bo, u"Bo Lindqvist"_qs, u"Where are you two?"_qs)}));
    expectGolden(
        u"bubble-group"_qs,
        rowsShot({said(1, ada, u"Ada Bergström"_qs, u"Morning! Who is up for the ridge path on Saturday?"_qs),
                  said(2, ada, u"Ada Bergström"_qs,
                       u"Forecast says dry until four, then rain from the west and a wind that we would "
                       u"rather look at from inside, with tea."_qs),
                  said(3, ada, u"Ada Bergström"_qs, u"So?"_qs)}));
    TimelineItem first = said(1, you, u"You"_qs, u"Count me in. I can bring the big tripod."_qs);
    TimelineItem second = said(2, you, u"You"_qs, u"See you at the bridge at eight?"_qs);
    TimelineItem third = said(3, you, u"You"_qs, u"And the flask"_qs);
    first.own = second.own = third.own = true;
    first.delivery = Delivery::Seen;
    second.delivery = Delivery::Sent;
    third.delivery = Delivery::Failed;
    third.message = {};
    third.failure = u"The server did not take it."_qs;
    expectGolden(u"bubble-own"_qs, rowsShot({first, second, third}));
    TimelineItem reply =
        said(4, bo, u"Bo Lindqvist"_qs, u"Lovely. I will do the sandwiches, Chiara has the car."_qs);
    reply.quote = QuoteLine{
        MessageId(1), ada, u"Ada Bergström"_qs, u"3 photos"_qs, demo::demoPhoto(9, 1600, 1000), false};
    reply.edited = true;
    expectGolden(u"bubble-quote"_qs, rowsShot({reply, said(5, bo, u"Bo Lindqvist"_qs, u"Done."_qs)}));
}

TEST_P(Golden, Mosaic) {
    const QList<QSize> shapes{{1500, 1000}, {1000, 1500}, {1600, 900},  {1000, 1000}, {1500, 1000},
                              {900, 1600},  {3000, 1000}, {1333, 1000}, {1000, 1333}, {1500, 1000}};
    TimelineItem item = said(1, PersonId(9), u"Ada Bergström"_qs, {});
    for (int count = 1; count <= 10; ++count) {
        item.photos.append(
            demo::demoPhoto(count, shapes.at(count - 1).width(), shapes.at(count - 1).height()));
        expectGolden(u"mosaic-%1"_qs.arg(count, 2, 10, QLatin1Char('0')), rowsShot({item}));
    }
}

TEST_P(Golden, SendSheet) {
    const QTemporaryDir dir;
    QStringList files;
    for (const int megabytes : {12, 9, 14, 11, 12}) {
        QFile file(dir.filePath(u"%1.jpg"_qs.arg(files.size())));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly) && file.resize(megabytes * 1'000'000));
        files << file.fileName();
    }
    FlatPictures pictures;
    QWidget window;
    window.resize(660, 700);
    auto* sheet = new client::SendSheet(u"Weekend hikes"_qs, files, &pictures, &window);
    sheet->open();
    sheet->findChild<Segment*>()->setCurrent(0);
    QCoreApplication::processEvents();
    expectGolden(u"send-sheet"_qs, shot(window));
}

TEST_P(Golden, Composer) {
    FlatPictures pictures;
    const auto made = [&](const std::function<void(Composer&)>& prepare) {
        QWidget window;
        window.resize(timelineWidth, 240);
        Composer composer(&window);
        composer.setPictures(&pictures);
        composer.setPlaceholder(u"Message Weekend hikes"_qs);
        composer.resize(timelineWidth, composer.height());
        window.show();
        QApplication::setActiveWindow(&window);
        prepare(composer);
        QCoreApplication::processEvents();
        return composer.grab().toImage();
    };
    expectGolden(u"composer-empty"_qs, made([](Composer&) {}));
    expectGolden(u"composer-lines"_qs, made([](Composer& composer) {
                     composer.setText(
                         u"And bring the flask, Bo.\nThe ridge is windy, and the bridge is not."_qs);
                     composer.focusText();
                 }));
    expectGolden(u"composer-reply"_qs, made([](Composer& composer) {
                     composer.setText(u"Yes"_qs);
                     composer.startReply({MessageId(1), PersonId(9), u"Ada Bergström"_qs, u"3 photos"_qs,
                                          demo::demoPhoto(9, 1600, 1000), false});
                 }));
}

INSTANTIATE_TEST_SUITE_P(Themes, Golden,
                         ::testing::Values(ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast),
                         [](const auto& shown) { return nameOf(shown.param).toStdString(); });

} // namespace parlor::client::golden
