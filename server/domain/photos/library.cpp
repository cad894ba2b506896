#include "server/domain/photos/library.h"

#include "server/domain/photos/cleantext.h"
#include "server/domain/photos/photoquery.h"
#include "shared/protocol/limits.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTimeZone>

#include <algorithm>

namespace parlor::server {

namespace {

constexpr int trashEveryMs = 3'600'000;
constexpr int endedPage = 200;
constexpr int mostOffset = 14 * 60;
constexpr std::int64_t farthestTime = 253'402'300'799'999; // the end of the year 9999
constexpr int settledAtOnce = 200;
constexpr int memoriesOfYear = 20;
constexpr int mostCounts = 1'000;

std::int64_t startOf(QDate date) {
    return QDateTime(date, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
}

} // namespace

Library::Library(PhotoStore& photos, VersionStore& versions, LibraryStore& lists, AlbumStore& albums,
                 PhotoCatalogue& catalogue, PhotoProcessing& processing, MessageStore& messages,
                 const Clock& clock, Executor& executor, QObject* parent)
    : QObject(parent),
      m_photos(photos),
      m_versions(versions),
      m_lists(lists),
      m_albums(albums),
      m_catalogue(catalogue),
      m_processing(processing),
      m_messages(messages),
      m_clock(clock),
      m_executor(executor) {
    connect(&m_trashTimer, &QTimer::timeout, this, &Library::sweepTrash);
}

void Library::start() {
    m_trashTimer.start(trashEveryMs);
    sweepTrash();
    settle();
}

void Library::settle() {
    when(m_lists.settle(settledAtOnce), [this](const Result<Settled>& settled) {
        if (!settled)
            return;
        for (const PhotoId id : settled->changed)
            m_catalogue.forget(id);
        if (settled->more)
            settle();
    });
}

Task<Result<LibraryPage>> Library::page(LibraryQuery query) {
    query.limit = std::clamp(query.limit, 1, largestPage);
    return m_photos.page(query);
}

Status Library::clean(PhotoEdit* change) {
    if (change->tags) {
        TRY_ASSIGN(change->tags, cleanTags(*change->tags));
    }
    const PhotoEdit& edit = *change;
    if (edit.place) {
        const auto& [latitude, longitude] = *edit.place;
        if (latitude.has_value() != longitude.has_value()
            || (latitude && (std::abs(*latitude) > 90 || std::abs(*longitude) > 180)))
            return fail(ErrorCode::BadRequest);
    }
    if (edit.taken && std::abs(edit.taken->at.value_or(0)) > farthestTime)
        return fail(ErrorCode::BadRequest);
    if (edit.rating && (*edit.rating < 0 || *edit.rating > highestRating))
        return fail(ErrorCode::BadRequest);
    if (edit.rotation && (*edit.rotation < 0 || *edit.rotation >= 360 || *edit.rotation % 90 != 0))
        return fail(ErrorCode::BadRequest);
    if (edit.caption && edit.caption->size() > longestCaption)
        return fail(ErrorCode::TooLarge);
    if (edit.caption && !isCleanText(*edit.caption))
        return fail(ErrorCode::BadText);
    if (edit.taken && std::abs(edit.taken->offsetMinutes.value_or(0)) > mostOffset)
        return fail(ErrorCode::BadRequest);
    if (edit.metadata
        && QJsonDocument(*edit.metadata).toJson(QJsonDocument::Compact).size() > limits::entryMetadata)
        return fail(ErrorCode::TooLarge);
    return {};
}

Task<Result<StoredPhoto>> Library::edit(PersonId owner, PhotoId id, PhotoEdit edit) {
    if (const Status checked = clean(&edit); !checked)
        return doneTask<Result<StoredPhoto>>(std::unexpected(checked.error()));
    edit.trashedUntil = m_clock.now() + trashForMs;
    const Promise<Result<StoredPhoto>> answer;
    when(m_photos.edit(owner, id, std::move(edit)), [this, answer](const Result<StoredPhoto>& edited) {
        if (edited && edited->needsWork)
            m_processing.enqueue(edited->photo.id, true);
        answer.finish(edited);
    });
    return answer.task();
}

Task<Result<QList<KnownHash>>> Library::check(PersonId owner, QList<QByteArray> sha256) {
    const Promise<Result<QList<KnownHash>>> answer;
    // Pinned first, so that nothing that is answered can have gone.
    when(m_photos.pin(owner, sha256, m_clock.now() + PhotoStore::restMs),
         [this, owner, sha256, answer](const Status& pinned) {
             if (!pinned)
                 return answer.finish(std::unexpected(pinned.error()));
             when(m_photos.byHashes(owner, sha256),
                  [answer](const Result<QList<KnownHash>>& known) { answer.finish(known); });
         });
    return answer.task();
}

Task<Result<LibraryPage>> Library::search(PersonId owner, const QString& text,
                                          std::optional<LibraryPlace> before, int limit) {
    if (text.size() > limits::queryCharacters)
        return doneTask<Result<LibraryPage>>(fail(ErrorCode::TooLarge));
    PhotoSearch search = parsePhotoQuery(text);
    search.owner = owner;
    search.before = before;
    search.limit = std::clamp(limit, 1, largestPage);
    return m_lists.search(std::move(search));
}

Task<Result<MonthPage>> Library::month(PersonId owner, int month, std::optional<LibraryPlace> before,
                                       int limit) {
    const QDate first(month / 12, month % 12 + 1, 1);
    if (!first.isValid())
        return doneTask<Result<MonthPage>>(fail(ErrorCode::BadRequest));
    LocalSpan span{startOf(first), startOf(first.addMonths(1))};
    PhotoId below;
    if (before && before->takenLocal < span.to) {
        span.to = before->takenLocal;
        below = before->id;
    }
    limit = std::clamp(limit, 1, mostOfMonth);
    const Promise<Result<MonthPage>> answer;
    when(m_lists.index(owner, span, below, limit + 1),
         [answer, limit](const Result<QList<IndexedPhoto>>& photos) {
             if (!photos)
                 return answer.finish(std::unexpected(photos.error()));
             const bool more = photos->size() > limit;
             answer.finish(MonthPage{more ? photos->first(limit) : *photos, more});
         });
    return answer.task();
}

Task<Result<QList<Memory>>> Library::memories(PersonId owner, QDate day) {
    const Promise<Result<QList<Memory>>> answer;
    when(m_photos.months(owner), [this, owner, day, answer](const Result<QList<MonthCount>>& months) {
        if (!months)
            return answer.finish(std::unexpected(months.error()));
        QList<int> years;
        QList<LocalSpan> spans;
        for (const MonthCount& count : *months) {
            const int year = count.month / 12;
            // In a year without a 29th of February there is nothing to remember of that day.
            if (count.month % 12 + 1 != day.month() || year >= day.year()
                || !QDate::isValid(year, day.month(), day.day()))
                continue;
            const QDate then(year, day.month(), day.day());
            years.append(year);
            spans.append({startOf(then), startOf(then.addDays(1))});
        }
        when(m_lists.spans(owner, spans, memoriesOfYear),
             [answer, years](const Result<QList<LibraryPage>>& pages) {
                 if (!pages)
                     return answer.finish(std::unexpected(pages.error()));
                 QList<Memory> memories;
                 for (qsizetype i = 0; i < pages->size(); ++i)
                     if (!pages->at(i).photos.isEmpty())
                         memories.append({years.at(i), pages->at(i)});
                 answer.finish(memories);
             });
    });
    return answer.task();
}

Task<Result<GroupPage>> Library::groups(PersonId owner, GroupKind kind, PhotoId before, int limit) {
    return m_lists.groups(owner, kind, before, std::clamp(limit, 1, largestPage));
}

Task<Result<QList<LibraryCount>>> Library::tags(PersonId owner, const QString& after, int limit) {
    return m_lists.counts(owner, CountKind::Tag, after, std::clamp(limit, 1, mostCounts));
}

Task<Result<LocalityPage>> Library::localities(LocalityQuery query) {
    query.limit = std::clamp(query.limit, 1, largestPage);
    return m_lists.localities(std::move(query));
}

Task<Result<LibraryStatistics>> Library::statistics(PersonId owner) {
    struct Gathering {
        LibraryStatistics statistics;
        int open = 7;
        std::optional<Error> error;
    };

    const Promise<Result<LibraryStatistics>> answer;
    const auto all = std::make_shared<Gathering>();
    const auto put = [this, all, answer](const auto& task, auto* into) {
        when(task, [all, answer, into](const auto& part) {
            if (part)
                *into = *part;
            else
                all->error = part.error();
            if (--all->open > 0)
                return;
            answer.finish(all->error ? std::unexpected(*all->error)
                                     : Result<LibraryStatistics>(all->statistics));
        });
    };
    LibraryStatistics& statistics = all->statistics;
    put(m_photos.usage(owner), &statistics.usage);
    put(m_photos.months(owner), &statistics.months);
    put(m_lists.counts(owner, CountKind::Shelf, {}, mostCounts), &statistics.shelves);
    put(m_lists.counts(owner, CountKind::Favourite, {}, mostCounts), &statistics.favourites);
    put(m_lists.counts(owner, CountKind::Rating, {}, mostCounts), &statistics.ratings);
    put(m_lists.counts(owner, CountKind::Camera, {}, mostCounts), &statistics.cameras);
    put(m_lists.counts(owner, CountKind::Type, {}, mostCounts), &statistics.types);
    return answer.task();
}

Task<Result<PhotoHolders>> Library::holders(PersonId owner, PhotoId id) {
    const Promise<Result<PhotoHolders>> answer;
    when(m_photos.byId(id), [this, owner, id, answer](const Result<StoredPhoto>& stored) {
        if (!stored || stored->photo.owner != owner)
            return answer.finish(stored ? fail(ErrorCode::UnknownPhoto) : std::unexpected(stored.error()));
        when(m_messages.placesShowing(id), [this, id, answer](const Result<QList<PhotoPlace>>& places) {
            if (!places)
                return answer.finish(std::unexpected(places.error()));
            QList<ChannelId> channels;
            for (const PhotoPlace& place : *places)
                channels.append(place.channel);
            when(m_albums.holding(id), [answer, channels](const Result<int>& albums) {
                answer.finish(albums ? Result<PhotoHolders>({channels, *albums})
                                     : std::unexpected(albums.error()));
            });
        });
    });
    return answer.task();
}

Task<Status> Library::remove(PersonId owner, PhotoId id, bool conversations) {
    const Promise<Status> answer;
    if (!conversations) {
        when(holders(owner, id), [this, owner, id, answer](const Result<PhotoHolders>& held) {
            if (!held)
                return answer.finish(std::unexpected(held.error()));
            if (held->conversations.isEmpty())
                return when(remove(owner, id), [answer](const Status& removed) { answer.finish(removed); });
            when(m_photos.release(owner, id), [answer](const Result<StoredPhoto>& released) {
                answer.finish(released ? Status() : std::unexpected(released.error()));
            });
        });
        return answer.task();
    }
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

/// What a person's erasure has done so far.
struct Library::Erasure {
    PersonId owner;
    int removed = 0;
    Promise<Result<int>> answer;
};

Task<Result<int>> Library::erase(PersonId owner) {
    const auto erasure = std::make_shared<Erasure>(Erasure{owner, 0, {}});
    eraseNext(erasure);
    return erasure->answer.task();
}

void Library::committed(const CommittedItem& item) {
    const auto* changed = std::get_if<PersonChanged>(&item);
    if (changed != nullptr && changed->disabled)
        sweepErased();
}

void Library::sweepErased() {
    when(m_lists.erased(endedPage), [this](const Result<QList<PersonId>>& people) {
        for (const PersonId person : people.value_or(QList<PersonId>()))
            when(erase(person), [](const Result<int>&) {}); // what fails is found again by the next sweep
    });
}

void Library::eraseNext(const std::shared_ptr<Erasure>& erasure) {
    when(m_photos.anyOf(erasure->owner, endedPage), [this, erasure](const Result<QList<StoredPhoto>>& some) {
        if (!some)
            return erasure->answer.finish(std::unexpected(some.error()));
        if (some->isEmpty())
            return when(m_albums.erase(erasure->owner), [erasure](const Status& gone) {
                erasure->answer.finish(gone ? Result<int>(erasure->removed) : std::unexpected(gone.error()));
            });
        removeAll(some, [this, erasure](int removed) {
            erasure->removed += removed;
            if (removed == 0)
                return erasure->answer.finish(fail(ErrorCode::StoreFailed));
            eraseNext(erasure);
        });
    });
}

/// `then` hears how many went; nothing is asked of it when there was nothing to do.
void Library::removeAll(const Result<QList<StoredPhoto>>& photos, std::function<void(int removed)> then) {
    if (!photos || photos->isEmpty())
        return;

    struct Removal {
        qsizetype open = 0;
        int removed = 0;
        std::function<void(int)> then;
    };

    const auto removal = std::make_shared<Removal>(Removal{photos->size(), 0, std::move(then)});
    for (const StoredPhoto& photo : *photos)
        when(remove(photo.photo.owner, photo.photo.id), [removal](const Status& removed) {
            removal->removed += removed ? 1 : 0;
            if (--removal->open == 0)
                removal->then(removal->removed);
        });
}

void Library::sweepTrash() {
    sweepErased();
    // A full page that went means that there may be more.
    when(m_photos.ended(m_clock.now(), endedPage), [this](const Result<QList<StoredPhoto>>& ended) {
        removeAll(ended, [this](int removed) {
            if (removed == endedPage)
                sweepTrash();
        });
    });
    when(m_photos.unheld(endedPage),
         [this](const Result<QList<StoredPhoto>>& unheld) { removeAll(unheld, [](int) {}); });
}

} // namespace parlor::server
