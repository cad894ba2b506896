#include "server/app/loadcommands.h"

#include <QFile>
#include <QJsonArray>
#include <QRandomGenerator>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace parlor::server {

namespace {

constexpr int peopleMost = 100'000;
constexpr int sessionsPerAnswer = 2'000;
constexpr int atOnce = 1'024;
constexpr std::int64_t lifetimeMs = 6 * 3'600'000LL;
const QString namePrefix = QStringLiteral("load.");
const QString mark = QStringLiteral("load");

QString nameOfPerson(int index) {
    return namePrefix + QString::number(index).rightJustified(5, u'0');
}

/// A field of a /proc file such as "VmRSS:   1234 kB", in bytes; 0 when there is none.
qint64 procBytes(const QString& path, const QByteArray& field) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray& line : lines)
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).replace("kB", "").trimmed().toLongLong() * 1024;
    return 0;
}

double cpuSeconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

QJsonObject usage(const ReadCounts& reads) {
    const double cpu = cpuSeconds();
    ::malloc_trim(0); // so that only what is in use counts
    return {{u"pid"_qs, qint64(::getpid())},
            {u"cpu_s"_qs, cpu},
            {u"rss_bytes"_qs, procBytes(u"/proc/self/status"_qs, "VmRSS")},
            {u"pss_bytes"_qs, procBytes(u"/proc/self/smaps_rollup"_qs, "Pss")},
            {u"event_log_reads"_qs, qint64(reads.eventLog)},
            {u"other_reads"_qs, qint64(reads.other)}};
}

} // namespace

LoadCommands::LoadCommands(Foundation& foundation, std::function<QStringList()> addresses, QObject* parent)
    : QObject(parent), m_foundation(foundation), m_addresses(std::move(addresses)) {
    takeBackLeftovers();
}

bool LoadCommands::handles(const QString& command) {
    return command == u"usage" || command.startsWith(u"load.");
}

bool LoadCommands::isOurs(const Account& account) {
    return account.passwordHash.isEmpty() && account.person.metadata.value(mark).toBool();
}

Task<Result<QJsonObject>> LoadCommands::run(const QString& command, const QJsonObject& arguments) {
    if (command == u"usage")
        return doneTask(Result<QJsonObject>(usage(m_foundation.store().readers().counts())));
    const Answer answer;
    if (command == u"load.begin")
        begin(arguments, answer);
    else if (command == u"load.sessions")
        sessions(arguments.value(u"from").toInt(-1), arguments.value(u"count").toInt(-1), answer);
    else if (command == u"load.end")
        end(answer);
    else
        answer.finish(fail(ErrorCode::UnknownOperation));
    return answer.task();
}

void LoadCommands::forAll(int count, std::function<void(int, Done)> each, Done finished) {
    struct Run {
        std::function<void(int, Done)> each;
        Done finished;
        Status status;
        int next = 0, open = 0, count = 0;

        bool isGoing = false;

        static void go(const std::shared_ptr<Run>& run) {
            if (run->isGoing) // one that is done at once: the loop below goes on
                return;
            run->isGoing = true;
            while (run->open < atOnce && run->next < run->count && run->status) {
                ++run->open;
                run->each(run->next++, [run](const Status& status) {
                    --run->open;
                    if (!status && run->status)
                        run->status = status;
                    go(run);
                });
            }
            run->isGoing = false;
            if (run->open == 0 && run->finished)
                std::exchange(run->finished, nullptr)(run->status);
        }
    };

    const auto run = std::make_shared<Run>();
    run->each = std::move(each);
    run->finished = std::move(finished);
    run->count = count;
    Run::go(run);
}

