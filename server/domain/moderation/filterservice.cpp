#include "server/domain/moderation/filterservice.h"

#include <algorithm>
#include <utility>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr std::int64_t minuteMs = 60'000;
} // namespace

FilterService::FilterService(FilterStore& store, ReportStore& reports, Executor& executor, const Clock& clock,
                             QObject* parent)
    : QObject(parent), m_store(store), m_reports(reports), m_executor(executor), m_clock(clock) {}

Task<Status> FilterService::load() {
    const Promise<Status> promise;
    whenDone(m_store.rules(), &m_executor, this, [this, promise](const Result<QList<FilterRule>>& rules) {
        if (!rules)
            return promise.finish(std::unexpected(rules.error()));
        m_rules = *rules;
        m_known.clear();
        for (const FilterRule& rule : std::as_const(m_rules))
            know(rule);
        m_filter.reset();
        promise.finish({});
    });
    return promise.task();
}

WordFilter& FilterService::filter() {
    if (!m_filter)
        m_filter = std::make_unique<WordFilter>(m_rules);
    return *m_filter;
}

Screened FilterService::screen(PersonId, ChannelId channel, const Entry& entry) {
    Screened screened{.entry = entry, .isChanged = false, .refuse = {}, .flag = {}, .written = {}};
    if (m_rules.isEmpty() || entry.text.isEmpty())
        return screened;
    const FilterVerdict verdict = filter().check(entry.text, channel);
    if (verdict.isRefused()) {
        const std::int64_t until = verdict.minutes > 0 ? m_clock.now() + verdict.minutes * minuteMs : 0;
        screened.refuse = [this, verdict, until](const Operation& operation, ChannelId where) {
            const auto refused = m_store.refuse(operation, where, until);
            whenDone(refused, &m_executor, this, [this, verdict](const Result<Outcome>& outcome) {
                if (outcome && !outcome->duplicate)
                    count(verdict);
            });
            return refused;
        };
        return screened;
    }
    if (verdict.hits.isEmpty() && verdict.tried.isEmpty())
        return screened;
    screened.entry.text = verdict.text;
    screened.isChanged = verdict.isChanged;
    if (verdict.isFlagged) {
        QStringList patterns;
        for (const FilterRuleId id : verdict.hits)
            if (const auto found = rule(id); found && found->action == FilterAction::Flag)
                patterns.append(found->pattern);
        screened.flag = patterns.join(u", "_qs).left(reportReasonCharacters);
    }
    screened.written = [this, verdict, reason = screened.flag](const Outcome& outcome) {
        count(verdict);
        if (!reason.isEmpty())
            tell(outcome, reason);
    };
    return screened;
}

Task<Result<FilterRule>> FilterService::add(FilterRule rule) {
    const auto checked = checkRule(std::move(rule));
    if (!checked)
        return doneTask<Result<FilterRule>>(std::unexpected(checked.error()));
    if (m_known.contains(comparedForm(*checked, m_folder)))
        return doneTask<Result<FilterRule>>(fail(ErrorCode::Conflict, u"there already"_qs));
    FilterRule made = *checked;
    made.id = makeNew<FilterRuleId>();
    know(made);
    const auto task = m_store.add(made);
    const Promise<Result<FilterRule>> promise;
    whenDone(task, &m_executor, this, [this, promise, made](const Result<FilterRule>& added) {
        if (added) {
            m_rules.append(*added);
            m_filter.reset();
        } else {
            forget(made);
        }
        promise.finish(added);
    });
    return promise.task();
}

Task<Status> FilterService::remove(FilterRuleId id, PersonId by) {
    const Promise<Status> promise;
    whenDone(m_store.remove(id, by), &m_executor, this, [this, id, promise](const Status& removed) {
        if (removed) {
            if (const auto found = rule(id))
                forget(*found);
            m_rules.removeIf([id](const FilterRule& rule) { return rule.id == id; });
            m_counts.remove(id);
            m_filter.reset();
        }
        promise.finish(removed);
    });
    return promise.task();
}

void FilterService::know(const FilterRule& rule) {
    ++m_known[comparedForm(rule, m_folder)];
}

void FilterService::forget(const FilterRule& rule) {
    const auto at = m_known.find(comparedForm(rule, m_folder));
    if (at != m_known.end() && --*at == 0)
        m_known.erase(at);
}

QList<FilterRule> FilterService::rules() const {
    return m_rules;
}

std::optional<FilterRule> FilterService::rule(FilterRuleId id) const {
    const auto at =
        std::find_if(m_rules.begin(), m_rules.end(), [id](const FilterRule& rule) { return rule.id == id; });
    return at == m_rules.end() ? std::nullopt : std::optional(*at);
}

FilterVerdict FilterService::test(const QString& text, ChannelId channel) {
    return filter().check(text, channel);
}

Task<Status> FilterService::flush() {
    if (m_counts.isEmpty())
        return doneTask(Status());
    QList<FilterHits> hits;
    for (auto at = m_counts.constBegin(); at != m_counts.constEnd(); ++at)
        hits.append({at.key(), at.value()});
    m_counts.clear();
    return m_store.count(hits);
}

void FilterService::count(const FilterVerdict& verdict) {
    for (const auto& ids : {verdict.hits, verdict.tried})
        for (const FilterRuleId id : ids) {
            ++m_counts[id];
            const auto at = std::find_if(m_rules.begin(), m_rules.end(),
                                         [id](const FilterRule& rule) { return rule.id == id; });
            if (at == m_rules.end())
                continue;
            ++at->hits;
            at->lastHitAt = m_clock.now();
        }
}

// It stands in the queue since the commit; this only finds it there.
void FilterService::tell(const Outcome& outcome, const QString& reason) {
    if (!m_onReport)
        return;
    Report report;
    report.channel = outcome.channel;
    report.message = outcome.message;
    report.reason = reason;
    whenDone(m_reports.add(report), &m_executor, this, [this, outcome](const Result<AddedReport>& found) {
        // An older one is still open when an edit is flagged again: who looks at it sees the message as it
        // is.
        if (found && found->report.time >= outcome.time)
            m_onReport(found->report);
    });
}

} // namespace parlor::server
