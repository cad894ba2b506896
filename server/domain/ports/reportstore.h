#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QList>
#include <QString>

#include <optional>

namespace parlor::server {

using ReportId = Id<struct ReportTag>;

/// Numbers in reports.state; never changed.
enum class ReportState { Open = 0, Dismissed = 1, Deleted = 2, TimedOut = 3 };

/// "open", "dismiss", "delete", "time_out".
QLatin1StringView nameOf(ReportState state);
std::optional<ReportState> reportStateFrom(QStringView name);

inline constexpr int reportReasonCharacters = 500;

/// Somebody (or the word filter) asks the moderators to look at a message.
struct Report {
    ReportId id;
    ChannelId channel;
    MessageId message;
    PersonId author;
    PersonId reporter;     ///< 0: the word filter
    QString reason;        ///< at most 500 characters; may be empty
    QString text;          ///< of the message when it was reported
    std::int64_t time = 0; ///< ms UTC
    ReportState state = ReportState::Open;
    PersonId resolvedBy;
    std::int64_t resolvedAt = 0; ///< ms UTC; 0: open

    friend bool operator==(const Report&, const Report&) = default;
};

struct ReportQuery {
    ChannelId channel;    ///< 0: everywhere
    bool openOnly = true; ///< otherwise the resolved ones too
    ReportId before;      ///< 0: the newest
    int limit = 50;       ///< 1 … 100
    PersonId notAbout{};  ///< 0: nobody; whose messages are left out
};

struct AddedReport {
    Report report;
    bool isNew = true; ///< false: it was there
};

struct Resolution {
    ReportId report;
    PersonId by;                                ///< 0: the operator
    ReportState state = ReportState::Dismissed; ///< anything but Open
    std::int64_t until = 0;                     ///< of a time-out, ms UTC
};

/// The moderators' queue. Calls are thread-safe; writes are durable when answered. Each resolution is a row
/// of the moderation log in the same commit.
class ReportStore {
public:
    virtual ~ReportStore() = default;

    /// Id, author, text, time and state are set. The same reporter again for the same message gets the open
    /// report that is there. UnknownMessage, Gone (deleted).
    virtual Task<Result<AddedReport>> add(Report report) = 0;
    virtual Task<Result<Report>> byId(ReportId id) = 0;              ///< NotFound
    virtual Task<Result<QList<Report>>> list(ReportQuery query) = 0; ///< newest first
    virtual Task<Result<int>> openCount() = 0;

    /// Does what the state says, in one commit, and closes all open reports of the message with it: Deleted
    /// takes the message away as its author's deletion would (nothing when it is gone already), TimedOut
    /// mutes the author in the channel. The events are by `by`, or by the author when that is nobody.
    /// NotFound; Conflict: resolved otherwise before; Forbidden: the author is `by`, or has a higher role.
    virtual Task<Result<Report>> resolve(Resolution resolution) = 0;
};

} // namespace parlor::server
