#pragma once

#include "client/core/state.h"
#include "shared/core/clock.h"

#include <QObject>
#include <QSet>

namespace parlor::client {

/// Says of what one asks for without a connection that it waits, and of what had to wait that the server
/// refused it.
class ChangeNotices final : public QObject {
    Q_OBJECT
public:
    /// They live longer.
    ChangeNotices(State& state, const Clock& clock, QObject* parent = nullptr);

Q_SIGNALS:
    void told(const QString& icon, const QString& words);

private:
    void take(const ChangeSet& changes);
    /// What it is about, as the beginning of a sentence.
    [[nodiscard]] QString subjectOf(const PendingChange& change) const;

    State& m_state;
    const Clock& m_clock;
    QSet<QString> m_known; ///< client ids that need no more words
};

} // namespace parlor::client
