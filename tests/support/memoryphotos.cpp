#include "tests/support/memoryphotos.h"

#include "server/domain/photos/photochanges.h"
#include "server/domain/photos/photopairs.h"
#include "server/domain/photos/photoversions.h"
#include "server/domain/ports/librarystore.h"

#include <algorithm>

namespace parlor::test {

namespace {

/// One entry of the light index with the revision that made it.
using Change = std::pair<std::int64_t, IndexedPhoto>;

IndexedPhoto indexed(const StoredPhoto& stored) {
    IndexedPhoto out;
    out.id = stored.photo.id;
    out.takenLocal = stored.photo.takenLocal;
    out.aspect = aspectOf(stored.photo.facts.width, stored.photo.facts.height);
    out.state = stored.photo.state;
    out.favourite = stored.photo.favourite;
    out.archived = stored.photo.archived;
    out.trashed = stored.photo.trashed;
    out.removed =
        stored.shelf == Shelf::Refused || stored.shelf == Shelf::Held || stored.shelf == Shelf::Paired;
    out.video = stored.photo.facts.isVideo();
    out.motion = stored.photo.facts.motion && !out.video;
    out.placeholder = stored.photo.placeholder;
    for (const Rendering& rendering : stored.photo.renderings)
        if (rendering.kind == RenderingKind::Thumb)
            out.thumbHash = rendering.hash.toULongLong(nullptr, 16);
    return out;
}

bool hasTag(const StoredPhoto& stored, const QString& key) {
    return std::ranges::any_of(stored.photo.tags, [&](const QString& tag) { return tagKey(tag) == key; });
}

} // namespace

Task<Result<AddedPhoto>> MemoryPhotoStore::add(NewPhoto fresh) {
    AddedPhoto added;
    PhotoId id;
    const auto still = find(fresh.still);
    fresh.still = still && mayMove(*still, fresh.owner) ? fresh.still : PhotoId();
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto& [known, stored] : m_photos)
            if (stored.photo.owner == fresh.owner && stored.photo.sha256 == fresh.blob.sha256)
                id = known;
        if (!id.isValid()) {
            added.stored = makePhoto(makeNew<PhotoId>(), fresh, m_clock.now());
            added.stored.revision = ++m_revisions[fresh.owner];
            m_photos[added.stored.photo.id] = added.stored;
        }
    }
    if (id.isValid()) {
        added.existed = m_photos[id].shelf != Shelf::Refused && m_photos[id].shelf != Shelf::Held;
        added.stored = *change(id, {}, &applyUploadedAgain);
        if (fresh.still.isValid())
            added.stored = *joinStill(added.stored, fresh.still);
    }
    if (fresh.upload.isValid() && uploadDone)
        uploadDone(fresh.upload, added.stored.photo.id, added.existed);
    return doneTask<Result<AddedPhoto>>(added);
}

Result<StoredPhoto> MemoryPhotoStore::change(PhotoId id, PersonId owner,
                                             const std::function<bool(StoredPhoto*)>& apply) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_photos.find(id);
    if (found == m_photos.end() || (owner.isValid() && found->second.photo.owner != owner))
        return fail(ErrorCode::UnknownPhoto);
    if (apply(&found->second))
        found->second.revision = ++m_revisions[found->second.photo.owner];
    return found->second;
}

Task<Result<StoredPhoto>> MemoryPhotoStore::byId(PhotoId id) {
    return doneTask(change(id, {}, [](StoredPhoto*) { return false; }));
}

Task<Result<QList<StoredPhoto>>> MemoryPhotoStore::byIds(QList<PhotoId> ids) {
    const std::scoped_lock lock(m_mutex);
    QList<StoredPhoto> found;
    for (const PhotoId id : ids)
        if (m_photos.contains(id))
            found.append(m_photos.at(id));
    return doneTask<Result<QList<StoredPhoto>>>(found);
}

Task<Result<QList<KnownHash>>> MemoryPhotoStore::byHashes(PersonId owner, QList<QByteArray> sha256) {
    const std::scoped_lock lock(m_mutex);
    QList<KnownHash> found;
    for (const QByteArray& hash : sha256)
        for (const auto& [id, stored] : m_photos)
            if (stored.photo.owner == owner && stored.photo.sha256 == hash)
                found.append({hash, id, stored.shelf});
    return doneTask<Result<QList<KnownHash>>>(found);
}

Task<Result<LibraryPage>> MemoryPhotoStore::page(LibraryQuery query) {
    const std::scoped_lock lock(m_mutex);
    const auto place = [](const StoredPhoto& stored) {
        return std::pair(stored.photo.takenLocal, stored.photo.id);
    };
    LibraryPage page;
    for (const auto& [id, stored] : m_photos)
        if (stored.photo.owner == query.owner && stored.shelf == query.shelf
            && (!query.favourites || stored.photo.favourite) && stored.photo.rating >= query.leastRating
            && (query.tag.isEmpty() || hasTag(stored, query.tag))
            && (!query.locality.isValid() || stored.photo.locality.id == query.locality)
            && (!query.before || place(stored) < std::pair(query.before->takenLocal, query.before->id)))
            page.photos.append(stored);
    std::ranges::sort(page.photos, std::greater(), place);
    page.end = page.photos.size() <= query.limit;
    page.photos = page.photos.first(std::min<qsizetype>(query.limit, page.photos.size()));
    return doneTask<Result<LibraryPage>>(page);
}

