#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/core/import/apitarget.h"
#include "shared/import/importer.h"

#include <QFile>
#include <QLockFile>
#include <QTemporaryDir>

namespace parlor::cli {

struct ImportCommandOptions {
    QStringList paths;
    ImportOptions how;
    QString report; ///< a file; empty for none
};

/// Brings folders, Takeouts and exports into the library. The profile keeps a journal, so that a run that was
/// ended is done again in the time of what is left.
class ImportCommand final : public Command {
    Q_OBJECT
public:
    ImportCommand(Context& context, ImportCommandOptions options);
    void start() override;

private:
    void begin(const client::Account& account);
    void said(const ImportLine& line);
    void finished(const Result<ImportSummary>& summary);

    Context& m_context;
    const ImportCommandOptions m_options;
    QLockFile m_lock; ///< the journal and what is unpacked are of one run at a time
    QTemporaryDir m_unpacked;
    QFile m_report;
    bool m_reportFails = false;
    client::ApiTarget m_target;
    Importer m_importer;
};

} // namespace parlor::cli
