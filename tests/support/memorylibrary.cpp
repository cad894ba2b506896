#include "tests/support/memorylibrary.h"

#include "server/domain/photos/photolikeness.h"
#include "server/domain/photos/photolocality.h"

#include <QRegularExpression>

#include <algorithm>
#include <set>

namespace parlor::test {

namespace {

auto placeOf(const StoredPhoto& stored) {
    return std::pair(stored.photo.takenLocal, stored.photo.id);
}

IndexedPhoto indexed(const StoredPhoto& stored) {
    IndexedPhoto out;
    out.id = stored.photo.id;
    out.takenLocal = stored.photo.takenLocal;
    out.aspect = aspectOf(stored.photo.facts.width, stored.photo.facts.height);
    out.state = stored.photo.state;
    out.favourite = stored.photo.favourite;
    out.video = stored.photo.facts.isVideo();
    out.motion = stored.photo.facts.motion && !out.video;
    out.placeholder = stored.photo.placeholder;
    for (const Rendering& rendering : stored.photo.renderings)
        if (rendering.kind == RenderingKind::Thumb)
            out.thumbHash = rendering.hash.toULongLong(nullptr, 16);
    return out;
}

/// Words as the index splits them: runs of letters and digits, without case and accents.
QStringList wordsOf(const QString& text) {
    QString plain;
    for (const QChar c : text.normalized(QString::NormalizationForm_D))
        if (c.category() != QChar::Mark_NonSpacing)
            plain += c.isLetterOrNumber() ? c.toLower() : QChar(u' ');
    return plain.split(u' ', Qt::SkipEmptyParts);
}

bool holds(const QStringList& words, const Query::Term& term) {
    const QStringList wanted = wordsOf(term.text);
    for (qsizetype at = 0; at + wanted.size() <= words.size(); ++at) {
        bool all = !wanted.isEmpty();
        for (qsizetype i = 0; i < wanted.size() && all; ++i)
            all = term.prefix && i == wanted.size() - 1 ? words.at(at + i).startsWith(wanted.at(i))
                                                        : words.at(at + i) == wanted.at(i);
        if (all)
            return true;
    }
    return false;
}

bool matches(const StoredPhoto& stored, const PhotoSearch& search) {
    const Photo& photo = stored.photo;
    const PhotoFacts& facts = photo.facts;
    if (photo.takenLocal < search.taken.from || photo.takenLocal >= search.taken.to
        || (search.favourite && !photo.favourite) || (search.place && !facts.latitude)
        || (search.caption && photo.caption.isEmpty()) || (search.panorama && !facts.panorama)
        || (search.motion && !facts.motion) || photo.rating < search.leastRating
        || photo.rating > search.mostRating
        || (search.only != PhotoSearch::Only::Any
            && facts.isVideo() != (search.only == PhotoSearch::Only::Videos)))
        return false;
    if (!search.tag.isEmpty() && std::ranges::none_of(photo.tags, [&](const QString& tag) {
            return tagKey(tag) == tagKey(search.tag);
        }))
        return false;
    const QStringList names{photo.locality.name, photo.locality.region, photo.locality.country};
    const QStringList locality = wordsOf(names.join(u' '));
    if (!search.locality.isEmpty() && !holds(locality, {search.locality, false, true, false}))
        return false;
    QStringList words = wordsOf(
        QStringList{photo.name, photo.caption, photo.tags.join(u' '), facts.make, facts.model, facts.lens}
            .join(u' '));
    words += locality;
    return std::ranges::all_of(search.terms,
                               [&](const Query::Term& term) { return holds(words, term) != term.excluded; });
}

} // namespace

QList<StoredPhoto> MemoryLibraryStore::shelfOf(PersonId owner, Shelf shelf) {
    QList<StoredPhoto> photos = m_photos.all();
    photos.removeIf(
        [&](const StoredPhoto& stored) { return stored.photo.owner != owner || stored.shelf != shelf; });
    std::ranges::sort(photos, std::greater(), &placeOf);
    return photos;
}

LibraryPage MemoryLibraryStore::cut(QList<StoredPhoto> photos, int limit) {
    LibraryPage page;
    page.end = photos.size() <= limit;
    page.photos = photos.first(std::min<qsizetype>(limit, photos.size()));
    return page;
}

Task<Result<LibraryPage>> MemoryLibraryStore::search(PhotoSearch search) {
    QList<StoredPhoto> photos = shelfOf(search.owner, search.shelf);
    photos.removeIf([&](const StoredPhoto& stored) {
        return !matches(stored, search)
               || (search.before
                   && placeOf(stored) >= std::pair(search.before->takenLocal, search.before->id));
    });
    return doneTask<Result<LibraryPage>>(cut(std::move(photos), search.limit));
}

Task<Result<QList<IndexedPhoto>>> MemoryLibraryStore::index(PersonId owner, LocalSpan span, PhotoId before,
                                                            int limit) {
    QList<IndexedPhoto> found;
    for (const StoredPhoto& stored : shelfOf(owner, Shelf::Library))
        if (stored.photo.takenLocal >= span.from && placeOf(stored) < std::pair(span.to, before)
            && found.size() < limit)
            found.append(indexed(stored));
    return doneTask<Result<QList<IndexedPhoto>>>(found);
}

Task<Result<QList<LibraryPage>>> MemoryLibraryStore::spans(PersonId owner, QList<LocalSpan> spans,
                                                           int limit) {
    QList<LibraryPage> pages;
    for (const LocalSpan& span : spans) {
        QList<StoredPhoto> photos = shelfOf(owner, Shelf::Library);
        photos.removeIf([&](const StoredPhoto& stored) {
            return stored.photo.takenLocal < span.from || stored.photo.takenLocal >= span.to;
        });
        pages.append(cut(std::move(photos), limit));
    }
    return doneTask<Result<QList<LibraryPage>>>(pages);
}

Task<Result<GroupPage>> MemoryLibraryStore::groups(PersonId owner, GroupKind kind, PhotoId before,
                                                   int limit) {
    const QList<StoredPhoto> photos = shelfOf(owner, Shelf::Library);
    const auto together = [&](const StoredPhoto& a, const StoredPhoto& b) {
        if (kind == GroupKind::Similar)
            return looksLike(a.photo.facts.perceptualHash, b.photo.facts.perceptualHash);
        const QString camera = cameraName(a.photo.facts);
        return !camera.isEmpty() && camera == cameraName(b.photo.facts)
               && std::abs(a.photo.takenLocal - b.photo.takenLocal) <= burstGapMs;
    };
    QSet<PhotoId> done;
    QList<PhotoGroup> groups;
    for (const StoredPhoto& first : photos) {
        if (done.contains(first.photo.id))
            continue;
        QList<StoredPhoto> group{first};
        done.insert(first.photo.id);
        for (qsizetype i = 0; i < group.size(); ++i)
            for (const StoredPhoto& other : photos)
                if (!done.contains(other.photo.id) && together(group.at(i), other)) {
                    done.insert(other.photo.id);
                    group.append(other);
                }
        if (group.size() < smallestGroup(kind))
            continue;
        std::ranges::sort(group, {}, &placeOf);
        const PhotoId id =
            std::ranges::min(group, {}, [](const StoredPhoto& stored) { return stored.photo.id; }).photo.id;
        if (!before.isValid() || id < before)
            groups.append({id, group});
    }
    std::ranges::sort(groups, std::greater(), &PhotoGroup::id);
    GroupPage page;
    page.end = groups.size() <= limit;
    page.groups = groups.first(std::min<qsizetype>(limit, groups.size()));
    return doneTask<Result<GroupPage>>(page);
}

Task<Result<QList<LibraryCount>>> MemoryLibraryStore::counts(PersonId owner, CountKind kind, QString after,
                                                             int limit) {
    std::map<QString, LibraryCount> counts;
    const auto count = [&](const StoredPhoto& stored, const QString& key, const QString& label) {
        LibraryCount& entry = counts[key];
        entry = {kind, key, label, entry.photos + 1, entry.bytes + stored.photo.size};
    };
    for (const StoredPhoto& stored : m_photos.all()) {
        const Photo& photo = stored.photo;
        const bool library = stored.shelf == Shelf::Library;
        const bool seen = library || stored.shelf == Shelf::Archive;
        if (photo.owner != owner)
            continue;
        if (kind == CountKind::Shelf)
            count(stored, QString::number(static_cast<int>(stored.shelf)), {});
        else if (kind == CountKind::Favourite && library && photo.favourite)
            count(stored, {}, {});
        else if (kind == CountKind::Rating && library && photo.rating > 0)
            count(stored, QString::number(photo.rating), {});
        else if (kind == CountKind::Camera && seen && !cameraName(photo.facts).isEmpty())
            count(stored, cameraName(photo.facts), cameraName(photo.facts));
        else if (kind == CountKind::Type && seen && !photo.facts.mimeType.isEmpty())
            count(stored, QString::fromLatin1(photo.facts.mimeType), {});
        else if (kind == CountKind::Tag && library)
            for (const QString& tag : photo.tags)
                count(stored, tagKey(tag), tag);
        else if (kind == CountKind::Locality && library && photo.locality.id.isValid())
            count(stored, photo.locality.id.toString(), photo.locality.name);
    }
    QList<LibraryCount> found;
    for (const auto& [key, entry] : counts)
        if ((after.isEmpty() || key > after) && found.size() < limit)
            found.append(entry);
    return doneTask<Result<QList<LibraryCount>>>(found);
}

Task<Result<LocalityPage>> MemoryLibraryStore::localities(LocalityQuery query) {
    std::map<LocalityId, LibraryLocality> found;
    for (const StoredPhoto& stored : shelfOf(query.owner, Shelf::Library)) {
        const Locality& locality = stored.photo.locality;
        if (!locality.id.isValid())
            continue;
        LibraryLocality& entry = found[locality.id];
        if (entry.photos == 0)
            entry = {locality, 0, 0, referenceTo(stored.photo)};
        ++entry.photos;
        entry.bytes += stored.photo.size;
    }
    const bool byName = query.order == LocalityOrder::Name;
    const auto keyOf = [byName](std::int64_t photos, const QString& sortKey, LocalityId id) {
        return byName ? std::tuple(std::int64_t(0), sortKey.toUtf8(), id.value())
                      : std::tuple(-photos, QByteArray(), -id.value());
    };
    const auto key = [&](const LibraryLocality& entry) {
        return keyOf(entry.photos, localitySortKey(entry.locality.name), entry.locality.id);
    };
    LocalityPage page;
    for (const auto& [id, entry] : found)
        if (!query.after || key(entry) > keyOf(query.after->photos, query.after->sortKey, query.after->id))
            page.localities.append(entry);
    std::ranges::sort(page.localities, {}, key);
    page.end = page.localities.size() <= query.limit;
    page.localities = page.localities.first(std::min<qsizetype>(query.limit, page.localities.size()));
    return doneTask<Result<LocalityPage>>(page);
}

} // namespace parlor::test
