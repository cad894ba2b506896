#include "client/core/photos/uploadjob.h"

namespace parlor::client {

namespace {
constexpr double smoothing = 0.3;
constexpr std::int64_t measureMs = 200;
} // namespace

void UploadJob::startMeasuring() {
    m_rateBytes = transfer.sent;
    m_rateClock.start();
}

bool UploadJob::advance(std::int64_t sent) {
    if (sent <= transfer.sent || sent > facts.size)
        return false;
    transfer.sent = sent;
    if (const std::int64_t ms = m_rateClock.elapsed(); ms >= measureMs) {
        const double rate = static_cast<double>(sent - m_rateBytes) * 1000.0 / static_cast<double>(ms);
        transfer.rate = transfer.rate <= 0 ? rate : transfer.rate + smoothing * (rate - transfer.rate);
        m_rateBytes = sent;
        m_rateClock.restart();
    }
    return true;
}

void UploadJob::interrupt() {
    cancelled->store(true);
    cancelled = std::make_shared<std::atomic<bool>>(false);
    ++turn;
    busy = false;
    located = false;
    if (stage == Stage::Asking)
        stage = Stage::Ask;
}

void UploadJob::isThere(PhotoId photo, bool had) {
    transfer.photo = photo;
    transfer.had = had;
    transfer.sent = transfer.size;
    stage = Stage::Look;
}

} // namespace parlor::client
