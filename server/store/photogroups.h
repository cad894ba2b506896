#pragma once

#include "server/domain/ports/librarystore.h"
#include "server/store/connection.h"

namespace parlor::server {

/// Rows of groups. A photo of Shelf::Library is in one group of each kind at most; it joins when it is
/// written and leaves with its shelf. Two groups that a new photo connects become one.
class PhotoGroups {
public:
    explicit PhotoGroups(Connection& connection) : m_connection(connection) {}

    /// Null for a photo that was not there, or is not there any more.
    Status changed(const StoredPhoto* before, const StoredPhoto* after);

    /// Group ids below `before` (0: all), newest first.
    Result<QList<PhotoId>> page(PersonId owner, GroupKind kind, PhotoId before, int limit);
    Result<QList<PhotoId>> members(PersonId owner, GroupKind kind, PhotoId group, int limit);

private:
    Status leave(const StoredPhoto& photo, GroupKind kind);
    Status join(const StoredPhoto& photo, GroupKind kind);
    Result<QList<PhotoId>> alike(const StoredPhoto& photo);
    Result<QList<PhotoId>> series(const StoredPhoto& photo);
    Result<PhotoId> freeName(PersonId owner, GroupKind kind, QList<PhotoId> members);
    Result<PhotoId> groupOf(PhotoId photo, GroupKind kind);
    Result<bool> isInLibrary(PhotoId photo);

    Connection& m_connection;
};

} // namespace parlor::server
