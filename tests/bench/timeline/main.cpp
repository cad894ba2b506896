// bench_timeline FILE.json SECONDS MESSAGES...: frame times of the messages of a channel, see timeline.sh.
#include "client/models/timelinefeed.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"
#include "tests/bench/frames/framereport.h"
#include "tests/gui/support/democonversation.h"
#include "tests/gui/support/demopictures.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLocale>
#include <QScrollBar>

#include <cstdio>

using namespace parlor;
using namespace parlor::bench;
using namespace parlor::client;

namespace {

constexpr QSize window(1096, 760);
constexpr double frameWanted = 6;
constexpr double switchWanted = 50;
constexpr int arrivals = 200;

constexpr ChannelId room(1);
constexpr int people = 5;

Event message(int i) {
    MessagePosted body;
    body.entry.text = QString(u"Message %1 of a long walk, "_qs.arg(i)).repeated(1 + (i * 7) % 11);
    if (i % 29 == 0)
        body.entry.photos = {demo::demoPhoto(i % 97 + 1, 1500, 1000),
                             demo::demoPhoto(i % 97 + 2, 1000, 1500)};
    Event event;
    event.message = MessageId(i);
    event.serial = Serial(i);
    event.author = PersonId((i / 3) % people + 1);
    event.time = demo::demoTime(1, 8, 0) + i * 47'000LL;
    event.body = body;
    return event;
}

/// A conversation of so many messages, all of them loaded.
void fill(State& state, int count) {
    QList<Person> all;
    for (int i = 1; i <= people; ++i) {
        Person person;
        person.id = PersonId(i);
        person.name = u"Person %1"_qs.arg(i);
        all << person;
    }
    state.apply(PeopleSeen{all});
    ChannelState channel;
    channel.channel.id = room;
    channel.channel.name = u"Walks"_qs;
    channel.member = true;
    channel.memberCount = people;
    state.apply(ChannelsSeen{{channel}, true});
    QList<Event> events;
    events.reserve(count);
    for (int i = 1; i <= count; ++i)
        events << message(i);
    state.apply(PageLoaded{room, {Serial(1), Serial(count)}, events, true, true, true});
    QCoreApplication::processEvents();
}

void measure(FrameReport& report, int count, double seconds) {
    const auto name = [count](const QString& work) { return u"%1, %2 messages"_qs.arg(work).arg(count); };
    State state;
    fill(state, count);
    demo::DemoPictures pictures;
    TimelineFeed feed(state);
    TimelineView view;
    view.setPictures(&pictures);
    view.setToday(QDate(2026, 5, 12));
    view.resize(window);
    view.show();
    QCoreApplication::processEvents();
    QElapsedTimer wall;
    wall.start();
    feed.open(room);
    view.setModel(feed.model());
    view.viewport()->repaint();
    report.addValue(name(u"shown after a switch"_qs), static_cast<double>(wall.nsecsElapsed()) / 1e6,
                    u"ms"_qs, count <= 200 ? switchWanted : 0);
    feed.hold(true); // as one who reads further up
    FrameMeter meter(view.viewport());
    std::vector<double> frames;
    QScrollBar* bar = view.verticalScrollBar();
    double speed = 0;
    for (int i = 0; i < static_cast<int>(seconds * 60); ++i) {
        if (i % 200 == 0)
            speed = 6'000;
        speed *= 0.985;
        frames.push_back(meter.frame([&] { bar->setValue(bar->value() - static_cast<int>(speed / 60)); }));
    }
    report.addFrames(name(u"fling up through new ground"_qs), summarised(frames), frameWanted);
    frames.clear();
    for (int i = 0; i < static_cast<int>(seconds * 60); ++i)
        frames.push_back(meter.frame([&] { bar->setValue(bar->value() + 40); }));
    report.addFrames(name(u"scroll back"_qs), summarised(frames), frameWanted);
    frames.clear();
    int next = count;
    const auto come = [&] { state.apply(EventsApplied{room, {message(++next)}, true}); };
    for (int i = 0; i < arrivals; ++i)
        frames.push_back(meter.frame(come));
    report.addFrames(name(u"a message comes, further up"_qs), summarised(frames), frameWanted);
    frames.clear();
    view.goToBottom();
    for (int i = 0; i < arrivals; ++i)
        frames.push_back(meter.frame(come));
    report.addFrames(name(u"a message comes, at the bottom"_qs), summarised(frames), frameWanted);
    report.addValue(name(u"resident after all that"_qs), residentMb(), u"MB"_qs, 0);
}

} // namespace

int main(int argc, char** argv) {
    const QApplication app(argc, argv);
    if (argc < 4) {
        std::fputs("Usage: bench_timeline FILE.json SECONDS MESSAGES...\n", stderr);
        return 64;
    }
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    Appearance appearance;
    appearance.setChoice(ThemeChoice::Light);
    new FocusVisible(qApp);
    FrameReport report(u"timeline"_qs);
    for (int i = 3; i < argc; ++i)
        measure(report, QByteArray(argv[i]).toInt(), QByteArray(argv[2]).toDouble());
    return report.write(QString::fromLocal8Bit(argv[1])) ? 0 : 73;
}
