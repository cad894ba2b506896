// bench_gallery FILE.json SECONDS PHOTOS...: frame times, layout and memory of the grid, see gallery.sh.
#include "client/core/net/httpclient.h"
#include "client/core/net/workerthread.h"
#include "client/core/photos/diskimagestore.h"
#include "client/ui/gallery/gallerypage.h"
#include "client/ui/gallery/galleryview.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/widgets/storepictures.h"
#include "tests/bench/frames/framereport.h"
#include "tests/bench/gallery/stores.h"
#include "tests/bench/gallery/thumbfolder.h"
#include "tests/gui/support/demolibrary.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <cmath>
#include <cstdio>
#include <random>

using namespace parlor;
using namespace parlor::bench;
using namespace parlor::client;

namespace {

constexpr QSize window(1440, 900);
constexpr double frameWanted = 6;
constexpr std::size_t mostFrames = 2'000; ///< of one scroll, as a start
constexpr int realPictures = 100'000; ///< above, placeholders only: the folder would only get slower to make

/// Nobody is signed in: everything comes from the disk.
class NoTokens final : public TokenSource {
public:
    void accessToken(Answer answer) override { answer(fail(ErrorCode::NetworkFailed)); }

    void distrust(const QString&) override {}
};

class Bench {
public:
    Bench(FrameReport& report, int photos, double seconds, ImageStore& images, const QString& kind)
        : m_report(report),
          m_photos(photos),
          m_seconds(seconds),
          m_store(images),
          m_pictures(m_store),
          m_kind(kind) {}

