#pragma once

#include "server/domain/ports/filekeeper.h"
#include "server/domain/ports/photostore.h"
#include "shared/core/clock.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <memory>

namespace parlor::server {

enum class FileFault {
    Missing, ///< a row names it, the disk has it not
    Damaged, ///< it can't be read, or holds other bytes than its row says
};

struct FaultyFile {
    PersonId owner;
    PhotoId photo;
    BlobArea area = BlobArea::Originals;
    QString name;
    FileFault fault = FileFault::Missing;
};

struct FileCheckOptions {
    PhotoId after;                       ///< where an earlier walk stopped; 0: from the start
    std::int64_t mostBytesPerSecond = 0; ///< 0: as fast as the disk
    std::int64_t stopAfterMs = 0;        ///< 0: to the end
};

struct FileCheckReport {
    static constexpr qsizetype mostNamed = 1'000;

    std::int64_t photos = 0;
    std::int64_t files = 0;
    std::int64_t bytes = 0;
    std::int64_t away = 0; ///< on a disk that is not connected: nothing is known of them
    std::int64_t faults = 0;
    QList<FaultyFile> faulty; ///< the first `mostNamed`
    PhotoId last;             ///< where the next walk goes on; 0 when everything was seen
};

/// Compares rows with files and files with their hashes: every original and rendering is read back. One walk
/// at a time; domain thread only.
class FileCheck final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    FileCheck(PhotoStore& photos, FileKeeper& keeper, const Clock& clock, Executor& executor,
              QObject* parent = nullptr);
    ~FileCheck() override;

    /// Busy while another walk is under way.
    Task<Result<FileCheckReport>> run(FileCheckOptions options);

    [[nodiscard]] bool isRunning() const { return m_walk != nullptr; }

private:
    struct Walk;

    void nextPage();
    void nextFile();
    void seen(const Result<BlobInfo>& found);
    void blame(FileFault fault);
    void goOn();
    void finish(const Status& status);

    PhotoStore& m_photos;
    FileKeeper& m_keeper;
    const Clock& m_clock;
    Executor& m_executor;
    QTimer m_pause;
    std::unique_ptr<Walk> m_walk;
};

} // namespace parlor::server
