#include "client/core/session/accountcalls.h"

#include <QJsonArray>

namespace parlor::client {

namespace {

template<class T>
Status statusOf(const Result<T>& result) {
    return result ? Status() : Status(std::unexpected(result.error()));
}

} // namespace

AccountCalls::AccountCalls(Api& api, Executor& executor, QObject* parent)
    : QObject(parent), m_api(api), m_executor(executor) {}

Task<Result<Invite>> AccountCalls::makeInvite(Role role, int hours) {
    const Promise<Result<Invite>> promise;
    whenDone(
        m_api.json("POST", u"/v1/invites"_qs, {{u"role"_qs, QString(nameOf(role))}, {u"hours"_qs, hours}}),
        &m_executor, this, [promise](const Result<HttpAnswer>& answer) {
            const auto object = objectOf(answer);
            if (!object)
                return promise.finish(std::unexpected(object.error()));
            promise.finish(Invite{object->value(u"code"_qs).toString(), object->value(u"link"_qs).toString(),
                                  object->value(u"expires_at"_qs).toInteger()});
        });
    return promise.task();
}

Task<Status> AccountCalls::changePassword(const QString& oldPassword, const QString& newPassword) {
    const Promise<Status> promise;
    whenDone(m_api.json("POST", u"/v1/password"_qs, {{u"old"_qs, oldPassword}, {u"new"_qs, newPassword}}),
             &m_executor, this,
             [promise](const Result<HttpAnswer>& answer) { promise.finish(statusOf(answer)); });
    return promise.task();
}

Task<Result<QList<DeviceSession>>> AccountCalls::sessions() {
    const Promise<Result<QList<DeviceSession>>> promise;
    whenDone(m_api.get(u"/v1/sessions"_qs), &m_executor, this, [promise](const Result<HttpAnswer>& answer) {
        const auto object = objectOf(answer);
        if (!object)
            return promise.finish(std::unexpected(object.error()));
        QList<DeviceSession> sessions;
        for (const QJsonValue& value : object->value(u"sessions"_qs).toArray()) {
            const QJsonObject one = value.toObject();
            const auto id = SessionId::fromString(one.value(u"id"_qs).toString());
            if (!id)
                return promise.finish(fail(ErrorCode::BadFrame));
            sessions.append({*id, one.value(u"device"_qs).toString(), one.value(u"address"_qs).toString(),
                             one.value(u"created_at"_qs).toInteger(),
                             one.value(u"last_seen_at"_qs).toInteger(), one.value(u"current"_qs).toBool()});
        }
        promise.finish(sessions);
    });
    return promise.task();
}

Task<Status> AccountCalls::endSession(SessionId session) {
    const Promise<Status> promise;
    whenDone(m_api.json("DELETE", u"/v1/sessions/"_qs + session.toString()), &m_executor, this,
             [promise](const Result<HttpAnswer>& answer) { promise.finish(statusOf(answer)); });
    return promise.task();
}

} // namespace parlor::client
