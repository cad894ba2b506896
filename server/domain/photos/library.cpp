#include "server/domain/photos/library.h"

#include "shared/protocol/limits.h"

#include <QJsonDocument>

#include <algorithm>

namespace parlor::server {

namespace {

constexpr int trashEveryMs = 3'600'000;
constexpr int filesEveryMs = 24 * 3'600'000;
constexpr std::int64_t orphanForMs = 24 * 3'600'000LL;
constexpr int endedPage = 200;
constexpr int mostOffset = 14 * 60;

bool isCleanText(const QString& text) {
    return std::ranges::none_of(text,
                                [](QChar c) { return c.category() == QChar::Other_Control && c != u'\n'; });
}

} // namespace

/// One walk over all files, a folder at a time, so that memory stays flat.
struct Library::FileSweep {
    BlobArea area = BlobArea::Originals;
    QList<PersonId> owners;
    int first = 0;                   ///< first byte of the names to look at next
    std::int64_t unchangedSince = 0; ///< ms UTC: younger files may still get their row
};

Library::Library(PhotoStore& photos, PhotoCatalogue& catalogue, PhotoProcessing& processing, BlobStore& blobs,
                 MessageStore& messages, const Clock& clock, Executor& executor, QObject* parent)
    : QObject(parent),
      m_photos(photos),
      m_catalogue(catalogue),
      m_processing(processing),
      m_blobs(blobs),
      m_messages(messages),
      m_clock(clock),
      m_executor(executor) {
    connect(&m_trashTimer, &QTimer::timeout, this, &Library::sweepTrash);
    connect(&m_filesTimer, &QTimer::timeout, this, &Library::sweepFiles);
}

void Library::start() {
    m_trashTimer.start(trashEveryMs);
    m_filesTimer.start(filesEveryMs);
    sweepTrash();
}

Task<Result<LibraryPage>> Library::page(LibraryQuery query) {
    query.limit = std::clamp(query.limit, 1, largestPage);
    return m_photos.page(query);
}

Status Library::check(const PhotoEdit& edit) {
    if (edit.rotation && (*edit.rotation < 0 || *edit.rotation >= 360 || *edit.rotation % 90 != 0))
        return fail(ErrorCode::BadRequest);
    if (edit.caption && edit.caption->size() > longestCaption)
        return fail(ErrorCode::TooLarge);
    if (edit.caption && !isCleanText(*edit.caption))
        return fail(ErrorCode::BadText);
    if (edit.taken && std::abs(edit.taken->offsetMinutes) > mostOffset)
        return fail(ErrorCode::BadRequest);
    if (edit.metadata
        && QJsonDocument(*edit.metadata).toJson(QJsonDocument::Compact).size() > limits::entryMetadata)
        return fail(ErrorCode::TooLarge);
    return {};
}

Task<Result<StoredPhoto>> Library::edit(PersonId owner, PhotoId id, PhotoEdit edit) {
    if (const Status checked = check(edit); !checked)
        return doneTask<Result<StoredPhoto>>(std::unexpected(checked.error()));
    edit.trashedUntil = m_clock.now() + trashForMs;
    const Promise<Result<StoredPhoto>> answer;
    when(m_photos.edit(owner, id, std::move(edit)), [this, answer](const Result<StoredPhoto>& edited) {
        if (edited) {
            m_catalogue.put(*edited);
            if (edited->needsWork)
                m_processing.enqueue(edited->photo.id, true);
        }
        answer.finish(edited);
    });
    return answer.task();
}

Task<Status> Library::remove(PersonId owner, PhotoId id) {
    const Promise<Status> answer;
    when(m_photos.remove(owner, id), [this, owner, id, answer](const Result<StoredPhoto>& removed) {
        if (!removed)
            return answer.finish(std::unexpected(removed.error()));
        m_catalogue.removed(id);
        when(m_messages.photoChanged(owner, referenceTo(removed->photo), true),
             [answer](const Result<int>& told) {
                 answer.finish(told ? Status() : std::unexpected(told.error()));
             });
    });
    return answer.task();
}

void Library::sweepTrash() {
    when(m_photos.ended(m_clock.now(), endedPage), [this](const Result<QList<StoredPhoto>>& ended) {
        for (const StoredPhoto& photo : ended.value_or(QList<StoredPhoto>()))
            when(remove(photo.photo.owner, photo.photo.id), [](const Status&) {});
    });
}

void Library::sweepFiles() {
    for (const BlobArea area : {BlobArea::Originals, BlobArea::Renderings}) {
        when(m_blobs.owners(area), [this, area](const Result<QList<PersonId>>& owners) {
            if (owners)
                sweepNext(
                    std::make_shared<FileSweep>(FileSweep{area, *owners, 0, m_clock.now() - orphanForMs}));
        });
    }
}

void Library::sweepNext(const std::shared_ptr<FileSweep>& sweep) {
    if (sweep->first > 0xff) {
        sweep->owners.removeFirst();
        sweep->first = 0;
    }
    if (sweep->owners.isEmpty())
        return;
    when(m_blobs.list(sweep->owners.first(), sweep->area, static_cast<std::uint8_t>(sweep->first)),
         [this, sweep](const Result<QList<StoredFile>>& files) {
             if (files)
                 sweepFolder(sweep, *files);
         });
}

void Library::sweepFolder(const std::shared_ptr<FileSweep>& sweep, const QList<StoredFile>& files) {
    QStringList old;
    for (const StoredFile& file : files)
        if (file.changedAt <= sweep->unchangedSince)
            old.append(file.name);
    ++sweep->first;
    if (old.isEmpty())
        return sweepNext(sweep);
    const PersonId owner = sweep->owners.first();
    when(m_photos.named(owner, sweep->area, old), [this, sweep, owner,
                                                   old](const Result<QSet<QString>>& named) {
        if (!named)
            return; // a store that fails is no reason to delete; the next walk tries again
        for (const QString& name : old)
            if (!named->contains(name))
                when(m_blobs.remove(owner, sweep->area, name, sweep->unchangedSince), [](const Status&) {});
        sweepNext(sweep);
    });
}

} // namespace parlor::server
