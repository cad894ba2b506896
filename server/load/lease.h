#pragma once

#include "shared/core/result.h"

#include <QJsonObject>
#include <QLocalSocket>
#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace parlor::load {

/// What the server's process has used so far.
struct Usage {
    int pid = 0;
    double cpuSeconds = 0;
    double residentBytes = 0;
    double eventLogReads = 0, otherReads = 0; ///< of the store

    /// Who it is and how large it has become: "server_pid", "server_rss_bytes".
    void tell(QJsonObject* report) const;
};

/// A run that the server grants over its admin socket: a key of rate class `load`, a channel and signed-in
/// people. The server takes all of it back at end(), or when this process is gone.
class Lease {
public:
    /// Busy when no server runs on that data directory.
    Status open(const QString& dataDirectory);

    /// `subscribe`: the sessions get the channel's events; otherwise they may only publish.
    Status begin(int people, bool subscribe);

    /// Takes the sessions back. What fails is taken back by the server itself.
    void end();

    Result<Usage> usage();

    [[nodiscard]] const std::vector<std::string>& tokens() const { return m_tokens; }

    [[nodiscard]] const std::string& channel() const { return m_channel; }

    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    Result<QJsonObject> ask(const QString& command, const QJsonObject& arguments = {});
    Status choosePort(const QStringList& addresses);

    QLocalSocket m_socket;
    std::vector<std::string> m_tokens;
    std::string m_channel;
    std::uint16_t m_port = 0;
};

} // namespace parlor::load
