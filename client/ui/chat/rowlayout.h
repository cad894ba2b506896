#pragma once

#include "client/models/timelineitem.h"
#include "client/ui/chat/messagetext.h"
#include "client/ui/style/paint.h"

#include <QDate>

#include <memory>

namespace parlor::client {

enum class BoxKind {
    DayLine,
    NewLine,
    Notice,
    Avatar,
    Name,
    Time,
    HoverTime, ///< painted only while the row is hovered
    Bubble,
    Quote,
    Text,
    Photo,    ///< index: which
    Reaction, ///< index: which
    AddReaction,
    State,
    Failure,
    TryAgain,
    Discard,
};

/// One thing in a row with its place, counted from the row's top left.
struct RowBox {
    BoxKind kind;
    QRectF rect;
    int index = 0;
    Corners corners;
};

/// Where everything of one row stands: painting, hit testing, keyboard and screen readers all read this.
struct RowLayout {
    std::vector<RowBox> boxes;
    double height = 0;
    QRectF body; ///< bubble and photos together: what the hover toolbar stands beside
    std::unique_ptr<MessageText> text;

    [[nodiscard]] const RowBox* find(BoxKind kind) const;
    /// The topmost pressable box at a point; null for none.
    [[nodiscard]] const RowBox* hit(QPointF point) const;
};

/// What a layout depends on beside the item.
struct RowFrame {
    double width = 0; ///< of the timeline
    bool narrow = false;
    QDate today;
};

/// The one layout function. Pure: the same item, frame and theme give the same boxes.
RowLayout layOutRow(const TimelineItem& item, const RowFrame& frame, const Theme& theme);

/// A guess at the height of a row that has not been laid out, cheap enough for thousands.
double guessedHeight(const TimelineItem& item, const RowFrame& frame, const Theme& theme);

/// "Today", "Yesterday", "Tuesday 12 May", with the year when it is another.
QString dayWords(const QDate& day, const QDate& today);

/// "09:31" in the person's own way of writing it.
QString timeWords(qint64 ms);

/// What stands beside a bubble, in words; empty for nothing.
QString stateWords(const TimelineItem& item);

} // namespace parlor::client
