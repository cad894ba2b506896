#pragma once

#include "server/domain/ports/librarystore.h"
#include "server/store/writer.h"

namespace parlor::server {

/// What lists of a library are read from beside the photos' own rows: counts, tags, groups and the full-text
/// index. Each write of a photo passes here with what it was before and what it is now.
class PhotoLists {
public:
    explicit PhotoLists(Connection& connection) : m_connection(connection) {}

    Status entered(const StoredPhoto& photo, Effects& effects);
    Status changed(const StoredPhoto& before, const StoredPhoto& after, Effects& effects);
    Status left(const StoredPhoto& photo, Effects& effects);

    Result<QList<LibraryCount>> counts(PersonId owner, CountKind kind, const QString& after, int limit);

private:
    Status count(const StoredPhoto& photo, int change);
    Status putTags(const StoredPhoto& photo);

    Connection& m_connection;
};

/// The mark of a tag in the full-text index.
QString tagMark(const QString& tag);

/// The mark of so many stars; photos without any have none.
QString ratingMark(int rating);

/// The marks of a locality in the full-text index, one for each word.
QStringList localityMarks(const QString& text);

/// The column of tags: a JSON list, empty for none.
QString columnOfTags(const QStringList& tags);
QStringList tagsFrom(const QString& column);

} // namespace parlor::server
