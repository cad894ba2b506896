#include "server/domain/photos/photocatalogue.h"

namespace parlor::server {

PhotoCatalogue::PhotoCatalogue(PhotoStore& photos, Executor& executor, int rows, QObject* parent)
    : QObject(parent), m_photos(photos), m_executor(executor), m_rows(rows) {}

const StoredPhoto* PhotoCatalogue::known(PhotoId id) const {
    const Entry* entry = m_rows.object(id);
    return entry != nullptr && entry->exists ? &entry->photo : nullptr;
}

void PhotoCatalogue::find(PhotoId id, Found found) {
    if (const Entry* entry = m_rows.object(id)) {
        if (!entry->exists)
            return found(fail(ErrorCode::UnknownPhoto));
        const StoredPhoto copy = entry->photo; // `found` may change the cache
        return found(copy);
    }
    auto& waiting = m_waiting[id];
    waiting.append(std::move(found));
    if (waiting.size() > 1)
        return;
    read(id);
}

void PhotoCatalogue::read(PhotoId id) {
    whenDone(m_photos.byId(id), &m_executor, this, [this, id](const Result<StoredPhoto>& row) {
        // A write was quicker than this read: some may have asked since, and must not be told what was
        // before.
        if (m_changedMeanwhile.remove(id) && !m_rows.contains(id))
            return read(id);
        if (row && !m_rows.contains(id))
            m_rows.insert(id, new Entry{true, *row});
        const Entry* entry = m_rows.object(id);
        Result<StoredPhoto> answer = row;
        if (entry != nullptr)
            answer = entry->exists ? Result<StoredPhoto>(entry->photo) : fail(ErrorCode::UnknownPhoto);
        for (const Found& tell : m_waiting.take(id))
            tell(answer);
    });
}

void PhotoCatalogue::forget(PhotoId id) {
    changed(id);
    m_rows.remove(id);
    if (m_waiting.contains(id))
        m_changedMeanwhile.insert(id);
}

void PhotoCatalogue::removed(PhotoId id) {
    changed(id);
    m_rows.insert(id, new Entry{false, {}});
}

void PhotoCatalogue::committed(const CommittedItem& item) {
    const auto* own = std::get_if<PersonCommitted>(&item);
    if (own == nullptr)
        return;
    for (const PersonEvent& event : own->events) {
        PhotoId id;
        if (const auto* changed = std::get_if<LibraryPhotoChanged>(&event.body))
            id = changed->photo.id;
        else if (const auto* gone = std::get_if<LibraryPhotoRemoved>(&event.body))
            id = gone->photo; // conversations may hold it still
        if (id.isValid())
            forget(id);
    }
}

} // namespace parlor::server
