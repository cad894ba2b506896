#pragma once

#include "server/domain/ports/outgoing.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QList>

#include <deque>

namespace parlor::test {

using namespace parlor::server;

/// Answers what it was told to, in order, then 200; and keeps what it was asked.
class FakeOutgoing final : public OutgoingHttp, public Mailer {
public:
    Task<Result<int>> post(OutgoingRequest request) override {
        requests.append(request);
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

    QList<OutgoingRequest> requests;
    std::deque<Result<int>> answers;
    QList<Mail> mails;
    bool hasMail = false;
    bool mailWorks = true;
};

} // namespace parlor::test
