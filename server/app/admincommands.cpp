#include "server/app/admincommands.h"

#include "server/app/loadcommands.h"

#include <QJsonArray>

namespace parlor::server {

namespace {
constexpr int everybody = 100'000;
} // namespace

AdminCommands::AdminCommands(Foundation& foundation, QString linkBase, QString pin, QObject* parent)
    : QObject(parent),
      m_foundation(foundation),
      m_keys(foundation),
      m_linkBase(std::move(linkBase)),
      m_pin(std::move(pin)) {}

template<class T, class Fn>
Task<Result<QJsonObject>> AdminCommands::then(const Task<Result<T>>& task, Fn toJson) {
    const Promise<Result<QJsonObject>> promise;
    whenDone(task, &m_foundation.executor(), this, [promise, toJson](const Result<T>& result) {
        if (!result)
            promise.finish(std::unexpected(result.error()));
        else if constexpr (std::is_void_v<T>)
            promise.finish(toJson());
        else
            promise.finish(toJson(*result));
    });
    return promise.task();
}

Task<Result<QJsonObject>> AdminCommands::run(const QString& command, const QJsonObject& arguments) {
    if (KeyCommands::handles(command))
        return m_keys.run(command, arguments);
    const QString name = arguments.value(u"name").toString();
    const auto nothing = [] { return QJsonObject(); };
    if (command == u"init")
        return doneTask(Result<QJsonObject>(QJsonObject()));
    if (command == u"user.add")
        return addUser(arguments);
    if (command == u"user.list")
        return listUsers(arguments.value(u"all").toBool());
    if (command == u"user.passwd")
        return then(m_foundation.accounts().setPassword(name, arguments.value(u"password").toString()),
                    nothing);
    if (command == u"user.disable")
        return then(m_foundation.accounts().setDisabled(name, arguments.value(u"disabled").toBool()),
                    nothing);
    if (command == u"invite")
        return invite(arguments);
    return doneTask(Result<QJsonObject>(fail(ErrorCode::UnknownOperation)));
}

Task<Result<QJsonObject>> AdminCommands::addUser(const QJsonObject& arguments) {
    const auto role = roleFrom(arguments.value(u"role").toString(u"member"_qs));
    if (!role)
        return doneTask(Result<QJsonObject>(fail(ErrorCode::BadRequest, u"there is no such role"_qs)));
    const NewPerson person{arguments.value(u"name").toString(), arguments.value(u"password").toString(),
                           arguments.value(u"display_name").toString(), *role};
    return then(m_foundation.accounts().createAccount(person), [](const Account& account) {
        return QJsonObject{{u"id"_qs, account.person.id.toString()},
                           {u"name"_qs, account.person.name},
                           {u"role"_qs, QString(nameOf(account.person.role))}};
    });
}

Task<Result<QJsonObject>> AdminCommands::listUsers(bool all) {
    return then(m_foundation.store().accounts().list({}, everybody, true),
                [all](const QList<Account>& accounts) {
                    QJsonArray people;
                    for (const Account& account : accounts) {
                        if (!all && LoadCommands::isOurs(account))
                            continue;
                        people.append(QJsonObject{{u"id"_qs, account.person.id.toString()},
                                                  {u"name"_qs, account.person.name},
                                                  {u"display_name"_qs, account.person.displayName},
                                                  {u"role"_qs, QString(nameOf(account.person.role))},
                                                  {u"disabled"_qs, account.disabled},
                                                  {u"created_at"_qs, qint64(account.createdAt)}});
                    }
                    return QJsonObject{{u"people"_qs, people}};
                });
}

Task<Result<QJsonObject>> AdminCommands::invite(const QJsonObject& arguments) {
    const auto role = roleFrom(arguments.value(u"role").toString(u"member"_qs));
    if (!role)
        return doneTask(Result<QJsonObject>(fail(ErrorCode::BadRequest, u"there is no such role"_qs)));
    const int hours = arguments.value(u"hours").toInt(72);
    return then(m_foundation.accounts().inviteAsServer(*role, hours), [this](const CreatedInvite& invite) {
        const QString pin = m_pin.isEmpty() ? QString() : u'#' + m_pin;
        return QJsonObject{{u"code"_qs, invite.code},
                           {u"expires_at"_qs, qint64(invite.expiresAt)},
                           {u"link"_qs, QString(m_linkBase + u'/' + invite.code + pin)}};
    });
}

} // namespace parlor::server
