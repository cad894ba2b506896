#include "server/edge/hooks/moderationroutes.h"

#include "server/edge/api/signedinjson.h"
#include "server/edge/hooks/moderationjson.h"
#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "shared/protocol/jsonreader.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t pageUsual = 50;
constexpr std::int64_t pageMost = 100;
const QString right = QStringLiteral("channel-metadata");

Route route(const char* method, const QString& pattern, RateKind rate, RouteHandler handler) {
    Route made;
    made.method = method;
    made.pattern = pattern;
    made.requirement = Requirement::Session;
    made.rate = rate;
    made.bodyLimit = made.method == "POST" ? limits::jsonBody : 0;
    made.handler = std::move(handler);
    return made;
}

/// 0 when it is not given; nullopt when it is nonsense.
template<class T>
std::optional<T> idIn(const HttpRequest& request, const QString& name) {
    const QString text = request.query.queryItemValue(name);
    return text.isEmpty() ? std::optional(T()) : T::fromString(text);
}

/// `usual` when it is not given; nullopt when it is nonsense or negative.
std::optional<std::int64_t> numberIn(const HttpRequest& request, const QString& name, std::int64_t usual) {
    const QString text = request.query.queryItemValue(name);
    if (text.isEmpty())
        return usual;
    bool ok = false;
    const std::int64_t number = text.toLongLong(&ok);
    return ok && number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<int> limitIn(const HttpRequest& request) {
    const auto limit = numberIn(request, u"limit"_qs, pageUsual);
    return limit && *limit > 0 ? std::optional(static_cast<int>(std::min(*limit, pageMost))) : std::nullopt;
}

template<class T>
QJsonArray listOf(const QList<T>& items) {
    QJsonArray all;
    for (const T& item : items)
        all.append(toJson(item));
    return all;
}

} // namespace

ModerationRoutes::ModerationRoutes(FilterService& filter, ReportService& reports, ChannelRights& rights,
                                   Executor& executor, QObject* parent)
    : QObject(parent), m_filter(filter), m_reports(reports), m_rights(rights), m_executor(executor) {}

void ModerationRoutes::addTo(RouteTable& table) {
    addFilterRoutes(table);
    addReportRoutes(table);
    table.add(route("GET", u"/v1/moderation"_qs, RateKind::Read,
                    [this](const auto& exchange, const Principal& principal, const PathArguments&) {
                        giveLog(exchange, principal);
                    }));
}

void ModerationRoutes::addFilterRoutes(RouteTable& table) {
    table.add(route("GET", u"/v1/filters"_qs, RateKind::Read,
                    [this](const auto& exchange, const Principal& principal, const PathArguments&) {
                        listRules(exchange, principal);
                    }));
    table.add(route("POST", u"/v1/filters"_qs, RateKind::Write,
                    [this](const auto& exchange, const Principal& principal, const PathArguments&) {
                        addRule(exchange, principal);
                    }));
    table.add(route("POST", u"/v1/filters/test"_qs, RateKind::Read,
                    [this](const auto& exchange, const Principal& principal, const PathArguments&) {
                        testRules(exchange, principal);
                    }));
    table.add(route("DELETE", u"/v1/filters/{id}"_qs, RateKind::Write,
                    [this](const auto& exchange, const Principal& principal, const PathArguments& path) {
                        removeRule(exchange, principal, path.value(u"id"_qs));
                    }));
}

void ModerationRoutes::addReportRoutes(RouteTable& table) {
    table.add(route("POST", u"/v1/reports"_qs, RateKind::Write,
                    [this](const auto& exchange, const Principal& principal, const PathArguments&) {
                        report(exchange, principal);
                    }));
    table.add(route("GET", u"/v1/reports"_qs, RateKind::Read,
                    [this](const auto& exchange, const Principal& principal, const PathArguments&) {
                        listReports(exchange, principal);
                    }));
    table.add(route("POST", u"/v1/reports/{id}/resolve"_qs, RateKind::Write,
                    [this](const auto& exchange, const Principal& principal, const PathArguments& path) {
                        resolve(exchange, principal, path.value(u"id"_qs));
                    }));
}

void ModerationRoutes::listRules(const Exchange& exchange, const Principal& principal) {
    const auto channel = idIn<ChannelId>(exchange->request(), u"channel"_qs);
    if (!channel)
        return exchange->respond(problem(ErrorCode::BadRequest));
    m_rights.require(
        principal, *channel, Role::Admin, right, [this, exchange, channel = *channel](const Status& allowed) {
            if (!allowed)
                return exchange->respond(problem(allowed.error()));
            QList<FilterRule> rules = m_filter.rules();
            if (channel.isValid())
                rules.removeIf([channel](const FilterRule& rule) { return rule.channel != channel; });
            exchange->respond(json({{u"filters"_qs, listOf(rules)}}));
        });
}

