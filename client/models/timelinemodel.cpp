#include "client/models/timelinemodel.h"

#include "client/models/clockwords.h"

#include <QDateTime>

#include <algorithm>

namespace parlor::client {

namespace {

constexpr qint64 groupWindowMs = 300'000;

QString spokenState(const TimelineItem& item) {
    switch (item.delivery) {
    case Delivery::Pending:
    case Delivery::Sending:
        return TimelineModel::tr("sending");
    case Delivery::Waiting:
        return TimelineModel::tr("waiting for the connection");
    case Delivery::Sent:
        return TimelineModel::tr("sent");
    case Delivery::Delivered:
        return TimelineModel::tr("delivered");
    case Delivery::Seen:
        return TimelineModel::tr("seen");
    case Delivery::Failed:
        return TimelineModel::tr("not sent");
    case Delivery::None:
        break;
    }
    return {};
}

/// One local day in ms UTC, so that only the first message of a day asks the calendar.
struct DaySpan {
    qint64 from = 0, to = 0;

    [[nodiscard]] bool holds(qint64 ms) const { return ms >= from && ms < to; }

    static DaySpan around(qint64 ms) {
        const QDate date = QDateTime::fromMSecsSinceEpoch(ms).date();
        return {date.startOfDay().toMSecsSinceEpoch(), date.addDays(1).startOfDay().toMSecsSinceEpoch()};
    }
};

} // namespace

QVariant TimelineModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return spokenText(at(index.row()));
    return {};
}

int TimelineModel::rowOf(MessageId message) const {
    for (qsizetype i = m_rows.size() - 1; i >= 0; --i)
        if (m_rows[i].message == message)
            return static_cast<int>(i);
    return -1;
}

namespace {

QString videoWords(const PhotoReference& video) {
    return video.durationMs > 0 ? TimelineModel::tr("video, %1").arg(durationWords(video.durationMs))
                                : TimelineModel::tr("video");
}

} // namespace

QString spokenText(const TimelineItem& item) {
    QStringList parts;
    if (!item.authorName.isEmpty())
        parts << item.authorName;
    if (item.quote)
        parts << TimelineModel::tr("in reply to %1").arg(item.quote->name);
    if (item.deleted)
        parts << TimelineModel::tr("message deleted");
    else if (!item.text.isEmpty())
        parts << item.text;
    const auto videos = static_cast<int>(std::ranges::count(item.photos, true, &PhotoReference::video));
    if (const int pictures = static_cast<int>(item.photos.size()) - videos; pictures > 0)
        parts << TimelineModel::tr("%n photo(s)", nullptr, pictures);
    if (videos == 1)
        parts << videoWords(*std::ranges::find(item.photos, true, &PhotoReference::video));
    else if (videos > 1)
        parts << TimelineModel::tr("%n videos", nullptr, videos);
    parts << clockWords(item.time);
    if (const QString state = spokenState(item); !state.isEmpty())
        parts << state;
    return parts.join(u", "_qs);
}

void joinNeighbours(QList<TimelineItem>& items, Serial firstUnread, const RowsAbove& above) {
    bool marked = firstUnread.value() == 0 || above.newLine;
    DaySpan day;
    if (above.last != nullptr)
        day = DaySpan::around(above.last->time);
    for (qsizetype i = 0; i < items.size(); ++i) {
        TimelineItem& item = items[i];
        const TimelineItem* before = i > 0 ? &items[i - 1] : above.last;
        item.startsDay = before == nullptr || !day.holds(item.time);
        if (item.startsDay)
            day = DaySpan::around(item.time);
        item.startsNew = false;
        if (!marked && item.serial >= firstUnread && !item.own && item.kind == TimelineItem::Kind::Message) {
            item.startsNew = true;
            marked = true;
        }
        const bool joins = before != nullptr && !item.startsDay && !item.startsNew
                           && item.kind == TimelineItem::Kind::Message
                           && before->kind == TimelineItem::Kind::Message && before->author == item.author
                           && before->delivery != Delivery::Failed
                           && item.time - before->time < groupWindowMs;
        // Notices stand close together, like lines of one paragraph.
        const bool listed = before != nullptr && !item.startsDay && item.kind == TimelineItem::Kind::Notice
                            && before->kind == TimelineItem::Kind::Notice;
        item.startsGroup = !joins && !listed;
        item.endsGroup = true;
        item.belowPills = joins && !before->reactions.isEmpty();
        if (joins && i > 0)
            items[i - 1].endsGroup = false;
    }
}

} // namespace parlor::client
