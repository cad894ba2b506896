#pragma once

#include "tests/support/processes.h"
#include "tests/unit/client/fakeserver.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::test {

/// parlor-cli with a profile of its own, signed in at a server that the test plays.
class CliTest : public testing::Test {
protected:
    CliTest();

    /// Runs it to its end, while the server answers.
    Finished run(const QStringList& arguments);

    [[nodiscard]] QString file(const QString& name) const { return m_directory.filePath(name); }

    static FakeAnswer json(const QJsonObject& object, int status = 200);
    static FakeAnswer problem(int status, const QString& code);

    FakeServer server;

private:
    QTemporaryDir m_directory;
};

} // namespace parlor::test
