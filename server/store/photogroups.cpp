#include "server/store/photogroups.h"

#include "server/domain/photos/photolikeness.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int mostCandidates = 256; ///< of equal pictures there may be thousands: some of them are enough
constexpr std::int64_t burstReachMs = 10'000;

/// What decides about groups.
auto basis(const StoredPhoto& stored, GroupKind kind) {
    const bool burst = kind == GroupKind::Burst;
    return std::tuple(stored.shelf == Shelf::Library, burst ? 0 : stored.photo.facts.perceptualHash,
                      burst ? stored.photo.takenLocal : 0,
                      burst ? cameraName(stored.photo.facts) : QString());
}

} // namespace

Status PhotoGroups::changed(const StoredPhoto* before, const StoredPhoto* after) {
    for (const GroupKind kind : {GroupKind::Similar, GroupKind::Burst}) {
        if (before != nullptr && after != nullptr && basis(*before, kind) == basis(*after, kind))
            continue;
        if (before != nullptr)
            TRY(leave(*before, kind));
        if (after != nullptr && after->shelf == Shelf::Library)
            TRY(join(*after, kind));
    }
    return {};
}

Result<PhotoId> PhotoGroups::groupOf(PhotoId photo, GroupKind kind) {
    TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.group_of"_L1).run(photo, kind));
    return rows.next() ? rows.id<PhotoId>(0) : PhotoId();
}

Result<bool> PhotoGroups::isInLibrary(PhotoId photo) {
    TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.shelf_of"_L1).run(photo));
    return rows.next() && static_cast<Shelf>(rows.number(0)) == Shelf::Library;
}

Status PhotoGroups::leave(const StoredPhoto& stored, GroupKind kind) {
    TRY_ASSIGN(const PhotoId group, groupOf(stored.photo.id, kind));
    if (!group.isValid())
        return {};
    const PersonId owner = stored.photo.owner;
    TRY(m_connection.statement("photo_groups.drop"_L1).change(stored.photo.id, kind));
    std::int64_t left = 0;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.size_of"_L1).run(owner, kind, group));
        left = rows.next() ? rows.number(0) : 0;
    }
    if (left < smallestGroup(kind))
        TRY(m_connection.statement("photo_groups.dissolve"_L1).change(owner, kind, group));
    return {};
}

Result<QList<PhotoId>> PhotoGroups::alike(const StoredPhoto& stored) {
    const std::uint64_t hash = stored.photo.facts.perceptualHash;
    QList<PhotoId> close;
    if (hash == 0)
        return close;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.look_alikes"_L1)
                                  .run(stored.photo.owner, static_cast<std::int64_t>(hash), mostCandidates));
        while (rows.next())
            if (rows.id<PhotoId>(0) != stored.photo.id
                && looksLike(hash, static_cast<std::uint64_t>(rows.number(1))))
                close.append(rows.id<PhotoId>(0));
    }
    QList<PhotoId> found;
    for (const PhotoId id : close) {
        TRY_ASSIGN(const bool there, isInLibrary(id));
        if (there)
            found.append(id);
    }
    return found;
}

Result<QList<PhotoId>> PhotoGroups::series(const StoredPhoto& stored) {
    const Photo& photo = stored.photo;
    const QString camera = cameraName(photo.facts);
    if (camera.isEmpty())
        return QList<PhotoId>();
    QList<Shot> around;
    TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.around"_L1)
                              .run(photo.owner, photo.takenLocal - burstReachMs,
                                   photo.takenLocal + burstReachMs, mostCandidates));
    while (rows.next())
        around.append({rows.id<PhotoId>(0), rows.number(1), rows.text(2)});
    return burstAround({photo.id, photo.takenLocal, camera}, std::move(around));
}

/// A group keeps its name when the photo that gave it has gone, and that one may come back into another.
Result<PhotoId> PhotoGroups::freeName(PersonId owner, GroupKind kind, QList<PhotoId> members) {
    std::ranges::sort(members);
    for (const PhotoId name : members) {
        TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.size_of"_L1).run(owner, kind, name));
        if (rows.next() && rows.number(0) == 0)
            return name;
    }
    return makeNew<PhotoId>();
}

Status PhotoGroups::join(const StoredPhoto& stored, GroupKind kind) {
    TRY_ASSIGN(const QList<PhotoId> near, kind == GroupKind::Burst ? series(stored) : alike(stored));
    if (near.isEmpty())
        return {};
    QList<PhotoId> fresh{stored.photo.id};
    QList<PhotoId> groups;
    for (const PhotoId id : near) {
        TRY_ASSIGN(const PhotoId group, groupOf(id, kind));
        if (!group.isValid())
            fresh.append(id);
        else if (!groups.contains(group))
            groups.append(group);
    }
    if (groups.isEmpty() && fresh.size() < smallestGroup(kind))
        return {};
    const PersonId owner = stored.photo.owner;
    PhotoId target;
    if (groups.isEmpty()) {
        TRY_ASSIGN(target, freeName(owner, kind, fresh));
    } else {
        target = std::ranges::min(groups);
    }
    for (const PhotoId group : groups)
        if (group != target)
            TRY(m_connection.statement("photo_groups.merge"_L1).change(owner, kind, group, target));
    for (const PhotoId id : fresh)
        TRY(m_connection.statement("photo_groups.put"_L1).change(owner, kind, target, id));
    return {};
}

Result<QList<PhotoId>> PhotoGroups::page(PersonId owner, GroupKind kind, PhotoId before, int limit) {
    const PhotoId below = before.isValid() ? before : PhotoId(INT64_MAX);
    TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.page"_L1).run(owner, kind, below, limit));
    QList<PhotoId> groups;
    while (rows.next())
        groups.append(rows.id<PhotoId>(0));
    return groups;
}

Result<QList<PhotoId>> PhotoGroups::members(PersonId owner, GroupKind kind, PhotoId group, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("photo_groups.members"_L1).run(owner, kind, group, limit));
    QList<PhotoId> photos;
    while (rows.next())
        photos.append(rows.id<PhotoId>(0));
    return photos;
}

} // namespace parlor::server
