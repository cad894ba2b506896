#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"

namespace parlor::cli {

struct LoginOptions {
    QString url; ///< an address, or a parlor:// link with a code
    QString user;
    QString passwordFile; ///< "-" is standard input
    QString pin;          ///< hex SHA-256 of a self-signed certificate
    QString code;         ///< invite or setup code: makes the account
};

class LoginCommand final : public Command {
    Q_OBJECT
public:
    LoginCommand(Context& context, LoginOptions options);
    void start() override;

private:
    void entered(const Result<client::Account>& account);

    Context& m_context;
    LoginOptions m_options;
    bool m_pinned = false;
};

class LogoutCommand final : public Command {
    Q_OBJECT
public:
    explicit LogoutCommand(Context& context) : m_context(context) {}

    void start() override;

private:
    Context& m_context;
};

class InviteCommand final : public Command {
    Q_OBJECT
public:
    InviteCommand(Context& context, QString role, int hours);
    void start() override;

private:
    Context& m_context;
    const QString m_role;
    const int m_hours;
};

} // namespace parlor::cli
