#pragma once

#include "client/models/channelrow.h"
#include "client/models/keyedrows.h"

namespace parlor::client {

/// The list of chats with its section headers. AccessibleTextRole reads name, unread count and preview.
class ChannelListModel final : public KeyedListModel<ChannelRow> {
    Q_OBJECT
public:
    using KeyedListModel::KeyedListModel;

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// -1 when it is not listed.
    [[nodiscard]] int rowOf(ChannelId channel) const;
    /// The chat `step` places from `channel` among those that are listed, unread ones only if asked; wraps
    /// around.
    [[nodiscard]] ChannelId neighbour(ChannelId channel, int step, bool unreadOnly) const;
};

/// "Mon", "09:31", "8 May": when a message was sent, as short as it stays clear on `now` (both ms UTC).
QString listTimeWords(qint64 ms, qint64 now);

} // namespace parlor::client
