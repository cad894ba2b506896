#include "client/models/videolengths.h"

#include <algorithm>

namespace parlor::client {

namespace {
constexpr qsizetype atOnce = 2;
constexpr qsizetype mostWanted = 60; // what was flung past is not asked for any more
} // namespace

VideoLengths::VideoLengths(Ask ask, QObject* parent) : QObject(parent), m_ask(std::move(ask)) {}

std::int64_t VideoLengths::of(PhotoId video) {
    if (const auto known = m_known.constFind(video); known != m_known.cend())
        return *known;
    if (!m_asked.contains(video)) {
        m_wanted.removeOne(video);
        m_wanted.append(video);
        if (m_wanted.size() > mostWanted)
            m_wanted.removeFirst();
        askNext();
    }
    return 0;
}

void VideoLengths::answer(PhotoId video, std::int64_t ms) {
    m_asked.remove(video);
    m_known.insert(video, std::max<std::int64_t>(0, ms));
    if (ms > 0)
        Q_EMIT known(video);
    askNext();
}

void VideoLengths::failed(PhotoId video) {
    m_asked.remove(video);
    askNext();
}

void VideoLengths::askNext() {
    while (m_asked.size() < atOnce && !m_wanted.isEmpty()) {
        const PhotoId next = m_wanted.takeLast();
        m_asked.insert(next);
        m_ask(next);
    }
}

} // namespace parlor::client
