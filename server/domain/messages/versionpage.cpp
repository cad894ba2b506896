#include "server/domain/messages/versionpage.h"

namespace parlor::server {

EventPage newestBefore(QList<Event> events, std::optional<Serial> before, int limit) {
    if (before)
        events.removeIf([&](const Event& event) { return event.serial >= *before; });
    EventPage page;
    page.more = events.size() > limit;
    page.events = page.more ? events.last(limit) : std::move(events);
    return page;
}

} // namespace parlor::server
