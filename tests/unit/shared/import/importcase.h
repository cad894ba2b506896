#pragma once

#include "shared/import/importer.h"
#include "tests/support/waiting.h"
#include "tests/unit/shared/import/memorytarget.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor {

/// A folder of sources and a library in memory; one journal for all runs.
class ImportCase : public ::testing::Test {
protected:
    void write(const QString& path, const QByteArray& bytes) {
        const QString whole = folder.filePath(path);
        QDir().mkpath(whole.section(u'/', 0, -2));
        QFile file(whole);
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    Result<ImportSummary> run(const QStringList& paths, const ImportOptions& options = {}) {
        return runInto(target, paths, options);
    }

    Result<ImportSummary> runInto(ImportTarget& library, const QStringList& paths,
                                  const ImportOptions& options = {}) {
        lines.clear();
        QTemporaryDir unpacked;
        Importer importer(library, executor, [this](const ImportLine& line) {
            const QString path = line.path.mid(folder.path().size() + 1);
            EXPECT_FALSE(lines.contains(path)) << path.toStdString();
            lines.insert(path, line);
        });
        QStringList whole;
        for (const QString& path : paths)
            whole.append(folder.filePath(path));
        auto summary = test::await(importer.run({whole, unpacked.path(), journal(), sync, options}));
        if (summary) {
            EXPECT_TRUE(QDir(unpacked.path()).isEmpty()) << "what was unpacked is gone";
            EXPECT_EQ(lines.size(), summary->uploaded + summary->had + summary->missing + summary->skipped
                                        + summary->refused);
        }
        return summary;
    }

    [[nodiscard]] QString journal() const { return folder.filePath(u"journal"_qs); }

    QString wordOf(const QString& path) {
        return lines.contains(path) ? lines.value(path).toJson().value(u"result").toString() : u"-"_qs;
    }

    void python(const QString& script) {
        QProcess process;
        process.setWorkingDirectory(folder.path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"python3"_qs, {u"-W"_qs, u"ignore"_qs, u"-c"_qs, script});
        ASSERT_TRUE(process.waitForFinished(60'000));
        ASSERT_EQ(process.exitCode(), 0) << process.readAll().constData();
    }

    static QByteArray sidecar(std::int64_t seconds, const QByteArray& more = {}) {
        return R"({"title":"t","photoTakenTime":{"timestamp":")" + QByteArray::number(qint64(seconds)) + "\"}"
               + more + '}';
    }

    QTemporaryDir folder;
    QtExecutor executor;
    MemoryTarget target;
    SyncFile sync;                    ///< of the journal
    QHash<QString, ImportLine> lines; ///< by path in the folder
};

} // namespace parlor
