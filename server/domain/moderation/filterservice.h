#pragma once

#include "server/domain/messages/messagefilter.h"
#include "server/domain/moderation/wordfilter.h"
#include "server/domain/ports/filterstore.h"
#include "server/domain/ports/reportstore.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// The word list at work: looks at every message on sending and editing, refuses, stars out, flags for the
/// moderators, and counts. The list is kept in memory and compiled before the first message after a change
/// (some ten milliseconds for ten thousand words). Domain thread only. Composition: load() before serving,
/// flush() now and then and at the end.
class FilterService final : public QObject, public MessageFilter {
    Q_OBJECT
public:
    FilterService(FilterStore& store, ReportStore& reports, Executor& executor, const Clock& clock,
                  QObject* parent = nullptr);

    Task<Status> load();

    Screened screen(PersonId author, ChannelId channel, const Entry& entry) override;

    /// BadRequest, TooLarge, UnknownChannel. Conflict: one that finds the same stands there.
    Task<Result<FilterRule>> add(FilterRule rule);
    Task<Status> remove(FilterRuleId id, PersonId by); ///< NotFound
    /// In order of id, with counters of now.
    [[nodiscard]] QList<FilterRule> rules() const;
    [[nodiscard]] std::optional<FilterRule> rule(FilterRuleId id) const;
    /// What would happen; counts nothing.
    FilterVerdict test(const QString& text, ChannelId channel);

    /// Writes the counters. Nothing to do most of the time.
    Task<Status> flush();

    /// Called when a message of the channel was put into the moderators' queue.
    void setOnReport(std::function<void(const Report&)> onReport) { m_onReport = std::move(onReport); }

private:
    WordFilter& filter();
    void know(const FilterRule& rule);
    void forget(const FilterRule& rule);
    void count(const FilterVerdict& verdict);
    void tell(const Outcome& outcome, const QString& reason);

    FilterStore& m_store;
    ReportStore& m_reports;
    Executor& m_executor;
    const Clock& m_clock;
    QList<FilterRule> m_rules;
    TextFolder m_folder;
    QHash<QString, int> m_known; ///< by comparedForm(): rules that stand or are on their way into the store
    std::unique_ptr<WordFilter> m_filter; ///< empty after a change
    QHash<FilterRuleId, int> m_counts;    ///< not written yet
    std::function<void(const Report&)> m_onReport;
};

} // namespace parlor::server
