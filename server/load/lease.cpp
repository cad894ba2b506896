#include "server/load/lease.h"

#include "shared/protocol/codec.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

namespace parlor::load {

namespace {

constexpr qint64 lineMost = 1024 * 1024;
constexpr int sessionsAtOnce = 1'000;
constexpr int connectMs = 2'000;
constexpr int answerMs = 300'000;

} // namespace

Status Lease::open(const QString& dataDirectory) {
    m_socket.connectToServer(QDir(dataDirectory).absoluteFilePath(u"admin.sock"_qs));
    if (!m_socket.waitForConnected(connectMs))
        return fail(ErrorCode::Busy, u"no server runs on %1"_qs.arg(dataDirectory));
    return {};
}

Result<QJsonObject> Lease::ask(const QString& command, const QJsonObject& arguments) {
    const QJsonObject request{{u"command"_qs, command}, {u"arguments"_qs, arguments}};
    m_socket.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    while (!m_socket.canReadLine())
        if (!m_socket.waitForReadyRead(answerMs))
            return fail(ErrorCode::NetworkFailed, u"the server did not answer"_qs);
    TRY_ASSIGN(const QJsonObject answer, codec::parseObject(m_socket.readLine(), lineMost));
    if (answer.contains(u"ok"))
        return answer.value(u"ok").toObject();
    const QJsonObject error = answer.value(u"error").toObject();
    return fail(errorCodeFromWire(error.value(u"code").toString()).value_or(ErrorCode::Internal),
                error.value(u"text").toString());
}

Status Lease::choosePort(const QStringList& addresses) {
    for (const QString& address : addresses) {
        const qsizetype colon = address.lastIndexOf(u':');
        const QString host = address.left(colon);
        if (host.startsWith(u"127.") || host == u"localhost" || host == u"0.0.0.0") {
            m_port = static_cast<std::uint16_t>(address.mid(colon + 1).toUInt());
            return {};
        }
    }
    return fail(
        ErrorCode::BadRequest,
        u"the server has no listener on 127.0.0.1 without TLS; add \"http://127.0.0.1:7421\" to `listen`"_qs);
}

Status Lease::begin(int people, bool subscribe) {
    TRY_ASSIGN(const QJsonObject begun,
               ask(u"load.begin"_qs, {{u"people"_qs, people}, {u"subscribe"_qs, subscribe}}));
    m_channel = begun.value(u"channel").toString().toStdString();
    QStringList addresses;
    for (const auto& address : begun.value(u"addresses").toArray())
        addresses.append(address.toString());
    TRY(choosePort(addresses));
    for (int from = 0; from < people; from += sessionsAtOnce) {
        const int count = std::min(sessionsAtOnce, people - from);
        TRY_ASSIGN(const QJsonObject sessions,
                   ask(u"load.sessions"_qs, {{u"from"_qs, from}, {u"count"_qs, count}}));
        for (const auto& token : sessions.value(u"tokens").toArray())
            m_tokens.push_back(token.toString().toStdString());
    }
    if (m_tokens.size() != static_cast<std::size_t>(people))
        return fail(ErrorCode::Internal, u"the server gave too few sessions"_qs);
    return {};
}

void Lease::end() {
    std::ignore = ask(u"load.end"_qs);
    m_socket.disconnectFromServer();
}

void Usage::tell(QJsonObject* report) const {
    report->insert(u"server_pid"_qs, pid);
    report->insert(u"server_rss_bytes"_qs, residentBytes);
}

Result<Usage> Lease::usage() {
    TRY_ASSIGN(const QJsonObject usage, ask(u"usage"_qs));
    return Usage{usage.value(u"pid").toInt(), usage.value(u"cpu_s").toDouble(),
                 usage.value(u"rss_bytes").toDouble(), usage.value(u"event_log_reads").toDouble(),
                 usage.value(u"other_reads").toDouble()};
}

} // namespace parlor::load
