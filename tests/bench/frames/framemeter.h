#pragma once

#include <QObject>
#include <QWidget>

#include <functional>
#include <vector>

namespace parlor::bench {

/// CPU time of this thread so far, in ms.
double threadCpuMs();

/// Resident memory of this process, in MB, and the most it ever was.
double residentMb();
double peakResidentMb();

struct FrameTimes {
    double p50 = 0, p95 = 0, p99 = 0, most = 0; ///< ms of CPU on the interface thread
    int frames = 0;
    int late = 0; ///< took more than 16.6 ms
};

FrameTimes summarised(std::vector<double> frames);

/// Runs frames as a screen of 60 Hz would: input, events, one paint of the watched widget, then rest. What
/// the interface thread spends between two rests is a frame.
class FrameMeter final : public QObject {
    Q_OBJECT
public:
    explicit FrameMeter(QWidget* watched);

    /// One frame; returns its CPU time in ms. `rest`: sleeps until 1/60 s is over.
    double frame(const std::function<void()>& input, bool rest = true);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* m_watched;
    bool m_painted = false;
};

} // namespace parlor::bench
