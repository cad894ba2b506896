#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/photo.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace parlor::client {

/// How far a message of one's own has come; `None` for everybody else's.
enum class Delivery {
    None,
    Pending, ///< less than 500 ms old: nothing is shown yet
    Sending,
    Waiting, ///< there is no connection: it goes out later
    Sent,
    Delivered, ///< on a device of everybody in the conversation
    Seen,      ///< read by all of them
    Failed,
};

/// What a reply stands under.
struct QuoteLine {
    MessageId message;
    PersonId author;
    QString name;
    QString text;
    std::optional<PhotoReference> photo;
    bool deleted = false;

    friend bool operator==(const QuoteLine&, const QuoteLine&) = default;
};

struct ReactionPill {
    QString emoji;
    int count = 0;
    bool mine = false;
    QString names; ///< who, for the tool tip

    friend bool operator==(const ReactionPill&, const ReactionPill&) = default;
};

/// One row of a timeline, with all that its layout depends on: layout is a function of this value and a
/// width.
struct TimelineItem {
    enum class Kind { Message, Notice };

    Kind kind = Kind::Message;
    QString key;       ///< the same for pending and committed form
    MessageId message; ///< 0 while pending
    QString clientId;
    Serial serial; ///< 0 while pending
    Serial first;  ///< of a notice that says several events in one line: the first of them; else `serial`
    PersonId author;
    QString authorName; ///< "You" for one's own
    bool own = false;
    qint64 time = 0;      ///< ms UTC
    QString text;         ///< a notice's words, or the message
    QStringList mentions; ///< names after an @ that are people
    QStringList joined;   ///< of a notice: who came, when that is all it says
    bool deleted = false, edited = false, pinned = false;
    QList<PhotoReference> photos;
    QStringList localFiles; ///< of photos that are still being uploaded, in their order
    std::optional<QuoteLine> quote;
    QList<ReactionPill> reactions;
    Delivery delivery = Delivery::None;
    double progress = -1; ///< of its uploads, 0 … 1; negative: none
    QString failure;      ///< in words, when it failed

    /// One's own words, also while they wait to be sent; what has failed is sent anew or not at all.
    [[nodiscard]] bool canBeEdited() const {
        return own && kind == Kind::Message && !deleted && !text.isEmpty() && delivery != Delivery::Failed;
    }

    bool startsDay = false;  ///< a day line stands above
    bool startsNew = false;  ///< the "New messages" line stands above
    bool startsGroup = true; ///< avatar and name stand above
    bool endsGroup = true;   ///< the next row does not join it
    bool belowPills = false; ///< it joins a row whose reactions stand between the two

    friend bool operator==(const TimelineItem&, const TimelineItem&) = default;
};

} // namespace parlor::client
