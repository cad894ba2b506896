#include "client/cli/importcommand.h"

#include "client/cli/output.h"
#include "client/core/import/syncfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>

namespace parlor::cli {

ImportCommand::ImportCommand(Context& context, ImportCommandOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_lock(context.profile + u"/import.lock"_qs),
      m_unpacked(context.profile + u"/unpacked-XXXXXX"_qs),
      m_report(m_options.report),
      m_target(context.api, context.executor),
      m_importer(m_target, context.executor, [this](const ImportLine& line) { said(line); }) {}

void ImportCommand::start() {
    m_lock.setStaleLockTime(0);
    if (!m_options.report.isEmpty() && !m_report.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return m_context.fail(ExitCode::CannotCreate, u"the report can not be written"_qs);
    m_context.withAccount([this](const client::Account& account) { begin(account); });
}

void ImportCommand::begin(const client::Account& account) {
    if (!m_unpacked.isValid())
        return m_context.fail(ExitCode::CannotCreate, u"the profile can not be written"_qs);
    if (!m_lock.tryLock())
        return m_context.fail(ExitCode::CannotCreate,
                              u"another import of this profile is under way (import.lock)"_qs);
    // What runs that were killed had unpacked.
    const QStringList left = QDir(m_context.profile).entryList({u"unpacked-*"_qs}, QDir::Dirs);
    for (const QString& folder : left)
        if (const QString path = m_context.profile + u'/' + folder; path != m_unpacked.path())
            QDir(path).removeRecursively();
    const QString whose = account.person.id.toString() + u'@' + account.server.url.authority();
    const QByteArray name =
        QCryptographicHash::hash(whose.toUtf8(), QCryptographicHash::Sha256).left(8).toHex();
    QString journal;
    if (!m_options.how.dryRun)
        journal = m_context.profile + u"/import-%1.journal"_qs.arg(QString::fromLatin1(name));
    whenDone(m_importer.run({m_options.paths, m_unpacked.path(), journal, client::syncFile, m_options.how}),
             &m_context.executor, this, [this](const Result<ImportSummary>& summary) { finished(summary); });
}

void ImportCommand::said(const ImportLine& line) {
    if (m_report.isOpen()) {
        const QByteArray bytes = QJsonDocument(line.toJson()).toJson(QJsonDocument::Compact) + '\n';
        m_reportFails = m_reportFails || m_report.write(bytes) != bytes.size() || !m_report.flush();
    }
    if (m_context.json)
        printLine(line.toJson());
    else if (line.result != ImportResult::Skipped)
        printLine(line.path + u": "_qs + line.toJson().value(u"result").toString()
                  + (line.reason.isEmpty() ? QString() : u" - "_qs + line.reason));
}

void ImportCommand::finished(const Result<ImportSummary>& summary) {
    if (!summary) {
        if (!summary.error().detail.isEmpty() && summary.error().code == ErrorCode::FileFailed)
            return m_context.fail(ExitCode::NoInput, summary.error().detail);
        return m_context.fail(summary.error());
    }
    const QJsonObject counted{{u"summary"_qs, summary->toJson()}};
    if (m_report.isOpen())
        m_report.write(QJsonDocument(counted).toJson(QJsonDocument::Compact) + '\n');
    if (m_context.json)
        printLine(counted);
    else
        printLine(u"%1 uploaded, %2 had before, %3 to be uploaded, %4 refused, %5 skipped, %6 albums."_qs
                      .arg(summary->uploaded)
                      .arg(summary->had)
                      .arg(summary->missing)
                      .arg(summary->refused)
                      .arg(summary->skipped)
                      .arg(summary->albums));
    if (m_reportFails || (m_report.isOpen() && !m_report.flush()))
        return m_context.fail(ExitCode::CannotCreate, u"the report can not be written"_qs);
    m_context.finish(summary->refused > 0 ? ExitCode::Data : ExitCode::Ok);
}

} // namespace parlor::cli
