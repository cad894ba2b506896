#pragma once

#include "client/core/client.h"
#include "tests/support/historychecker.h"

#include <QTemporaryDir>

#include <memory>
#include <string>

namespace parlor::test {

/// The client's core as the window drives it: signed in, one channel open. Runs on the test's event loop;
/// wait with waitFor().
class Desktop {
public:
    /// Signs in as the person whom ServerProcess::addPerson() made, at 127.0.0.1:`port`, and joins.
    Desktop(std::uint16_t port, const QString& person, const QString& channelName);
    ~Desktop();

    [[nodiscard]] client::State& state() { return m_client->state(); }

    [[nodiscard]] ChannelId channel() const { return m_channel; }

    [[nodiscard]] bool isOnline() { return state().connection().state == client::Connectivity::Online; }

    /// A message whose text is unique, told to the checker as attempted when there is one.
    QString say(const QString& text, HistoryChecker* checker = nullptr);

    /// Nobody waits for the answer.
    void edit(MessageId message, const QString& text);

    /// Everything said has its place and everything up to `head` has come.
    [[nodiscard]] bool isAt(qint64 head);

    /// Where it stands, for the report of a failure.
    [[nodiscard]] std::string standing();

    /// Ends the process's part of it and starts again on the same profile.
    void restart();

    /// The rows as an observer saw them.
    void tell(HistoryChecker* checker, const QString& observer);

private:
    void start();

    QTemporaryDir m_profile;
    std::unique_ptr<client::Client> m_client;
    ChannelId m_channel;
};

} // namespace parlor::test
