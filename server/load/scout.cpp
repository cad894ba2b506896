#include "server/load/scout.h"

#include "server/load/wire.h"

namespace parlor::load {

void Scout::received(Peer&, std::string_view frame, std::int64_t) {
    if (frame.find(R"("op":"events")") == std::string_view::npos)
        return;
    const std::scoped_lock lock(m_mutex);
    m_epoch = textOf(frame, "epoch");
    for (std::size_t at = frame.find(R"("serial":)"); at != std::string_view::npos;
         at = frame.find(R"("serial":)", at + 1))
        m_serial = std::max(m_serial, numberOf(frame.substr(at), "serial"));
    m_changed.notify_all();
}

bool Scout::waitFor(std::int64_t serial, int timeoutMs) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::milliseconds(timeoutMs), [&] { return m_serial >= serial; });
}

std::string Scout::cursors(const std::string& channel, std::int64_t serial) const {
    const std::scoped_lock lock(m_mutex);
    return R"("epoch":")" + m_epoch + R"(","channels":[{"channel":")" + channel + R"(","serial":)"
           + std::to_string(serial) + "}]";
}

std::int64_t Scout::serial() const {
    const std::scoped_lock lock(m_mutex);
    return m_serial;
}

} // namespace parlor::load