/// Of a run that a crash cut short.
void LoadCommands::takeBackLeftovers() {
    whenDone(m_foundation.store().keys().list(), &m_foundation.executor(), this,
             [this](const Result<QList<ApiKey>>& keys) {
                 bool left = false;
                 for (const ApiKey& key : keys.value_or(QList<ApiKey>()))
                     if (key.rateClass == RateClass::Load && !key.revoked && key.name != m_keyName) {
                         left = true;
                         std::ignore = m_foundation.store().keys().revoke(key.name);
                     }
                 if (left && !m_isRunning)
                     disableLeftovers();
             });
}

void LoadCommands::disableLeftovers() {
    m_isRunning = true;
    whenDone(m_foundation.store().accounts().list(namePrefix, peopleMost, false), &m_foundation.executor(),
             this, [this](const Result<QList<Account>>& accounts) {
                 for (const Account& account : accounts.value_or(QList<Account>()))
                     if (isOurs(account))
                         m_people.append(account.person);
                 end(Answer());
             });
}

void LoadCommands::begin(const QJsonObject& arguments, const Answer& answer) {
    const int people = arguments.value(u"people").toInt();
    if (people < 1 || people > peopleMost)
        return answer.finish(fail(ErrorCode::BadRequest, u"people: 1 to %1"_qs.arg(peopleMost)));
    if (m_isRunning)
        return answer.finish(fail(ErrorCode::Conflict, u"another load run is under way"_qs));
    m_isRunning = true;
    m_subscribes = arguments.value(u"subscribe").toBool(true);
    m_people = QList<Person>(people);
    whenDone(m_foundation.store().accounts().list(namePrefix, peopleMost, true), &m_foundation.executor(),
             this, [this, answer](const Result<QList<Account>>& known) {
                 if (!known)
                     return failBegin(known.error(), answer);
                 gather(*known, answer);
             });
}

void LoadCommands::failBegin(const Error& error, const Answer& answer) {
    m_isRunning = false;
    m_people.clear();
    answer.finish(std::unexpected(error));
}

void LoadCommands::gather(const QList<Account>& known, const Answer& answer) {
    QHash<QString, Account> byName;
    for (const Account& account : known)
        if (isOurs(account))
            byName.insert(account.person.name, account);
    const auto each = [this, byName](int index, const Done& done) {
        AccountStore& accounts = m_foundation.store().accounts();
        const QString name = nameOfPerson(index);
        if (const auto found = byName.constFind(name); found != byName.constEnd()) {
            m_people[index] = found->person;
            if (!found->disabled)
                return done({});
            return whenDone(accounts.setDisabled(found->person.id, false), &m_foundation.executor(), this,
                            [done](const Status& status) { done(status); });
        }
        NewAccount account;
        account.name = account.displayName = name;
        account.metadata.insert(mark, true);
        whenDone(accounts.create(account), &m_foundation.executor(), this,
                 [this, index, done](const Result<Account>& made) {
                     if (!made)
                         return done(std::unexpected(made.error()));
                     m_people[index] = made->person;
                     done({});
                 });
    };
    forAll(static_cast<int>(m_people.size()), each, [this, answer](const Status& status) {
        if (!status)
            return failBegin(status.error(), answer);
        openChannel(answer);
    });
}

void LoadCommands::openChannel(const Answer& answer) {
    // One channel for each size: its members are the first so many people.
    const QString name = u"load-%1"_qs.arg(m_people.size());
    ChannelStore& channels = m_foundation.store().channels();
    whenDone(channels.byName(name), &m_foundation.executor(), this,
             [this, name, answer, &channels](const Result<Channel>& found) {
                 if (found && found->createdBy != m_people.first().id)
                     return failBegin({ErrorCode::NameTaken, u"somebody has a channel named "_qs + name},
                                      answer);
                 if (found)
                     return openKey(found->id, answer);
                 NewChannel channel;
                 channel.kind = ChannelKind::Channel;
                 channel.visibility = Visibility::Private;
                 channel.name = name;
                 for (const Person& person : m_people.sliced(1))
                     channel.people.append(person.id);
                 const Operation operation{m_people.first().id, {}, makeClientId(), QByteArray(16, '\0')};
                 whenDone(channels.create(operation, channel), &m_foundation.executor(), this,
                          [this, answer](const Result<Outcome>& made) {
                              if (!made)
                                  return failBegin(made.error(), answer);
                              openKey(made->channel, answer);
                          });
             });
}

