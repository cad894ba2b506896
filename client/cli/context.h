#pragma once

#include "client/cli/exitcode.h"
#include "client/core/net/httpclient.h"
#include "client/core/net/workerthread.h"
#include "client/core/session/api.h"
#include "client/core/session/filecredentials.h"
#include "client/core/session/session.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>

namespace parlor::cli {

/// What every command has: the profile's session and a way to end the program.
class Context final : public QObject {
    Q_OBJECT
public:
    Context(QString profile, bool json);

    /// Ends the event loop; the first call counts.
    void finish(ExitCode code);
    /// Says what went wrong in one line and ends with the matching code.
    void fail(const Error& error);
    void fail(ExitCode code, const QString& text);

    /// Says why nothing goes on for now, once for each reason in a row; what is only a matter of pace is kept
    /// quiet.
    void waitsFor(const Error& error);

    /// It went on. Forgets the reason.
    void goesOn() { m_waitsFor.reset(); }

    /// Gives up waiting: ends as waitsFor() said, or with `text` where nothing was said.
    void failWaiting(const QString& text);

    /// Calls `then` with whoever is signed in, or fails.
    void withAccount(std::function<void(const client::Account&)> then);

    [[nodiscard]] bool isFinished() const { return m_finished; }

    const QString profile;
    const bool json;
    SystemClock clock;
    QtExecutor executor;
    client::WorkerThread network{u"network"_qs};
    client::WorkerThread files{u"files"_qs};
    client::HttpClient http;
    client::FileCredentials credentials;
    client::Session session;
    client::Api api;

private:
    bool m_finished = false;
    std::optional<Error> m_waitsFor;
};

/// The directory of a profile that was not named.
QString defaultProfile();

} // namespace parlor::cli
