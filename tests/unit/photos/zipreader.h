#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>

#include <gtest/gtest.h>

namespace parlor::server::test {

/// What Python's zipfile says; a failed reading is its error.
inline QByteArray python(const QString& script, const QString& path) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"python3"_qs,
                  {u"-c"_qs, u"import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n"_qs + script, path});
    EXPECT_TRUE(process.waitForFinished(300'000));
    return process.readAll().trimmed();
}

} // namespace parlor::server::test
