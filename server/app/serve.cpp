#include "server/app/serve.h"

#include "server/app/serving.h"
#include "server/app/signals.h"

#include <QEventLoop>
#include <QThread>
#include <QTimer>

#include <cstdio>

#include <sys/resource.h>
#include <sysexits.h>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcServe, "parlor.serve")

constexpr int drainMs = 25'000;
constexpr int recoverAfterMs = 500;
constexpr int recoverTries = 120;
constexpr int watchdogMs = 20'000;

void say(const QString& line) {
    std::fprintf(stdout, "%s\n", line.toUtf8().constData());
    std::fflush(stdout);
}

/// Each connection is a descriptor: take what the system allows.
void raiseDescriptorLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

enum class End { Stopped, Failed };

void greet(const Serving& serving) {
    say(u"Parlor listens on "_qs + serving.address());
    if (!serving.pin().isEmpty())
        say(u"Its own certificate has the SHA-256 "_qs + serving.pin());
    if (!serving.setupCode().isEmpty())
        say(u"Nobody has an account yet. The setup code for the owner: "_qs + serving.setupCode());
}

} // namespace

Result<int> serve(const Config& config, DataDirectory& data) {
    raiseDescriptorLimit();
    QEventLoop loop;
    Serving* current = nullptr;
    bool stopping = false;
    const SignalWatcher signalWatcher(
        [&] {
            stopping = true;
            loop.exit(static_cast<int>(End::Stopped));
        },
        [&] {
            if (current)
                current->reload();
        });
    QTimer watchdog;
    QObject::connect(&watchdog, &QTimer::timeout, [] { notifyServiceManager("WATCHDOG=1"); });
    watchdog.start(watchdogMs);

    Config now = config;
    bool greeted = false;
    int tries = 0;
    while (!stopping) {
        bool failed = false; // also before the loop runs
        auto serving = std::make_unique<Serving>(now, data, [&](const Error& error) {
            qCCritical(lcServe) << "the store failed, starting again through recovery:" << error;
            failed = true;
            loop.exit(static_cast<int>(End::Failed));
        });
        if (const auto started = serving->start(); !started) {
            // The first start tells its fault; a later one waits for the disk to come back.
            if (!greeted || ++tries > recoverTries)
                return std::unexpected(started.error());
            qCWarning(lcServe) << "can not start yet:" << started.error();
            serving.reset();
            QThread::msleep(recoverAfterMs);
            continue;
        }
        tries = 0;
        current = serving.get();
        now.listen = serving->listensOn();
        if (!greeted)
            greet(*serving);
        greeted = true;
        notifyServiceManager("READY=1");
        const End end = stopping ? End::Stopped : failed ? End::Failed : static_cast<End>(loop.exec());
        current = nullptr;
        if (end == End::Stopped) {
            notifyServiceManager("STOPPING=1");
            serving->drain(drainMs);
        }
    }
    return EX_OK;
}

} // namespace parlor::server
