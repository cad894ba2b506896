#include "server/load/fanout.h"
#include "server/load/publish.h"
#include "server/load/resume.h"
#include "shared/core/error.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <CLI/CLI.hpp>

#include <cstdio>

#include <sys/resource.h>
#include <sysexits.h>

namespace {

using namespace parlor;
using namespace parlor::load;

constexpr int descriptorsKept = 1'000; ///< of the limit, for everything but connections

/// As many connections as this process, and so the server on the same machine, may hold.
int connectionsMost() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    constexpr rlim_t plenty = 101'000;
    return std::max(1, static_cast<int>(std::min(limit.rlim_max, plenty)) - descriptorsKept);
}

int report(const Result<QJsonObject>& result, bool json) {
    if (!result) {
        const QString text =
            result.error().detail.isEmpty() ? textFor(result.error().code) : result.error().detail;
        std::fprintf(stderr, "parlor-load: %s: %s\n", wireCode(result.error().code).data(),
                     text.toUtf8().constData());
        return result.error().code == ErrorCode::Busy ? EX_UNAVAILABLE : EX_SOFTWARE;
    }
    if (json) {
        std::printf("%s\n", QJsonDocument(*result).toJson(QJsonDocument::Compact).constData());
        return EX_OK;
    }
    for (auto it = result->begin(); it != result->end(); ++it)
        std::printf("%-28s %s\n", it.key().toUtf8().constData(),
                    QByteArray::number(it.value().toDouble(), 'g', 10).constData());
    return EX_OK;
}

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const int most = connectionsMost();
    CLI::App app("Loads a running Parlor server through its real protocol, to size a machine.",
                 "parlor-load");
    app.set_version_flag("--version", std::string("parlor-load ") + PARLOR_VERSION);
    app.require_subcommand(1);
    std::string data;
    bool json = false;
    FanoutPlan fanout;
    PublishPlan publish;
    ResumePlan resume;
    int code = EX_OK;
    const auto common = [&](CLI::App* command, int& size) {
        command->add_option("--data", data, "the data directory of the running server")->required();
        command->add_option("--size", size, "characters of a message")->check(CLI::Range(32, 8'000));
        command->add_flag("--json", json, "one JSON object");
        return command;
    };

    CLI::App* one = common(app.add_subcommand("fanout", "one channel, many members"), fanout.size);
    one->add_option("--connections", fanout.connections, "members of the channel")
        ->check(CLI::Range(1, most));
    one->add_option("--messages", fanout.messages, "to publish")->check(CLI::Range(1, 1'000'000));
    one->add_option("--in-flight", fanout.inFlight, "messages under way at once")
        ->check(CLI::Range(1, 1'000));
    one->callback([&] {
        fanout.data = QString::fromStdString(data);
        code = report(runFanout(fanout), json);
    });

    CLI::App* other =
        common(app.add_subcommand("publish", "durable publishes, one under way each"), publish.size);
    other->add_option("--publishers", publish.publishers, "connections that publish")
        ->check(CLI::Range(1, most));
    other->add_option("--seconds", publish.seconds, "how long")->check(CLI::Range(0.1, 3'600.0));
    other->callback([&] {
        publish.data = QString::fromStdString(data);
        code = report(runPublish(publish), json);
    });

    CLI::App* back = common(
        app.add_subcommand("resume", "everybody comes back at once and has missed the same"), resume.size);
    back->add_option("--connections", resume.connections, "members of the channel")
        ->check(CLI::Range(1, most));
    back->add_option("--missed", resume.missed, "events each of them has missed")->check(CLI::Range(1, 200));
    back->callback([&] {
        resume.data = QString::fromStdString(data);
        code = report(runResume(resume), json);
    });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int parsed = app.exit(error);
        return parsed == 0 ? EX_OK : EX_USAGE;
    }
    return code;
}