void ModerationRoutes::addRule(const Exchange& exchange, const Principal& principal) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
        auto rule = filterRuleFromJson(body);
        if (!rule)
            return exchange->respond(problem(rule.error()));
        rule->createdBy = principal.person.id;
        m_rights.require(
            principal, rule->channel, Role::Admin, right,
            [this, exchange, rule = *rule](const Status& allowed) {
                if (!allowed)
                    return exchange->respond(problem(allowed.error()));
                whenDone(m_filter.add(rule), &m_executor, this, [exchange](const Result<FilterRule>& added) {
                    exchange->respond(added ? json(toJson(*added), 201) : problem(added.error()));
                });
            });
    });
}

void ModerationRoutes::removeRule(const Exchange& exchange, const Principal& principal, const QString& text) {
    const auto id = FilterRuleId::fromString(text);
    const auto rule = id ? m_filter.rule(*id) : std::nullopt;
    if (!rule)
        return exchange->respond(problem(ErrorCode::NotFound));
    m_rights.require(principal, rule->channel, Role::Admin, right,
                     [this, exchange, id = *id, by = principal.person.id](const Status& allowed) {
                         if (!allowed)
                             return exchange->respond(problem(ErrorCode::NotFound));
                         whenDone(m_filter.remove(id, by), &m_executor, this,
                                  [exchange](const Status& removed) {
                                      exchange->respond(removed ? noContent() : problem(removed.error()));
                                  });
                     });
}

void ModerationRoutes::testRules(const Exchange& exchange, const Principal& principal) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
        QString text;
        ChannelId channel;
        codec::JsonReader in(body);
        in.text("text"_L1, text, limits::textCharacters, codec::Need::Required);
        in.id("channel"_L1, channel);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        m_rights.require(principal, channel, Role::Admin, right,
                         [this, exchange, text, channel](const Status& allowed) {
                             exchange->respond(allowed ? json(toJson(m_filter.test(text, channel)))
                                                       : problem(allowed.error()));
                         });
    });
}

void ModerationRoutes::report(const Exchange& exchange, const Principal& principal) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
        ChannelId channel;
        MessageId message;
        QString reason;
        codec::JsonReader in(body);
        in.id("channel"_L1, channel, codec::Need::Required);
        in.id("message"_L1, message, codec::Need::Required);
        in.text("reason"_L1, reason, reportReasonCharacters);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        whenDone(m_reports.report(principal, channel, message, reason), &m_executor, this,
                 [exchange](const Result<Report>& added) {
                     exchange->respond(added ? json({{u"report"_qs, added->id.toString()}}, 201)
                                             : problem(added.error()));
                 });
    });
}

void ModerationRoutes::listReports(const Exchange& exchange, const Principal& principal) {
    const HttpRequest& request = exchange->request();
    const auto channel = idIn<ChannelId>(request, u"channel"_qs);
    const auto before = idIn<ReportId>(request, u"before"_qs);
    const auto limit = limitIn(request);
    if (!channel || !before || !limit)
        return exchange->respond(problem(ErrorCode::BadRequest));
    const ReportQuery query{*channel, request.query.queryItemValue(u"all"_qs) != u"true", *before, *limit};
    whenDone(m_reports.list(principal, query), &m_executor, this,
             [exchange](const Result<QList<Report>>& reports) {
                 exchange->respond(reports ? json({{u"reports"_qs, listOf(*reports)}})
                                           : problem(reports.error()));
             });
}

void ModerationRoutes::resolve(const Exchange& exchange, const Principal& principal, const QString& text) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal, text](const QJsonObject& body) {
        const auto id = ReportId::fromString(text);
        ReportState state = ReportState::Open;
        int minutes = 10;
        codec::JsonReader in(body);
        in.word("action"_L1, state, reportStateFrom, codec::Need::Required);
        in.number("minutes"_L1, minutes, 1, timeOutMinutesMost);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        if (!id)
            return exchange->respond(problem(ErrorCode::NotFound));
        whenDone(m_reports.resolve(principal, *id, state, minutes), &m_executor, this,
                 [exchange](const Result<Report>& done) {
                     exchange->respond(done ? json(toJson(*done)) : problem(done.error()));
                 });
    });
}

void ModerationRoutes::giveLog(const Exchange& exchange, const Principal& principal) {
    const HttpRequest& request = exchange->request();
    const auto before = numberIn(request, u"before"_qs, 0);
    const auto limit = limitIn(request);
    if (!before || !limit)
        return exchange->respond(problem(ErrorCode::BadRequest));
    whenDone(m_reports.log(principal, *before, *limit), &m_executor, this,
             [exchange](const Result<QList<ModerationEntry>>& entries) {
                 exchange->respond(entries ? json({{u"entries"_qs, listOf(*entries)}})
                                           : problem(entries.error()));
             });
}

} // namespace parlor::server
