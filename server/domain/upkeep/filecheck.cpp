#include "server/domain/upkeep/filecheck.h"

#include <QLoggingCategory>
#include <QQueue>

#include <algorithm>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(lcUpkeep, "parlor.upkeep")

constexpr int pageSize = 100;

} // namespace

struct FileCheck::Walk {
    struct Expected {
        PersonId owner;
        PhotoId photo;
        BlobArea area = BlobArea::Originals;
        QString name;
        QByteArray sha256;
        std::int64_t size = 0;
    };

    FileCheckOptions options;
    FileCheckReport report;
    Promise<Result<FileCheckReport>> answer;
    QQueue<Expected> files; ///< of the page being looked at
    PhotoId place;
    std::int64_t startedAt = 0; ///< monotonic ms
};

FileCheck::FileCheck(PhotoStore& photos, FileKeeper& keeper, const Clock& clock, Executor& executor,
                     QObject* parent)
    : QObject(parent), m_photos(photos), m_keeper(keeper), m_clock(clock), m_executor(executor) {
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &FileCheck::nextFile);
}

FileCheck::~FileCheck() = default;

Task<Result<FileCheckReport>> FileCheck::run(FileCheckOptions options) {
    if (m_walk)
        return doneTask<Result<FileCheckReport>>(
            fail(ErrorCode::Busy, u"the files are being looked at already"_qs));
    m_walk = std::make_unique<Walk>();
    m_walk->options = options;
    m_walk->place = options.after;
    m_walk->startedAt = m_clock.monotonic();
    const Task<Result<FileCheckReport>> task = m_walk->answer.task();
    nextPage();
    return task;
}

void FileCheck::nextPage() {
    whenDone(m_photos.after(m_walk->place, pageSize), &m_executor, this,
             [this](const Result<QList<StoredPhoto>>& page) {
                 if (!page)
                     return finish(std::unexpected(page.error()));
                 if (page->isEmpty()) {
                     m_walk->place = {};
                     return finish({});
                 }
                 for (const StoredPhoto& photo : *page) {
                     const PersonId owner = photo.photo.owner;
                     const PhotoId id = photo.photo.id;
                     m_walk->files.enqueue(
                         {owner, id, BlobArea::Originals, photo.blob, photo.photo.sha256, photo.photo.size});
                     for (const StoredRendering& rendering : photo.renderings)
                         m_walk->files.enqueue({owner, id, BlobArea::Renderings, rendering.blob,
                                                rendering.sha256, rendering.size});
                 }
                 m_walk->report.photos += page->size();
                 m_walk->place = page->last().photo.id;
                 nextFile();
             });
}

void FileCheck::nextFile() {
    if (m_walk->files.isEmpty()) {
        const std::int64_t spent = m_clock.monotonic() - m_walk->startedAt;
        if (m_walk->options.stopAfterMs > 0 && spent >= m_walk->options.stopAfterMs)
            return finish({});
        return nextPage();
    }
    const Walk::Expected& file = m_walk->files.head();
    whenDone(m_keeper.examine(file.owner, file.area, file.name), &m_executor, this,
             [this](const Result<BlobInfo>& found) { seen(found); });
}

void FileCheck::seen(const Result<BlobInfo>& found) {
    const Walk::Expected& file = m_walk->files.head();
    ++m_walk->report.files;
    if (found)
        m_walk->report.bytes += found->size;
    if (found && found->sha256 == file.sha256 && found->size == file.size)
        return goOn();
    if (!found && found.error().code == ErrorCode::OriginalAway) {
        ++m_walk->report.away;
        return goOn();
    }
    const bool missing = !found && found.error().code == ErrorCode::NotFound;
    blame(missing ? FileFault::Missing : FileFault::Damaged);
}

// The photo may have been edited or deleted since the page was read: only what its row still names counts.
void FileCheck::blame(FileFault fault) {
    whenDone(m_photos.byId(m_walk->files.head().photo), &m_executor, this,
             [this, fault](const Result<StoredPhoto>& row) {
                 const Walk::Expected& file = m_walk->files.head();
                 const auto named = [&] {
                     return row
                            && (file.area == BlobArea::Originals
                                    ? row->blob == file.name
                                    : std::ranges::any_of(row->renderings, [&](const StoredRendering& made) {
                                          return made.blob == file.name;
                                      }));
                 };
                 if (named()) {
                     qCWarning(lcUpkeep) << "photo" << file.photo.toString()
                                         << (file.area == BlobArea::Originals ? "original" : "rendering")
                                         << (fault == FileFault::Missing ? "is missing" : "is damaged");
                     ++m_walk->report.faults;
                     if (m_walk->report.faulty.size() < FileCheckReport::mostNamed)
                         m_walk->report.faulty.append({file.owner, file.photo, file.area, file.name, fault});
                 }
                 goOn();
             });
}

void FileCheck::goOn() {
    m_walk->files.dequeue();
    const std::int64_t rate = m_walk->options.mostBytesPerSecond;
    const std::int64_t due = rate > 0 ? m_walk->report.bytes * 1'000 / rate : 0;
    const std::int64_t ahead = due - (m_clock.monotonic() - m_walk->startedAt);
    if (ahead > 0)
        m_pause.start(static_cast<int>(std::min<std::int64_t>(ahead, 60'000)));
    else
        nextFile();
}

void FileCheck::finish(const Status& status) {
    const std::unique_ptr<Walk> walk = std::move(m_walk);
    walk->report.last = walk->place;
    if (status)
        walk->answer.finish(walk->report);
    else
        walk->answer.finish(std::unexpected(status.error()));
}

} // namespace parlor::server
