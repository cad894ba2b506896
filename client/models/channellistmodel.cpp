#include "client/models/channellistmodel.h"

#include "client/models/clockwords.h"

#include <QDateTime>
#include <QLocale>

namespace parlor::client {

QVariant ChannelListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ChannelRow& row = at(index.row());
    if (role == Qt::DisplayRole)
        return row.name;
    if (role == Qt::AccessibleTextRole) {
        QStringList parts{row.name};
        if (row.unread > 0)
            parts << tr("%n unread", nullptr, static_cast<int>(row.unread));
        if (row.muted)
            parts << tr("muted");
        if (!row.previewText.isEmpty())
            parts << (row.previewAuthor.isEmpty() ? row.previewText
                                                  : row.previewAuthor + u": "_qs + row.previewText);
        return parts.join(u", "_qs);
    }
    return {};
}

Qt::ItemFlags ChannelListModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    switch (at(index.row()).kind) {
    case ChannelRow::Kind::Chat:
        return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    case ChannelRow::Kind::Section:
        return Qt::ItemIsEnabled;
    case ChannelRow::Kind::Hint:
        break;
    }
    return Qt::NoItemFlags;
}

int ChannelListModel::rowOf(ChannelId channel) const {
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].kind == ChannelRow::Kind::Chat && m_rows[i].channel == channel)
            return static_cast<int>(i);
    return -1;
}

ChannelId ChannelListModel::neighbour(ChannelId channel, int step, bool unreadOnly) const {
    const int count = rowCount();
    if (count == 0)
        return {};
    int row = rowOf(channel);
    if (row < 0)
        row = step > 0 ? -1 : count;
    for (int i = 0; i < count; ++i) {
        row = (row + step + count) % count;
        const ChannelRow& candidate = at(row);
        if (candidate.kind == ChannelRow::Kind::Chat && candidate.channel != channel
            && (!unreadOnly || candidate.unread > 0))
            return candidate.channel;
    }
    return {};
}

QString listTimeWords(qint64 ms, qint64 now) {
    if (ms == 0)
        return {};
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(ms);
    const qint64 days = at.date().daysTo(QDateTime::fromMSecsSinceEpoch(now).date());
    const QLocale locale;
    if (days <= 0)
        return clockWords(ms);
    if (days < 7)
        return locale.dayName(at.date().dayOfWeek(), QLocale::ShortFormat);
    return locale.toString(at.date(), days < 300 ? u"d MMM"_qs : u"MMM yyyy"_qs);
}

} // namespace parlor::client
