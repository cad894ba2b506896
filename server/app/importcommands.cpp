#include "server/app/importcommands.h"

#include "server/blobs/fileops.h"
#include "server/domain/import/librarytarget.h"
#include "shared/import/importer.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

namespace parlor::server {

namespace {

/// The folder of the journals may be as new as the journal.
Status syncFile(int descriptor, const QString& path) {
    TRY(files::sync(descriptor));
    if (path.isEmpty())
        return {};
    const QByteArray folder = files::parentOf(QFile::encodeName(path));
    TRY(files::syncDirectory(folder));
    return files::syncDirectory(files::parentOf(folder));
}

} // namespace

/// One import under way.
struct ImportCommands::Run {
    Promise<Result<QJsonObject>> answer;
    QString journal;
    std::unique_ptr<QTemporaryDir> unpacked;
    QFile report;
    bool reportFails = false;
    std::unique_ptr<LibraryTarget> target;
    std::unique_ptr<Importer> importer;

    void write(const QJsonObject& line) {
        if (!report.isOpen())
            return;
        const QByteArray bytes = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
        reportFails = reportFails || report.write(bytes) != bytes.size() || !report.flush();
    }
};

ImportCommands::ImportCommands(Foundation& foundation, PhotoParts& photos, const DataDirectory& data,
                               QObject* parent)
    : QObject(parent), m_foundation(foundation), m_photos(photos), m_folder(data.path() + u"/imports"_qs) {}

ImportCommands::~ImportCommands() = default;

bool ImportCommands::handles(const QString& command) {
    return command == u"import";
}

Task<Result<QJsonObject>> ImportCommands::run(const QString&, const QJsonObject& arguments) {
    const auto refused = [](ErrorCode code, const QString& why) {
        return doneTask<Result<QJsonObject>>(fail(code, why));
    };
    if (m_run)
        return refused(ErrorCode::Conflict, u"an import is under way"_qs);
    const QJsonArray paths = arguments.value(u"paths").toArray();
    for (const QJsonValue& path : paths)
        if (!QDir::isAbsolutePath(path.toString()))
            return refused(ErrorCode::BadRequest, u"a path is not absolute"_qs);
    m_run = std::make_unique<Run>();
    const QString report = arguments.value(u"report").toString();
    m_run->report.setFileName(report);
    if (!report.isEmpty()
        && (!QDir::isAbsolutePath(report)
            || !m_run->report.open(QIODevice::WriteOnly | QIODevice::Truncate))) {
        m_run.reset();
        return refused(ErrorCode::FileFailed, u"the report can not be written"_qs);
    }
    const Task<Result<QJsonObject>> task = m_run->answer.task();
    whenDone(m_foundation.store().accounts().byName(arguments.value(u"name").toString()),
             &m_foundation.executor(), this, [this, arguments](const Result<Account>& account) {
                 if (!account)
                     return finish(std::unexpected(account.error()));
                 begin(*account, arguments);
             });
    return task;
}

QString ImportCommands::journalOf(PersonId person) const {
    return m_folder + u'/' + person.toString();
}

void ImportCommands::forget(PersonId person) {
    QFile::remove(journalOf(person));
}

void ImportCommands::begin(const Account& account, const QJsonObject& arguments) {
    QDir().mkpath(m_folder);
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // What an import that was killed had unpacked.
    const QStringList left = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& folder : left)
        QDir(m_folder + u'/' + folder).removeRecursively();
    m_run->unpacked = std::make_unique<QTemporaryDir>(m_folder + u"/unpacked-XXXXXX"_qs);
    if (!m_run->unpacked->isValid())
        return finish(fail(ErrorCode::FileFailed, m_run->unpacked->errorString()));
    Importer::Request request;
    const QJsonArray paths = arguments.value(u"paths").toArray();
    for (const QJsonValue& path : paths)
        request.paths.append(path.toString());
    request.temporary = m_run->unpacked->path();
    request.options.albums = arguments.value(u"albums").toBool();
    request.options.takeout = arguments.value(u"takeout").toBool();
    request.options.dryRun = arguments.value(u"dry_run").toBool();
    if (!request.options.dryRun)
        request.journal = m_run->journal = journalOf(account.person.id);
    request.sync = syncFile;
    QtExecutor& executor = m_foundation.executor();
    m_run->target = std::make_unique<LibraryTarget>(account.person.id, m_photos.library(), m_photos.albums(),
                                                    m_photos.uploads(), m_photos.store(), executor);
    m_run->importer = std::make_unique<Importer>(
        *m_run->target, executor, [run = m_run.get()](const ImportLine& line) { run->write(line.toJson()); });
    whenDone(m_run->importer->run(std::move(request)), &executor, this,
             [this](const Result<ImportSummary>& summary) {
                 if (!summary)
                     return finish(std::unexpected(summary.error()));
                 m_run->write({{u"summary"_qs, summary->toJson()}});
                 if (summary->refused == 0 && !m_run->journal.isEmpty())
                     QFile::remove(m_run->journal); // nothing is left to go on with
                 if (m_run->reportFails)
                     return finish(fail(ErrorCode::FileFailed, u"the report can not be written"_qs));
                 finish(summary->toJson());
             });
}

void ImportCommands::finish(const Result<QJsonObject>& answer) {
    const std::unique_ptr<Run> run = std::move(m_run);
    run->answer.finish(answer);
}

} // namespace parlor::server