Task<Result<QList<MonthCount>>> MemoryPhotoStore::months(PersonId owner) {
    const std::scoped_lock lock(m_mutex);
    std::map<int, int, std::greater<>> counts;
    for (const auto& [id, stored] : m_photos)
        if (stored.photo.owner == owner && stored.shelf == Shelf::Library)
            ++counts[monthOf(stored.photo.takenLocal)];
    QList<MonthCount> months;
    for (const auto& [month, photos] : counts)
        months.append({month, photos});
    return doneTask<Result<QList<MonthCount>>>(months);
}

Task<Result<PhotoIndexPage>> MemoryPhotoStore::changedSince(PersonId owner, std::int64_t revision,
                                                            int limit) {
    const std::scoped_lock lock(m_mutex);
    QList<Change> changes;
    for (const auto& [id, stored] : m_photos)
        if (stored.photo.owner == owner && stored.revision > revision)
            changes.append({stored.revision, indexed(stored)});
    for (const Removed& removal : m_removed) {
        IndexedPhoto gone;
        gone.id = removal.id;
        gone.removed = true;
        if (removal.owner == owner && removal.revision > revision && revision > 0)
            changes.append({removal.revision, gone});
    }
    std::ranges::sort(changes, {}, &Change::first);
    PhotoIndexPage page;
    page.cursor = m_revisions.value(owner);
    page.more = changes.size() > limit;
    if (page.more) {
        changes.resize(limit);
        page.cursor = changes.last().first;
    }
    for (const Change& change : changes)
        if (revision > 0 || !change.second.removed)
            page.photos.append(change.second);
    return doneTask<Result<PhotoIndexPage>>(page);
}

LibraryUsage MemoryPhotoStore::usageOf(PersonId owner) const {
    LibraryUsage usage{0, 0, m_revisions.value(owner)};
    for (const auto& [id, stored] : m_photos) {
        if (stored.photo.owner != owner)
            continue;
        usage.bytes += stored.photo.size;
        ++usage.photos;
    }
    return usage;
}

Task<Result<LibraryUsage>> MemoryPhotoStore::usage(PersonId owner) {
    const std::scoped_lock lock(m_mutex);
    return doneTask<Result<LibraryUsage>>(usageOf(owner));
}

Task<Result<StoredPhoto>> MemoryPhotoStore::finish(PhotoId id, Processed processed) {
    Result<StoredPhoto> now =
        change(id, {}, [&](StoredPhoto* photo) { return applyProcessed(photo, processed); });
    if (!now || now->photo.state == PhotoState::Pending)
        return doneTask(now);
    if (now->partner.isValid())
        now = settlePromise(*now);
    if (now && mayHavePartner(*now))
        now = linkHalf(*now);
    return doneTask(now ? linkVersion(*now) : now);
}

Task<Result<int>> MemoryPhotoStore::noteCrash(QByteArray sha256) {
    const std::scoped_lock lock(m_mutex);
    return doneTask<Result<int>>(++m_crashes[sha256]);
}

Task<Result<QHash<QByteArray, int>>> MemoryPhotoStore::crashes() {
    const std::scoped_lock lock(m_mutex);
    return doneTask<Result<QHash<QByteArray, int>>>(m_crashes);
}

Task<Result<int>> MemoryPhotoStore::reopen(ErrorCode reason, int limit) {
    int count = 0;
    for (const StoredPhoto& stored : all())
        if (stored.shelf == Shelf::Refused && stored.photo.reason == wireCode(reason) && count < limit)
            count += change(stored.photo.id, {}, &applyUploadedAgain) ? 1 : 0;
    return doneTask<Result<int>>(count);
}

Task<Result<StoredPhoto>> MemoryPhotoStore::addRendering(PhotoId id, StoredRendering rendering) {
    return doneTask(change(id, {}, [&](StoredPhoto* photo) {
        applyRendering(photo, rendering);
        return false; // makes no event and does not count as a change of the library
    }));
}

Task<Result<StoredPhoto>> MemoryPhotoStore::edit(PersonId owner, PhotoId id, PhotoEdit edit) {
    std::optional<ErrorCode> refusal;
    const Result<StoredPhoto> edited = change(id, owner, [&](StoredPhoto* photo) {
        refusal = refusalOf(*photo, edit);
        return !refusal && applyEdit(photo, edit);
    });
    if (refusal)
        return doneTask<Result<StoredPhoto>>(fail(*refusal));
    return doneTask(edited && edit.taken ? linkVersion(*edited) : edited);
}

