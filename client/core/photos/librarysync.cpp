#include "client/core/photos/librarysync.h"

#include "shared/protocol/photoindex.h"

#include <QLoggingCategory>

namespace parlor::client {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.client.library")

LibraryEntry entryOf(const IndexedPhoto& photo) {
    LibraryEntry entry;
    entry.id = photo.id;
    entry.takenLocal = photo.takenLocal;
    entry.ratio = static_cast<float>(ratioOf(photo.aspect));
    entry.thumbHash = photo.thumbHash;
    entry.placeholder = photo.placeholder;
    entry.flags = static_cast<std::uint8_t>(
        (photo.favourite ? LibraryFavourite : 0) | (photo.motion ? LibraryMotion : 0)
        | (photo.video ? LibraryVideo : 0) | (photo.state == PhotoState::Pending ? LibraryPending : 0)
        | (photo.state == PhotoState::Damaged ? LibraryDamaged : 0));
    return entry;
}

bool isShown(const IndexedPhoto& photo) {
    return !photo.removed && !photo.trashed && !photo.archived && photo.state != PhotoState::Failed;
}

} // namespace

LibrarySync::LibrarySync(State& state, Cache& cache, Api& api, Executor& executor, QObject* parent)
    : QObject(parent), m_state(state), m_cache(cache), m_api(api), m_executor(executor) {}

void LibrarySync::start(std::int64_t cursor, const Epoch& epoch) {
    m_cursor = cursor;
    m_epoch = epoch;
    whenDone(m_cache.ask([](CacheDatabase& database) { return database.library.all(); }), &m_executor, this,
             [this](const Result<std::vector<LibraryEntry>>& entries) {
                 if (!entries || m_state.library().size() > 0)
                     return;
                 m_state.apply(LibraryLoaded{*entries});
             });
}

void LibrarySync::clear() {
    m_cursor = 0;
    m_epoch.clear();
    m_again = false;
}

void LibrarySync::catchUp() {
    if (m_asking) {
        m_again = true;
        return;
    }
    ask();
}

void LibrarySync::ask() {
    m_asking = true;
    whenDone(m_api.get(u"/v1/photos/index"_qs, m_cursor > 0 ? u"cursor=%1"_qs.arg(m_cursor) : QString()),
             &m_executor, this, [this](const Result<HttpAnswer>& answer) { answered(answer); });
}

void LibrarySync::answered(const Result<HttpAnswer>& answer) {
    m_asking = false;
    if (!answer) {
        if (!isTemporary(answer.error().code) && m_cursor > 0) {
            // A cursor that the server does not take: from the beginning.
            m_cursor = 0;
            ask();
        }
        return;
    }
    const auto page = decodePhotoIndex(answer->body);
    if (!page) {
        qCWarning(log) << "the index can not be read:" << page.error();
        return;
    }
    if (m_epoch != page->epoch) {
        const bool fromStart = m_cursor == 0;
        m_epoch = page->epoch;
        m_state.apply(LibraryLoaded{});
        m_cache.tell([](CacheDatabase& database) { return database.library.clear(); });
        if (!fromStart) {
            m_cursor = 0;
            return ask();
        }
    }
    std::vector<LibraryEntry> entries;
    std::vector<PhotoId> removed;
    for (const IndexedPhoto& photo : page->photos) {
        if (isShown(photo))
            entries.push_back(entryOf(photo));
        else
            removed.push_back(photo.id);
    }
    m_cursor = page->cursor;
    apply(std::move(entries), std::move(removed));
    m_cache.tell([cursor = m_cursor](CacheDatabase& database) {
        return database.places.setPosition(u"library"_qs, QString::number(cursor));
    });
    if (page->more || std::exchange(m_again, false))
        ask();
}

void LibrarySync::apply(std::vector<LibraryEntry> entries, std::vector<PhotoId> removed) {
    if (entries.empty() && removed.empty())
        return;
    m_state.apply(LibraryChanged{entries, removed});
    m_cache.tell([entries = std::move(entries), removed = std::move(removed)](CacheDatabase& database) {
        return database.library.change(entries, removed);
    });
}

void LibrarySync::changed(const Photo& photo) {
    if (const auto entry = libraryEntryOf(photo))
        apply({*entry}, {});
    else
        apply({}, {photo.id});
}

void LibrarySync::removed(PhotoId photo) {
    apply({}, {photo});
}

} // namespace parlor::client
