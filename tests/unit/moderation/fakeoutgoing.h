#pragma once

#include "server/domain/ports/outgoing.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QSet>

#include <algorithm>
#include <deque>
#include <utility>

namespace parlor::test {

using namespace parlor::server;

/// Answers what it was told to, in order, then 200; and keeps what it was asked.
class FakeOutgoing final : public OutgoingHttp, public Mailer {
public:
    Task<Result<int>> post(OutgoingRequest request) override {
        requests.append(request);
        if (dead.contains(request.url)) {
            hanging.append(Promise<Result<int>>());
            return hanging.last().task();
        }
        if (answers.empty())
            return doneTask(Result<int>(200));
        const Result<int> answer = answers.front();
        answers.pop_front();
        return doneTask(answer);
    }

    [[nodiscard]] bool isConfigured() const override { return hasMail; }

    Task<Status> send(Mail mail) override {
        mails.append(mail);
        return doneTask(mailWorks ? Status() : fail(ErrorCode::NetworkFailed));
    }

    [[nodiscard]] QJsonObject body(qsizetype at) const {
        return QJsonDocument::fromJson(requests.at(at).body).object();
    }

    [[nodiscard]] QByteArray header(qsizetype at, const QByteArray& name) const {
        for (const auto& [key, value] : requests.at(at).headers)
            if (key == name)
                return value;
        return {};
    }

    /// Those that hang are given up.
    void giveUp() {
        for (const Promise<Result<int>>& promise : std::exchange(hanging, {}))
            promise.finish(fail(ErrorCode::Timeout));
    }

    [[nodiscard]] qsizetype askedOf(const QString& url) const {
        return std::count_if(requests.begin(), requests.end(),
                             [&](const OutgoingRequest& request) { return request.url == url; });
    }

    QSet<QString> dead; ///< addresses that never answer
    QList<Promise<Result<int>>> hanging;
    QList<OutgoingRequest> requests;
    std::deque<Result<int>> answers;
    QList<Mail> mails;
    bool hasMail = false;
    bool mailWorks = true;
};

} // namespace parlor::test
