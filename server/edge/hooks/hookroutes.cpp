#include "server/edge/hooks/hookroutes.h"

#include "server/edge/api/signedinjson.h"
#include "server/edge/hooks/moderationjson.h"
#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "shared/protocol/jsonreader.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype keyMost = 128;
constexpr qsizetype mailMost = 254;

QJsonObject toJson(const NoticeSettings& settings) {
    return {{u"enabled"_qs, settings.enabled}, {u"mail"_qs, settings.mail}};
}

/// Of a webhook that one may not touch nothing can be learned, not even that it is there.
Error hidden(const Error& error) {
    const bool tells = error.code == ErrorCode::Forbidden || error.code == ErrorCode::UnknownChannel;
    return tells ? Error{ErrorCode::NotFound, {}, 0} : error;
}

} // namespace

HookRoutes::HookRoutes(WebhookService& webhooks, AwayNotices& notices, Executor& executor, QObject* parent)
    : QObject(parent), m_webhooks(webhooks), m_notices(notices), m_executor(executor) {}

void HookRoutes::addTo(RouteTable& table) {
    const auto add = [&table](const char* method, const QString& pattern, RateKind rate, RouteHandler handler,
                              Requirement requirement = Requirement::Session) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.requirement = requirement;
        route.rate = rate;
        const bool hasBody = route.method == "POST" || route.method == "PUT";
        route.bodyLimit = hasBody ? limits::jsonBody : 0;
        route.handler = std::move(handler);
        table.add(std::move(route));
    };
    add(
        "POST", u"/v1/hooks/{secret}"_qs, RateKind::Free,
        [this](const auto& exchange, const Principal&, const PathArguments& path) {
            post(exchange, path.value(u"secret"_qs));
        },
        Requirement::Public);
    add("GET", u"/v1/webhooks"_qs, RateKind::Read,
        [this](const auto& exchange, const Principal& principal, const PathArguments&) {
            list(exchange, principal);
        });
    add("POST", u"/v1/webhooks"_qs, RateKind::Write,
        [this](const auto& exchange, const Principal& principal, const PathArguments&) {
            this->add(exchange, principal);
        });
    add("DELETE", u"/v1/webhooks/{id}"_qs, RateKind::Write,
        [this](const auto& exchange, const Principal& principal, const PathArguments& path) {
            remove(exchange, principal, path.value(u"id"_qs));
        });
    add("POST", u"/v1/webhooks/{id}/enable"_qs, RateKind::Write,
        [this](const auto& exchange, const Principal& principal, const PathArguments& path) {
            enable(exchange, principal, path.value(u"id"_qs));
        });
    add("GET", u"/v1/notices"_qs, RateKind::Read,
        [this](const auto& exchange, const Principal& principal, const PathArguments&) {
            giveNotices(exchange, principal);
        });
    add("PUT", u"/v1/notices"_qs, RateKind::Write,
        [this](const auto& exchange, const Principal& principal, const PathArguments&) {
            setNotices(exchange, principal);
        });
}

void HookRoutes::post(const Exchange& exchange, const QString& secret) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, secret](const QJsonObject& body) {
        HookMessage message;
        codec::JsonReader in(body);
        in.text("text"_L1, message.text, limits::textCharacters, codec::Need::Required);
        in.text("name"_L1, message.name, limits::nameCharacters);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        message.idempotencyKey =
            QString::fromUtf8(exchange->request().header("idempotency-key").left(keyMost));
        whenDone(m_webhooks.post(secret, message), &m_executor, this,
                 [exchange](const Result<Committed>& committed) {
                     if (!committed)
                         return exchange->respond(problem(committed.error()));
                     QJsonObject answer{{u"message"_qs, committed->message.toString()},
                                        {u"serial"_qs, qint64(committed->serial.value())}};
                     if (committed->text)
                         answer.insert(u"text"_qs, *committed->text);
                     exchange->respond(json(answer));
                 });
    });
}

void HookRoutes::list(const Exchange& exchange, const Principal& principal) {
    const auto channel = ChannelId::fromString(exchange->request().query.queryItemValue(u"channel"_qs));
    if (!channel)
        return exchange->respond(problem(ErrorCode::BadRequest));
    whenDone(m_webhooks.list(&principal, *channel), &m_executor, this,
             [exchange](const Result<QList<Webhook>>& webhooks) {
                 if (!webhooks)
                     return exchange->respond(problem(webhooks.error()));
                 QJsonArray all;
                 for (const Webhook& webhook : *webhooks)
                     all.append(toJson(webhook));
                 exchange->respond(json({{u"webhooks"_qs, all}}));
             });
}

void HookRoutes::add(const Exchange& exchange, const Principal& principal) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
        ChannelId channel;
        QString url, name;
        codec::JsonReader in(body);
        in.id("channel"_L1, channel, codec::Need::Required);
        in.text("url"_L1, url, hookUrlMost);
        in.text("name"_L1, name, limits::nameCharacters);
        const bool one = url.isEmpty() != name.isEmpty();
        if (!in.status() || !one)
            return exchange->respond(problem(in.status() ? Error{ErrorCode::BadRequest, {}, 0}
                                                         : asRequestError(in.status().error())));
        const auto made = url.isEmpty() ? m_webhooks.addIncoming(&principal, channel, name)
                                        : m_webhooks.addOutgoing(&principal, channel, url);
        whenDone(made, &m_executor, this, [exchange](const Result<MadeWebhook>& webhook) {
            exchange->respond(webhook ? json(toJson(*webhook), 201) : problem(webhook.error()));
        });
    });
}

void HookRoutes::remove(const Exchange& exchange, const Principal& principal, const QString& id) {
    const auto webhook = WebhookId::fromString(id);
    if (!webhook)
        return exchange->respond(problem(ErrorCode::NotFound));
    whenDone(m_webhooks.remove(&principal, *webhook), &m_executor, this, [exchange](const Status& removed) {
        exchange->respond(removed ? noContent() : problem(hidden(removed.error())));
    });
}

void HookRoutes::enable(const Exchange& exchange, const Principal& principal, const QString& id) {
    const auto webhook = WebhookId::fromString(id);
    if (!webhook)
        return exchange->respond(problem(ErrorCode::NotFound));
    whenDone(m_webhooks.enable(&principal, *webhook), &m_executor, this,
             [exchange](const Result<Webhook>& enabled) {
                 exchange->respond(enabled ? json(toJson(*enabled)) : problem(hidden(enabled.error())));
             });
}

void HookRoutes::giveNotices(const Exchange& exchange, const Principal& principal) {
    if (principal.isNarrowed())
        return exchange->respond(problem(ErrorCode::Forbidden));
    whenDone(m_notices.settings(principal.person.id), &m_executor, this,
             [exchange](const Result<NoticeSettings>& settings) {
                 exchange->respond(settings ? json(toJson(*settings)) : problem(settings.error()));
             });
}

void HookRoutes::setNotices(const Exchange& exchange, const Principal& principal) {
    if (principal.isNarrowed())
        return exchange->respond(problem(ErrorCode::Forbidden));
    withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
        NoticeSettings settings;
        settings.person = principal.person.id;
        codec::JsonReader in(body);
        in.flag("enabled"_L1, settings.enabled, codec::Need::Required);
        in.text("mail"_L1, settings.mail, mailMost);
        if (!in.status())
            return exchange->respond(problem(asRequestError(in.status().error())));
        whenDone(m_notices.setSettings(settings), &m_executor, this,
                 [exchange](const Result<NoticeSettings>& set) {
                     exchange->respond(set ? json(toJson(*set)) : problem(set.error()));
                 });
    });
}

} // namespace parlor::server
