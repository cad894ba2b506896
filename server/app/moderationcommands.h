#pragma once

#include "server/app/moderationparts.h"

#include <QJsonObject>
#include <QObject>

namespace parlor::server {

/// What an administrator can ask for about the word list, reports, webhooks and notices: `filter.*`,
/// `report.*`, `webhook.*`, `notices.*`. Domain thread only.
class ModerationCommands final : public QObject {
    Q_OBJECT
public:
    ModerationCommands(Foundation& foundation, ModerationParts& parts, QObject* parent = nullptr);

    static bool handles(const QString& command);
    Task<Result<QJsonObject>> run(const QString& command, const QJsonObject& arguments);

private:
    using Answer = Promise<Result<QJsonObject>>;

    void filter(const QString& command, const QJsonObject& arguments, const Answer& answer);
    void addRules(const QStringList& patterns, FilterRule rule, const Answer& answer);
    void report(const QString& command, const QJsonObject& arguments, const Answer& answer);
    void webhook(const QString& command, const QJsonObject& arguments, const Answer& answer);
    /// By id or by name; empty: everywhere.
    void withChannel(const QJsonObject& arguments, const Answer& answer, std::function<void(ChannelId)> use);

    template<class T, class Fn>
    void then(const Task<T>& task, const Answer& answer, Fn toJson);

    Foundation& m_foundation;
    ModerationParts& m_parts;
};

} // namespace parlor::server
