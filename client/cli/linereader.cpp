#include "client/cli/linereader.h"

#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

namespace parlor::cli {

namespace {
constexpr std::size_t mostAhead = 256;
} // namespace

struct LineReader::Shared {
    std::mutex mutex;
    std::condition_variable room;
    std::deque<QByteArray> lines;
    bool ended = false;
    bool abandoned = false;
    Executor* executor = nullptr;
    std::function<void()> arrived;

    void tell() {
        if (executor && !abandoned)
            executor->post([arrived = arrived] { arrived(); });
    }
};

LineReader::LineReader(Executor& executor, std::function<void()> arrived)
    : m_shared(std::make_shared<Shared>()) {
    m_shared->executor = &executor;
    m_shared->arrived = std::move(arrived);
    // Reading can't be interrupted: the thread is left behind when the program ends before its input.
    std::thread([shared = m_shared] {
        std::string text;
        while (std::getline(std::cin, text)) {
            std::unique_lock lock(shared->mutex);
            shared->room.wait(lock, [&] { return shared->lines.size() < mostAhead || shared->abandoned; });
            if (shared->abandoned)
                return;
            if (!text.empty() && text.back() == '\r')
                text.pop_back();
            shared->lines.push_back(QByteArray::fromStdString(text));
            shared->tell();
        }
        const std::scoped_lock lock(shared->mutex);
        shared->ended = true;
        shared->tell();
    }).detach();
}

LineReader::~LineReader() {
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->abandoned = true;
    m_shared->room.notify_all();
}

bool LineReader::next(QByteArray* line) {
    const std::scoped_lock lock(m_shared->mutex);
    if (m_shared->lines.empty())
        return false;
    *line = m_shared->lines.front();
    m_shared->lines.pop_front();
    m_shared->room.notify_all();
    return true;
}

bool LineReader::isAtEnd() const {
    const std::scoped_lock lock(m_shared->mutex);
    return m_shared->ended && m_shared->lines.empty();
}

} // namespace parlor::cli
