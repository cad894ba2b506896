#include "client/models/channelfeed.h"

#include "client/models/names.h"

#include <algorithm>

namespace parlor::client {

namespace {

const QString channelsKey = u"section/channels"_qs;
const QString directKey = u"section/direct"_qs;

void setPreview(ChannelRow& row, const State& state, const ChannelView& view, ChannelId open) {
    const auto& pending = state.pending(row.channel);
    if (view.failed > 0) {
        row.preview = Preview::Failed;
    } else if (!view.draft.isEmpty() && row.channel != open) {
        row.preview = Preview::Draft;
        row.previewText = view.draft;
    } else if (const QString typing = typingWords(state, view); !typing.isEmpty()) {
        row.preview = Preview::Typing;
        row.previewText = typing;
    } else if (!pending.isEmpty()) {
        const PendingMessage& last = pending.last();
        row.preview = Preview::Message;
        row.previewAuthor = ChannelListModel::tr("You");
        row.previewText = last.words().isEmpty() ? ChannelListModel::tr("Photos") : last.words();
        row.ticks = last.state == PendingState::Sent ? Ticks::Sent : Ticks::Waiting;
    } else if (view.lastMessage) {
        const std::optional<Event> asked = state.asAsked(*view.lastMessage);
        const auto* posted = std::get_if<MessagePosted>(asked ? &asked->body : &view.lastMessage->body);
        if (posted == nullptr)
            return;
        const bool own = view.lastMessage->author == state.me();
        row.preview = Preview::Message;
        row.previewText = summaryOf(*posted);
        if (own)
            row.previewAuthor = ChannelListModel::tr("You");
        else if (!row.direct)
            row.previewAuthor = nameOf(state, view.lastMessage->author).section(u' ', 0, 0);
        if (own && !posted->deleted)
            row.ticks = Ticks::Sent;
        if (!posted->deleted && !posted->entry.photos.isEmpty())
            row.previewPhoto = posted->entry.photos.first();
    }
}

ChannelRow rowOf(const State& state, const ChannelView& view, ChannelId open) {
    const ChannelState& channel = view.state;
    ChannelRow row;
    row.channel = channel.channel.id;
    row.key = row.channel.toString();
    row.person = otherOf(state, channel);
    row.direct = row.person.isValid();
    row.name = nameOf(state, channel);
    row.emoji = emojiOf(channel.channel);
    row.unread = channel.unread;
    row.muted = channel.muted;
    row.counts = channel.channel.kind != ChannelKind::Channel
                 || channel.channel.visibility == Visibility::Private || channel.mentions > 0;
    if (row.direct && state.connection().state == Connectivity::Online)
        row.online = state.isOnline(row.person) ? Online::Yes : Online::No;
    row.time = view.lastMessage ? view.lastMessage->time : 0;
    if (const auto& pending = state.pending(row.channel); !pending.isEmpty())
        row.time = std::max<qint64>(row.time, pending.last().createdAt);
    setPreview(row, state, view, open);
    return row;
}

ChannelRow header(const QString& key, const QString& name, bool collapsed) {
    ChannelRow row;
    row.kind = ChannelRow::Kind::Section;
    row.key = key;
    row.name = name;
    row.collapsed = collapsed;
    return row;
}

void addSection(QList<ChannelRow>& rows, const ChannelRow& head, const QList<ChannelRow>& chats,
                const QString& hint, ChannelId open) {
    rows << head;
    for (const ChannelRow& row : chats)
        if (!head.collapsed || row.channel == open || row.unread > 0)
            rows << row;
    if (chats.isEmpty() && !head.collapsed) {
        ChannelRow words;
        words.kind = ChannelRow::Kind::Hint;
        words.key = head.key + u"/hint"_qs;
        words.name = hint;
        rows << words;
    }
}

} // namespace

QList<ChannelRow> channelRowsOf(const State& state, ChannelId open, const QSet<QString>& collapsed) {
    QList<ChannelRow> places, people;
    for (const ChannelView& view : state.channels())
        if (view.state.member) {
            const ChannelRow row = rowOf(state, view, open);
            (view.state.channel.kind == ChannelKind::Direct ? people : places) << row;
        }
    const auto newer = [&state](const ChannelRow& a, const ChannelRow& b) {
        const auto since = [&state](const ChannelRow& row) {
            return row.time > 0 ? row.time : state.channel(row.channel)->state.channel.createdAt;
        };
        const qint64 left = since(a), right = since(b);
        return left != right ? left > right : a.channel > b.channel;
    };
    std::sort(places.begin(), places.end(), newer);
    std::sort(people.begin(), people.end(), newer);
    QList<ChannelRow> rows;
    const QString server = state.account() ? state.account()->serverName : QString();
    addSection(rows, header(channelsKey, ChannelListModel::tr("Channels"), collapsed.contains(channelsKey)),
               places, ChannelListModel::tr("Channels you join appear here."), open);
    addSection(rows,
               header(directKey, ChannelListModel::tr("Direct messages"), collapsed.contains(directKey)),
               people,
               server.isEmpty() ? ChannelListModel::tr("Write to anyone here.")
                                : ChannelListModel::tr("Write to anyone on %1.").arg(server),
               open);
    return rows;
}

ChannelFeed::ChannelFeed(State& state, QObject* parent) : QObject(parent), m_state(state), m_model(this) {
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (changes.account || changes.channelList || !changes.channels.isEmpty()
            || !changes.people.isEmpty())
            refresh();
    });
    refresh();
}

void ChannelFeed::setOpen(ChannelId channel) {
    m_open = channel;
    refresh();
}

void ChannelFeed::toggleSection(const QString& key) {
    if (!m_collapsed.remove(key))
        m_collapsed.insert(key);
    refresh();
}

void ChannelFeed::refresh() {
    m_model.setRows(channelRowsOf(m_state, m_open, m_collapsed));
    int attention = 0;
    for (const ChannelView& view : m_state.channels()) {
        const ChannelState& channel = view.state;
        if (!channel.member || channel.muted)
            continue;
        const bool counts =
            channel.channel.kind != ChannelKind::Channel || channel.channel.visibility == Visibility::Private;
        attention += static_cast<int>(counts ? channel.unread : channel.mentions);
    }
    if (attention != m_attention) {
        m_attention = attention;
        Q_EMIT attentionChanged(attention);
    }
}

} // namespace parlor::client
