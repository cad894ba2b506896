#pragma once

#include "tests/support/chatpeer.h"
#include "tests/support/historychecker.h"
#include "tests/support/seeding/seeding.h"

#include <memory>
#include <string>
#include <vector>

namespace parlor::test {

/// Writes into one channel, some messages at a time under way, and says each again with the same client id
/// until it is answered for good.
class Publisher {
public:
    Publisher(HistoryChecker& checker, const QByteArray& token, QString channel, QString name, int window,
              QByteArray from, Transport transport = Transport::Socket);

    void open(std::uint16_t port);
    /// Says what is due: new messages while `publishing`, and again what was refused for now.
    void tend(bool publishing);

    ChatPeer peer;

    [[nodiscard]] bool isIdle() const { return m_underWay.isEmpty(); }

    [[nodiscard]] int acknowledged() const { return m_acknowledged; }

    /// Codes of permanent refusals: none is expected by most tests.
    QStringList refusals;
    int temporary = 0; ///< refusals that ask to come again

private:
    void hear(const QJsonObject& frame);

    HistoryChecker& m_checker;
    const QString m_channel, m_name;
    const int m_window;
    int m_number = 0;
    int m_acknowledged = 0;
    QHash<QString, QString> m_underWay; ///< client id → text
    QStringList m_again;                ///< client ids to say once more
};

/// Follows channels as PROTOCOL says, except that it takes every event for new: a repeated or missing one is
/// the checker's to report.
class Follower {
public:
    Follower(HistoryChecker& checker, const QByteArray& token, QString name, QByteArray from,
             int receiveBuffer = 0, Transport transport = Transport::Socket);

    void open(std::uint16_t port);

    ChatPeer peer;

    [[nodiscard]] qint64 cursor(const QString& channel) const { return m_cursors.value(channel, -1); }

    /// All pages that a resume asked for have come.
    [[nodiscard]] bool isCaughtUp() const { return m_paging.isEmpty(); }

    /// Told each event that is applied: channel, event.
    std::function<void(const QString&, const QJsonObject&)> onEvent;

    int resets = 0; ///< channels in which the server said to start anew, after the first connection
    int resumes = 0;

private:
    void hear(const QJsonObject& frame);
    void welcome();
    void apply(const QString& channel, const QJsonObject& event);
    void page(const QString& channel);

    HistoryChecker& m_checker;
    const QString m_name;
    QString m_epoch;
    QHash<QString, qint64> m_cursors;
    QHash<QString, QList<QJsonObject>> m_paging; ///< channel → live events that came meanwhile
    QHash<qint64, QString> m_pages;              ///< rid → channel
    bool m_welcomed = false;
};

/// Publishers and followers in channels of one server, with the checker that judges them.
class Crowd {
public:
    /// Seeds a stopped server's data: `channels` channels with a follower and a publisher for each place.
    /// All of them are connected by `transport`.
    Crowd(const QString& dataDirectory, int channels, int publishers, int followers, int window = 4,
          Transport transport = Transport::Socket);

    void connect(std::uint16_t port);

    /// Nobody comes back by themselves any more, until connect().
    void forgetServer() { m_port = 0; }

    /// Lets all talk until the condition holds; those who lost their connection come back at once.
    bool talkUntil(const std::function<bool()>& condition, int timeoutMs = 60'000);

    /// No new messages: waits until each one is answered and every follower has the newest.
    bool settle(int timeoutMs = 60'000);

    /// Reads the whole log of each channel into the checker and answers all that is wrong.
    QStringList verdict();

    [[nodiscard]] int acknowledged() const;
    [[nodiscard]] int resets() const;

    HistoryChecker checker;
    QStringList channels;
    QByteArray ownerToken;        ///< one more session of the channels' owner, for looking
    QList<QByteArray> moreTokens; ///< … and some for other uses
    QList<ChatPeer*> guests;      ///< read and write with the others; not opened again by themselves
    std::vector<std::unique_ptr<Publisher>> publishers;
    std::vector<std::unique_ptr<Follower>> followers;

private:
    [[nodiscard]] QList<ChatPeer*> peers() const;
    void tend();

    std::uint16_t m_port = 0;
    bool m_publishing = false;
};

/// Both ways to be connected: they promise the same.
#define PARLOR_ON_ALL_TRANSPORTS(suite)                                                                      \
    INSTANTIATE_TEST_SUITE_P(                                                                                \
        Over, suite, ::testing::Values(::parlor::test::Transport::Socket, ::parlor::test::Transport::Sync),  \
        [](const auto& row) { return ::parlor::test::nameOf(row.param); })

/// "Socket", "Sync": for the names of tests.
std::string nameOf(Transport transport);

/// A loopback address for the n-th client: sockets before sign-in are counted by address.
QByteArray addressOf(int n);

/// Each event of a channel from the first on, as `peer` may read it.
QList<Seen> readLog(ChatPeer& peer, const QString& channel);

/// What an event looks like to the checker.
Seen seenOf(const QJsonObject& event);

} // namespace parlor::test
