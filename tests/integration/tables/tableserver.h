#pragma once

#include "tests/support/chatpeer.h"
#include "tests/support/processes.h"
#include "tests/support/seeding/seeding.h"
#include "tests/unit/net/rawclient.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <span>

namespace parlor::test {

/// The one server that all tables ask, with people whose tokens are in each state; "dora"
/// and "erin" have passwords. Started at the first use.
class TableServer : public ServerProcess {
public:
    static TableServer& instance();
    /// At the end of the program.
    static void end();

    SeededPerson owner, ada, bo, guest;
    SeededPerson erased; ///< by nobody yet
    QByteArray expired1s, expired61s, revoked, ofDisabled;
    SeededPerson elsewhere; ///< of another server
    QString family, garden; ///< public channels of owner, ada and bo
    qint64 firstProcess = 0;

    /// Of one of the person's sessions, each in its turn.
    QByteArray tokenOf(const SeededPerson& person);

private:
    TableServer();

    std::map<std::int64_t, QList<QByteArray>> m_tokens;
};

/// Rows of a table: after each the server is the same process and still answers.
class TableTest : public ::testing::Test {
protected:
    void TearDown() override;

    TableServer& server = TableServer::instance();
};

/// A request by hand; the answer's status, head and body.
server::RawClient::Response ask(const QByteArray& request);
/// A whole request: `headers` with their CRLFs.
server::RawClient::Response ask(const QByteArray& methodAndPath, const QByteArray& headers,
                                const QByteArray& body = {});
/// The `code` of a problem document.
QString codeOf(const server::RawClient::Response& response);

/// A case that has no place here, and why.
struct NotHere {
    const char* id;
    const char* reason;
};

/// Every number of `letter` up to `last` begins the name of a row or stands among those that are not here.
void expectAllNumbers(char letter, int last, const QStringList& rows, std::span<const NotHere> notHere);

} // namespace parlor::test
