#pragma once

#include "client/core/state.h"
#include "client/models/channellistmodel.h"

#include <QSet>

namespace parlor::client {

/// Keeps a ChannelListModel equal to the state. Sections: channels and groups, then direct messages; each by
/// the time of its last message.
class ChannelFeed final : public QObject {
    Q_OBJECT
public:
    /// `state` outlives the feed.
    explicit ChannelFeed(State& state, QObject* parent = nullptr);

    [[nodiscard]] ChannelListModel* model() { return &m_model; }

    /// The open channel shows no draft of its own.
    void setOpen(ChannelId channel);
    void toggleSection(const QString& key);

    /// Messages that ask for attention: direct ones, mentions, private places; muted ones not.
    [[nodiscard]] int attention() const { return m_attention; }

Q_SIGNALS:
    void attentionChanged(int count);

private:
    void refresh();

    State& m_state;
    ChannelListModel m_model;
    QSet<QString> m_collapsed;
    ChannelId m_open;
    int m_attention = 0;
};

/// The rows of the list.
QList<ChannelRow> channelRowsOf(const State& state, ChannelId open, const QSet<QString>& collapsed);

} // namespace parlor::client
