#pragma once

#include "client/core/latechanges.h"
#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/event.h"

#include <QHash>
#include <QList>

#include <optional>
#include <vector>

namespace parlor::client {

/// Serials [from, to], both included.
struct SerialRange {
    Serial from, to;

    friend bool operator==(const SerialRange&, const SerialRange&) = default;
};

/// What is shown of one channel: one window of its stream without holes, oldest first. Rows are events in
/// their latest form: MessagePosted (asOf, edited, deleted, pinned, reactions), MemberChanged or
/// ChannelChanged. Everything else of the stream changes rows and makes none.
class Timeline {
public:
    [[nodiscard]] const std::vector<Event>& rows() const { return m_rows; }

    /// The serials that the window covers; nullopt while nothing is loaded.
    [[nodiscard]] std::optional<SerialRange> window() const { return m_window; }

    [[nodiscard]] bool isAtStart() const { return m_atStart; } ///< nothing older exists

    [[nodiscard]] bool isAtEnd() const { return m_atEnd; } ///< new events are added as they come

    [[nodiscard]] bool isLoading() const { return m_loading; }

    /// nullptr when the message is not in the window.
    [[nodiscard]] const Event* message(MessageId id) const;
    /// Index of the first row at or after the serial; rows().size() when there is none.
    [[nodiscard]] std::size_t indexOf(Serial serial) const;
    [[nodiscard]] const Event* newestMessage() const;

    /// Puts a page into the window: beside it or over it when they touch, in its place when not. `range` is
    /// what the page covers completely. Answers the serials whose rows changed.
    SerialRange merge(SerialRange range, const QList<Event>& events, bool atStart, bool atEnd);

    /// The next events of the stream, in order. Without effect on the rows unless isAtEnd(), but changes of
    /// older messages always are taken in. Answers the serials whose rows changed.
    std::vector<Serial> append(const QList<Event>& events);

    void setLoading(bool loading) { m_loading = loading; }

    /// Drops everything that was loaded.
    void clear();
    /// Another stream begins: what is known of changes holds no more either.
    void restart();
    /// Forgets the oldest rows until `rows` are left; for memory.
    void trim(std::size_t rows);

private:
    std::optional<Serial> takeIn(const Event& event);
    void place(const Event& event);
    /// Rows before all others go in together: one by one each would move all that is there.
    void placeOlder(const QList<Event>& events);

    std::vector<Event> m_rows;
    QHash<MessageId, Serial> m_serials;
    LateChanges m_late;
    std::optional<SerialRange> m_window;
    bool m_atStart = false;
    bool m_atEnd = false;
    bool m_loading = false;
};

} // namespace parlor::client