void LoadCommands::openKey(ChannelId channel, const Answer& answer) {
    QJsonArray operations{u"publish"_qs};
    if (m_subscribes)
        operations.append(u"subscribe"_qs);
    const auto capability =
        Capability::fromJson({{u"channel:"_qs + channel.toString(), QJsonValue(operations)}});
    if (!capability)
        return failBegin(capability.error(), answer);
    m_capability = *capability;
    ApiKey key;
    key.name = loadKeyPrefix.toString() + QString::number(QRandomGenerator::system()->generate64(), 36);
    key.label = u"parlor-load"_qs;
    key.capability = m_capability;
    key.person = m_people.first().id;
    key.rateClass = RateClass::Load;
    m_keyName = key.name;
    whenDone(m_foundation.store().keys().create(key), &m_foundation.executor(), this,
             [this, channel, answer](const Result<ApiKey>& made) {
                 if (!made)
                     return failBegin(made.error(), answer);
                 m_keyRevision = made->revision;
                 answer.finish(QJsonObject{{u"key"_qs, made->name},
                                           {u"channel"_qs, channel.toString()},
                                           {u"addresses"_qs, QJsonArray::fromStringList(m_addresses())}});
             });
}

void LoadCommands::sessions(int from, int count, const Answer& answer) {
    if (!m_isRunning || m_keyName.isEmpty() || from < 0 || count < 1 || count > sessionsPerAnswer
        || from + count > m_people.size())
        return answer.finish(
            fail(ErrorCode::BadRequest, u"sessions of this run, at most %1"_qs.arg(sessionsPerAnswer)));
    const auto tokens = std::make_shared<QList<QString>>(count);
    const auto each = [this, from, tokens](int index, const Done& done) {
        const PeerInfo peer{u"127.0.0.1"_qs, u"127.0.0.1"_qs, false, true};
        whenDone(m_foundation.sessions().open(m_people.at(from + index), u"parlor-load"_qs, m_capability,
                                              peer, {.name = m_keyName, .revision = m_keyRevision},
                                              lifetimeMs),
                 &m_foundation.executor(), this, [tokens, index, done](const Result<SignedIn>& opened) {
                     if (!opened)
                         return done(std::unexpected(opened.error()));
                     (*tokens)[index] = opened->accessToken;
                     done({});
                 });
    };
    forAll(count, each, [answer, tokens](const Status& status) {
        if (!status)
            return answer.finish(std::unexpected(status.error()));
        answer.finish(QJsonObject{{u"tokens"_qs, QJsonArray::fromStringList(*tokens)}});
    });
}

void LoadCommands::end(const Answer& answer) {
    if (!m_isRunning)
        return answer.finish(QJsonObject());
    const auto disable = [this, answer](const Status& revoked) {
        const auto each = [this](int index, const Done& done) {
            whenDone(m_foundation.store().accounts().setDisabled(m_people.at(index).id, true),
                     &m_foundation.executor(), this, [done](const Status& status) { done(status); });
        };
        forAll(static_cast<int>(m_people.size()), each, [this, answer, revoked](const Status& status) {
            m_isRunning = false;
            m_people.clear();
            m_keyName.clear();
            if (!revoked || !status)
                return answer.finish(std::unexpected(revoked ? status.error() : revoked.error()));
            answer.finish(QJsonObject());
        });
    };
    if (m_keyName.isEmpty())
        return disable({});
    whenDone(m_foundation.store().keys().revoke(m_keyName), &m_foundation.executor(), this, disable);
}

} // namespace parlor::server
