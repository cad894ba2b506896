#pragma once

#include "client/core/state.h"
#include "client/models/timelineitem.h"

#include <QHash>
#include <QSet>
#include <QSize>

#include <set>

namespace parlor::client {

/// Makes the rows of one channel from what the state knows. It remembers whom they name and what they quote,
/// so that a change touches the rows it concerns and no others. What depends on neighbours is not filled in.
class TimelineItems final {
public:
    /// A message younger than this shows no state yet.
    static constexpr int sendingLabelMs = 500;

    /// `state` outlives it.
    explicit TimelineItems(const State& state) : m_state(state) {}

    /// Begins anew with the rows of a channel.
    void open(ChannelId channel);

    /// With what one asked of it and the server has not told yet.
    TimelineItem of(const Event& told);
    TimelineItem of(const PendingMessage& message);

    /// The rows that quote a message, and may not be there any more.
    [[nodiscard]] std::set<Serial> quotesOf(MessageId message) const { return m_quotes.value(message); }

    /// One of them is shown under another name than before. Presence alone renames nobody.
    [[nodiscard]] bool areRenamed(const QSet<PersonId>& people) const;

    /// The size of a file that is about to be sent, so that its tile has its place at once.
    void setFileSize(const QString& path, QSize size) { m_fileSizes.insert(path, size); }

    /// How many rows it has made of events so far.
    [[nodiscard]] std::int64_t made() const { return m_made; }

private:
    [[nodiscard]] QList<ReactionPill> pillsOf(const MessagePosted& message);
    [[nodiscard]] QuoteLine quoteOf(MessageId message);
    const Person* remember(PersonId id);
    [[nodiscard]] QString nameOf(PersonId id);

    const State& m_state;
    ChannelId m_channel;
    QHash<PersonId, QString> m_shown; ///< as the rows show them
    QHash<MessageId, std::set<Serial>> m_quotes;
    QHash<QString, QSize> m_fileSizes;
    std::int64_t m_made = 0;
};

} // namespace parlor::client
