// contract_writer DATABASE PERSON CHANNEL PUBLISHERS: posts with that many in flight and prints, in one
// write(2) a line, "<client id> <serial>" for every durable answer.
#include "server/store/sqlitestore.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <cstdio>
#include <functional>

#include <unistd.h>

using namespace parlor;
using namespace parlor::server;

namespace {

/// Runs jobs where they are posted from: the store's writer thread, between two batches.
class Inline final : public Executor {
public:
    void post(Job job) override { job(); }
};

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 5)
        return 64;
    const SystemClock clock;
    SqliteStore store(arguments.at(1), clock);
    if (!store.open())
        return 70;
    const auto person = PersonId::fromString(arguments.at(2));
    const auto channel = ChannelId::fromString(arguments.at(3));
    if (!person || !channel)
        return 64;
    Inline executor;
    std::function<void()> post = [&] {
        const QString clientId = makeClientId();
        const Operation operation{
            .person = *person,
            .session = {},
            .clientId = clientId,
            .requestHash =
                QCryptographicHash::hash(clientId.toLatin1(), QCryptographicHash::Sha256).left(16)};
        Entry entry;
        entry.text = clientId;
        store.messages()
            .post(operation, *channel, entry, std::nullopt)
            .then(&executor, [&, clientId](const auto& done) {
                if (!done)
                    ::_exit(1);
                const QByteArray line = clientId.toLatin1() + ' '
                                        + QByteArray::number(static_cast<qlonglong>(done->serial.value()))
                                        + '\n';
                if (::write(STDOUT_FILENO, line.constData(), static_cast<std::size_t>(line.size())) < 0)
                    ::_exit(1);
                post();
            });
    };
    for (int i = 0; i < arguments.at(4).toInt(); ++i)
        post();
    for (;;)
        ::pause();
}
