#include "tests/bench/frames/framemeter.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QFile>
#include <QThread>

#include <algorithm>
#include <ctime>

namespace parlor::bench {

namespace {

constexpr qint64 frameNs = 1'000'000'000 / 60;
constexpr double lateMs = 16.6;

double statusMb(const char* name) {
    QFile file(u"/proc/self/status"_qs);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : file.readAll().split('\n'))
        if (line.startsWith(name))
            return line.mid(static_cast<qsizetype>(qstrlen(name))).simplified().split(' ').value(0).toDouble()
                   / 1024;
    return 0;
}

} // namespace

double threadCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double residentMb() {
    return statusMb("VmRSS:");
}

double peakResidentMb() {
    return statusMb("VmHWM:");
}

FrameTimes summarised(std::vector<double> frames) {
    FrameTimes times;
    if (frames.empty())
        return times;
    std::sort(frames.begin(), frames.end());
    const auto at = [&](double share) {
        return frames[static_cast<std::size_t>(share * static_cast<double>(frames.size() - 1))];
    };
    times = {at(0.5), at(0.95), at(0.99), frames.back(), static_cast<int>(frames.size()), 0};
    times.late =
        static_cast<int>(std::count_if(frames.begin(), frames.end(), [](double ms) { return ms > lateMs; }));
    return times;
}

FrameMeter::FrameMeter(QWidget* watched) : m_watched(watched) {
    m_watched->installEventFilter(this);
}

bool FrameMeter::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint)
        m_painted = true;
    return QObject::eventFilter(watched, event);
}

double FrameMeter::frame(const std::function<void()>& input, bool rest) {
    QElapsedTimer wall;
    wall.start();
    const double before = threadCpuMs();
    m_painted = false;
    input();
    QCoreApplication::processEvents();
    if (!m_painted)
        m_watched->repaint();
    const double spent = threadCpuMs() - before;
    if (const qint64 left = frameNs - wall.nsecsElapsed(); rest && left > 0)
        QThread::usleep(static_cast<unsigned long>(left / 1'000));
    return spent;
}

} // namespace parlor::bench