Result<StoredPhoto> MemoryPhotoStore::removeNow(PersonId owner, PhotoId id) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_photos.find(id);
    if (found == m_photos.end() || found->second.photo.owner != owner)
        return fail(ErrorCode::UnknownPhoto);
    StoredPhoto gone = found->second;
    m_photos.erase(found);
    m_removed.append({owner, ++m_revisions[owner], id});
    const auto pin = [&](const QString& blob) {
        auto& until = m_pins[{owner, blob}];
        until = std::max(until, m_clock.now() + restMs);
    };
    pin(gone.blob);
    for (const StoredRendering& rendering : gone.renderings)
        pin(rendering.blob);
    if (removed)
        removed(id);
    return gone;
}

Task<Result<StoredPhoto>> MemoryPhotoStore::remove(PersonId owner, PhotoId id) {
    const Result<StoredPhoto> gone = removeNow(owner, id);
    if (gone)
        parted(*gone);
    return doneTask(gone);
}

Task<Result<StoredPhoto>> MemoryPhotoStore::release(PersonId owner, PhotoId id) {
    const auto before = find(id);
    const Result<StoredPhoto> released = change(id, owner, &applyReleased);
    if (released && before->version.isValid() && !released->version.isValid())
        (void)change(before->version, {}, [id](StoredPhoto* edited) {
            if (edited->version != id)
                return false;
            unstack(edited);
            return true;
        });
    return doneTask(released);
}

QList<StoredPhoto> MemoryPhotoStore::all() {
    const std::scoped_lock lock(m_mutex);
    QList<StoredPhoto> photos;
    for (const auto& [id, stored] : m_photos)
        photos.append(stored);
    return photos;
}

Task<Result<QList<StoredPhoto>>> MemoryPhotoStore::unheld(int limit) {
    QList<StoredPhoto> found = all();
    found.removeIf([this](const StoredPhoto& stored) {
        return stored.shelf != Shelf::Held || (isHeld && isHeld(stored.photo.id));
    });
    return doneTask<Result<QList<StoredPhoto>>>(found.first(std::min<qsizetype>(limit, found.size())));
}

Task<Result<QList<StoredPhoto>>> MemoryPhotoStore::anyOf(PersonId owner, int limit) {
    QList<StoredPhoto> found = all();
    found.removeIf([owner](const StoredPhoto& stored) { return stored.photo.owner != owner; });
    return doneTask<Result<QList<StoredPhoto>>>(found.first(std::min<qsizetype>(limit, found.size())));
}

Task<Status> MemoryPhotoStore::pin(PersonId owner, QList<QByteArray> sha256, std::int64_t until) {
    const std::scoped_lock lock(m_mutex);
    for (const auto& [id, stored] : m_photos)
        if (stored.photo.owner == owner && sha256.contains(stored.photo.sha256)
            && (stored.shelf == Shelf::Library || stored.shelf == Shelf::Archive
                || stored.shelf == Shelf::Paired)) {
            auto& kept = m_pins[{owner, stored.blob}];
            kept = std::max(kept, until);
        }
    return doneTask<Status>({});
}

Task<Status> MemoryPhotoStore::unpin(std::int64_t now) {
    const std::scoped_lock lock(m_mutex);
    m_pins.removeIf([now](const auto& pin) { return pin.value() < now; });
    return doneTask<Status>({});
}

Task<Result<QList<PhotoId>>> MemoryPhotoStore::needingWork(int limit) {
    const std::scoped_lock lock(m_mutex);
    QList<PhotoId> ids;
    for (const auto& [id, stored] : m_photos)
        if (stored.needsWork && ids.size() < limit)
            ids.append(id);
    return doneTask<Result<QList<PhotoId>>>(ids);
}

Task<Result<QList<StoredPhoto>>> MemoryPhotoStore::ended(std::int64_t now, int limit) {
    const std::scoped_lock lock(m_mutex);
    QList<StoredPhoto> ended;
    for (const auto& [id, stored] : m_photos)
        if (stored.endsAt && *stored.endsAt < now && ended.size() < limit)
            ended.append(stored);
    return doneTask<Result<QList<StoredPhoto>>>(ended);
}

Task<Result<QList<StoredPhoto>>> MemoryPhotoStore::after(PhotoId id, int limit) {
    const std::scoped_lock lock(m_mutex);
    QList<StoredPhoto> found;
    for (auto at = m_photos.upper_bound(id); at != m_photos.end() && found.size() < limit; ++at)
        found.append(at->second);
    return doneTask<Result<QList<StoredPhoto>>>(found);
}

Task<Result<QSet<QString>>> MemoryPhotoStore::named(PersonId owner, BlobArea area, QStringList blobs) {
    const std::scoped_lock lock(m_mutex);
    QSet<QString> names;
    for (const auto& [id, stored] : m_photos) {
        if (stored.photo.owner != owner)
            continue;
        if (area == BlobArea::Originals)
            names.insert(stored.blob);
        else
            for (const StoredRendering& rendering : stored.renderings)
                names.insert(rendering.blob);
    }
    for (auto it = m_pins.cbegin(); it != m_pins.cend(); ++it)
        if (it.key().first == owner)
            names.insert(it.key().second);
    return doneTask<Result<QSet<QString>>>(names & QSet<QString>(blobs.begin(), blobs.end()));
}

} // namespace parlor::test