    void run(bool real) {
        const LibraryColumns columns = demo::demoLibrary(m_photos);
        m_columnsMb = residentMb();
        QElapsedTimer wall;
        wall.start();
        m_model.setColumns(columns);
        m_page.resize(window);
        m_page.show();
        QCoreApplication::processEvents();
        while (!m_page.view()->viewport()->testAttribute(Qt::WA_WState_Created) && wall.elapsed() < 5'000)
            QCoreApplication::processEvents();
        m_page.view()->viewport()->repaint();
        m_report.addValue(name(u"first painted grid"_qs), static_cast<double>(wall.nsecsElapsed()) / 1e6,
                          u"ms"_qs, m_photos > 100'000 ? 800 : 400);
        layout();
        wheel();
        fling();
        drag();
        if (real)
            scrub();
        select();
        memory();
    }

private:
    [[nodiscard]] QString name(const QString& work) const {
        return u"%1, %2 %3"_qs.arg(work).arg(m_photos).arg(m_kind);
    }

    [[nodiscard]] GalleryView& view() { return *m_page.view(); }

    void layout() {
        std::vector<double> computed;
        computed.reserve(60);
        JustifiedLayout layout;
        JustifiedMetrics metrics = view().layout().metrics();
        for (int i = 0; i < 60; ++i) {
            metrics.width = 900 + i * 7;
            const double before = threadCpuMs();
            layout.compute(m_model.ratios(), m_model.days(), metrics);
            computed.push_back(threadCpuMs() - before);
        }
        std::sort(computed.begin(), computed.end());
        m_report.addValue(name(u"exact layout of all"_qs), computed.at(computed.size() / 2), u"ms"_qs,
                          m_photos > 100'000 ? 5 : 1, {{u"rows"_qs, static_cast<int>(layout.rows().size())}});
        FrameMeter meter(view().viewport());
        std::vector<double> frames;
        frames.reserve(mostFrames);
        view().scrollTo(view().layout().height() / 2);
        for (int i = 0; i < 90; ++i)
            frames.push_back(
                meter.frame([&] { m_page.resize(window.width() - 4 * std::abs(45 - i), window.height()); }));
        m_report.addFrames(name(u"resize, a frame each"_qs), summarised(frames), 0);
        m_page.resize(window);
    }

    void wheel() {
        FrameMeter meter(view().viewport());
        std::vector<double> frames;
        frames.reserve(mostFrames);
        view().scrollTo(view().layout().height() / 3);
        const QPointF at(600, 400);
        for (int i = 0; i < static_cast<int>(m_seconds * 60); ++i)
            frames.push_back(meter.frame([&] {
                if (i % 3 != 0)
                    return; // twenty notches a second
                QWheelEvent event(at, view().viewport()->mapToGlobal(at), {}, QPoint(0, -120), Qt::NoButton,
                                  Qt::NoModifier, Qt::NoScrollPhase, false);
                QCoreApplication::sendEvent(view().viewport(), &event);
            }));
        m_report.addFrames(name(u"wheel, 20 notches a second"_qs), summarised(frames), frameWanted);
    }

    /// From 9 000 px/s down, pushed again twice.
    void fling() {
        FrameMeter meter(view().viewport());
        std::vector<double> frames;
        frames.reserve(mostFrames);
        double y = static_cast<double>(view().layout().height()) * 0.2;
        double speed = 0;
        for (int i = 0; i < static_cast<int>(m_seconds * 60); ++i) {
            if (i % 200 == 0)
                speed = 9'000;
            speed *= 0.985;
            y += speed / 60;
            frames.push_back(meter.frame([&] { view().scrollTo(static_cast<std::int64_t>(y)); }));
        }
        const int left = m_store.open();
        m_report.addFrames(name(u"fling from 9 000 px/s"_qs), summarised(frames), frameWanted,
                           {{u"requests_left"_qs, left}});
    }

    /// The scrubber held and moved over all years: every frame shows other photos.
    void drag() {
        FrameMeter meter(view().viewport());
        std::vector<double> frames;
        frames.reserve(mostFrames);
        const int count = static_cast<int>(m_seconds * 60);
        for (int i = 0; i < count; ++i)
            frames.push_back(meter.frame([&] {
                const double share = 0.5 - 0.5 * std::cos(2 * M_PI * i / count);
                view().scrollTo(
                    static_cast<std::int64_t>(share * static_cast<double>(view().layout().height())));
            }));
        m_report.addFrames(name(u"scrubber dragged over all years"_qs), summarised(frames), frameWanted);
    }

    /// Tiles on screen, and how many of them have their picture.
    [[nodiscard]] std::pair<int, int> sharpOnScreen() {
        std::pair<int, int> counted;
        const auto& rows = view().layout().rows();
        for (auto i = static_cast<std::size_t>(view().layout().rowAt(view().top()));
             i < rows.size() && rows[i].y < view().top() + view().viewport()->height(); ++i)
            for (int photo = rows[i].first; photo < rows[i].first + rows[i].count; ++photo) {
                ++counted.first;
                counted.second +=
                    m_pictures.picture(m_model.referenceAt(photo), view().rectOf(photo).size()).isNull() ? 0
                                                                                                         : 1;
            }
        return counted;
    }

    /// Until everything that is on screen is sharp, after a jump.
    void scrub() {
        FrameMeter meter(view().viewport());
        std::mt19937 random(5);
        std::vector<double> ms;
        ms.reserve(mostFrames);
        int tiles = 0;
        int sharp = 0;
        const int askedBefore = m_store.asked;
        for (int i = 0; i < 60; ++i) {
            const std::int64_t y =
                static_cast<std::int64_t>(random()) % std::max<std::int64_t>(1, view().layout().height());
            QElapsedTimer wall;
            wall.start();
            meter.frame([&] { view().scrollTo(y); }, false);
            while (m_store.visibleOpen() > 0 && wall.elapsed() < 2'000)
                QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
            ms.push_back(static_cast<double>(wall.nsecsElapsed()) / 1e6);
            const auto counted = sharpOnScreen();
            tiles += counted.first;
            sharp += counted.second;
            while (m_store.open() > 0 && wall.elapsed() < 2'000)
                QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        }
        std::sort(ms.begin(), ms.end());
        m_report.addValue(name(u"jump until all is sharp, p95"_qs), ms.at(ms.size() * 95 / 100), u"ms"_qs, 60,
                          {{u"median"_qs, ms.at(ms.size() / 2)},
                           {u"tiles"_qs, tiles},
                           {u"sharp"_qs, sharp},
                           {u"requests"_qs, m_store.asked - askedBefore}});
        if (sharp < tiles)
            std::printf("    only %d of %d tiles were sharp\n", sharp, tiles);
    }

    /// Scrolling with everything chosen: tiles with rounded corners.
    void select() {
        FrameMeter meter(view().viewport());
        std::vector<double> frames;
        frames.reserve(mostFrames);
        view().scrollTo(view().layout().height() / 4);
        const double before = threadCpuMs();
        view().selection()->setRange(0, m_model.count(), true);
        const double all = threadCpuMs() - before;
        double y = static_cast<double>(view().top());
        for (int i = 0; i < static_cast<int>(m_seconds * 30); ++i)
            frames.push_back(meter.frame([&] { view().scrollTo(static_cast<std::int64_t>(y += 40)); }));
        m_report.addFrames(name(u"scrolling with all chosen"_qs), summarised(frames), frameWanted,
                           {{u"choose_all_ms"_qs, all}});
        view().selection()->clear();
    }

    void memory() {
        const double half = residentMb();
        FrameMeter meter(view().viewport());
        double y = 0;
        for (int i = 0; i < static_cast<int>(m_seconds * 60); ++i)
            meter.frame([&] { view().scrollTo(static_cast<std::int64_t>(y += 200)); });
        m_report.addValue(name(u"resident after all that"_qs), residentMb(), u"MB"_qs,
                          m_photos > 100'000 ? 550 : 450,
                          {{u"before_the_last_scroll"_qs, half}, {u"peak"_qs, peakResidentMb()}});
    }

    FrameReport& m_report;
    int m_photos;
    double m_seconds;
    CountingStore m_store;
    StorePictures m_pictures;
    QString m_kind;
    PhotoGridModel m_model;
    GalleryPage m_page{&m_model, &m_pictures};
    double m_columnsMb = 0;
};

/// The least that a frame could cost: the same number of pixels, cut to size already.
void limit(FrameReport& report) {
    class Blit final : public QWidget {
    public:
        std::vector<QPixmap> tiles;

    protected:
        void paintEvent(QPaintEvent*) override {
            QPainter painter(this);
            std::size_t i = 0;
            for (int y = 0; y < height(); y += 216)
                for (int x = 0; x < width(); x += 322)
                    painter.drawPixmap(x, y, tiles.at(i++ % tiles.size()));
        }
    };

    Blit blit;
    for (int i = 0; i < 40; ++i)
        blit.tiles.push_back(QPixmap::fromImage(demo::demoThumb(PhotoId(i * 7), 400).scaled(318, 212)));
    blit.resize(window);
    blit.show();
    FrameMeter meter(&blit);
    std::vector<double> frames;
    frames.reserve(mostFrames);
    for (int i = 0; i < 120; ++i)
        frames.push_back(meter.frame([&] { blit.update(); }));
    report.addFrames(u"limit: tiles cut to size, nothing else"_qs, summarised(frames), 0);
}

} // namespace

int main(int argc, char** argv) {
    const QApplication app(argc, argv);
    if (argc < 4) {
        std::fputs("Usage: bench_gallery FILE.json SECONDS PHOTOS...\n", stderr);
        return 64;
    }
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    Appearance appearance;
    appearance.setChoice(ThemeChoice::Light);
    new FocusVisible(qApp);
    FrameReport report(u"gallery"_qs);
    const double seconds = QByteArray(argv[2]).toDouble();
    limit(report);
    for (int i = 3; i < argc; ++i) {
        const int photos = QByteArray(argv[i]).toInt();
        if (photos <= realPictures) {
            const ThumbFolder folder(photos);
            QtExecutor executor;
            NoTokens tokens;
            WorkerThread network(u"network"_qs);
            HttpClient http(network, executor);
            Api api(http, tokens, executor);
            DiskImageStore store(api, executor, folder.path(), 1LL << 40);
            Bench(report, photos, seconds, store, u"with thumbs on disk"_qs).run(true);
        }
        SilentStore silent;
        Bench(report, photos, seconds, silent, u"placeholders"_qs).run(false);
    }
    return report.write(QString::fromLocal8Bit(argv[1])) ? 0 : 73;
}
