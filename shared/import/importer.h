#pragma once

#include "shared/import/importplan.h"
#include "shared/import/importtarget.h"
#include "shared/import/importthread.h"

#include <QJsonObject>
#include <QObject>

#include <functional>
#include <memory>

namespace parlor {

enum class ImportResult {
    Uploaded,
    Had,     ///< the library had these bytes, or they stood in the sources before
    Missing, ///< of a dry run: it would be uploaded
    Skipped,
    Refused,
};

/// What became of one file.
struct ImportLine {
    QString path;
    ImportResult result = ImportResult::Skipped;
    PhotoId id;
    QString reason; ///< a wire code or a few words; empty for none

    [[nodiscard]] QJsonObject toJson() const;
};

struct ImportSummary {
    std::int64_t uploaded = 0, had = 0, missing = 0, skipped = 0, refused = 0, albums = 0;

    [[nodiscard]] QJsonObject toJson() const;
};

/// Brings files of folders and archives into a library: lists and plans, then hash, ask, upload and say what
/// is known of it, some at a time; albums at the end. One that was ended anywhere is run again and does what
/// is left. Facts are written to what this import brought; a photo that the library had keeps what is said of
/// it there. One run at a time, on the thread of the executor; files are read on a thread of its own.
class Importer final : public QObject {
    Q_OBJECT
public:
    using Say = std::function<void(const ImportLine&)>;

    struct Request {
        QStringList paths;
        QString temporary; ///< a folder that exists, for what is unpacked
        QString journal;   ///< a file; empty for none
        ImportOptions options;
    };

    /// All live longer. `say` hears of each file once.
    Importer(ImportTarget& target, Executor& executor, Say say, QObject* parent = nullptr);
    ~Importer() override;

    /// What makes going on senseless ends it: FileFailed for a source that can't be read, QuotaExceeded,
    /// DiskFull, NetworkFailed, what is wrong with the session …
    Task<Result<ImportSummary>> run(Request request);

private:
    struct Run;
    struct Ready;
    using ReadyPtr = std::shared_ptr<Ready>;

    void readNext();
    void checkBatch(const QList<ReadyPtr>& batch);
    [[nodiscard]] bool isOurs(const Ready& ready) const;
    void pump();
    void work(const ReadyPtr& ready);
    void bring(const ReadyPtr& ready);
    void upload(const ReadyPtr& ready);
    void writeFacts(const ReadyPtr& ready, ImportResult result);
    void settle(const ReadyPtr& ready, ImportResult result, const QString& reason);
    void failed(const ReadyPtr& ready, const Error& error);
    void tell(const QString& path, ImportResult result, PhotoId id, const QString& reason);
    void nextAlbum();
    void makeAlbum(const PlannedAlbum& album, qsizetype level, AlbumId parent);
    void fillAlbum(AlbumId album, const QList<PhotoId>& photos, qsizetype atOnce);
    void finish(const Status& status);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ImportTarget& m_target;
    Executor& m_executor;
    Say m_say;
    std::shared_ptr<Run> m_run;
    ImportThread m_thread;
};

} // namespace parlor
