#include "server/store/photolists.h"

#include "server/store/photogroups.h"
#include "server/store/photowords.h"
#include "shared/protocol/accentfolder.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

QList<LibraryCount> countsOf(const StoredPhoto& stored) {
    const Photo& photo = stored.photo;
    const std::int64_t size = photo.size;
    QList<LibraryCount> counts{
        {CountKind::Shelf, QString::number(static_cast<int>(stored.shelf)), {}, 1, size}};
    if (stored.shelf != Shelf::Library && stored.shelf != Shelf::Archive)
        return counts;
    if (const QString camera = cameraName(photo.facts); !camera.isEmpty())
        counts.append({CountKind::Camera, camera, camera, 1, size});
    if (!photo.facts.mimeType.isEmpty())
        counts.append({CountKind::Type, QString::fromLatin1(photo.facts.mimeType), {}, 1, size});
    if (stored.shelf != Shelf::Library)
        return counts;
    if (photo.favourite)
        counts.append({CountKind::Favourite, {}, {}, 1, size});
    if (photo.rating > 0)
        counts.append({CountKind::Rating, QString::number(photo.rating), {}, 1, size});
    for (const QString& tag : photo.tags)
        counts.append({CountKind::Tag, tagKey(tag), tag, 1, size});
    if (photo.locality.id.isValid())
        counts.append({CountKind::Locality, photo.locality.id.toString(), photo.locality.name, 1, size});
    return counts;
}

} // namespace

QString tagMark(const QString& tag) {
    return u't'
           + QString::fromLatin1(
               QCryptographicHash::hash(tagKey(tag).toUtf8(), QCryptographicHash::Sha256).left(8).toHex());
}

QString ratingMark(int rating) {
    return u"rating"_s + QString::number(rating);
}

QStringList localityMarks(const QString& text) {
    QStringList marks;
    QString word;
    for (const QChar c : withoutAccents(text).toCaseFolded() + u' ') {
        if (c.isLetterOrNumber()) {
            word += c;
            continue;
        }
        if (!word.isEmpty())
            marks.append(u'l' + word);
        word.clear();
    }
    return marks;
}

QString columnOfTags(const QStringList& tags) {
    if (tags.isEmpty())
        return {};
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(tags)).toJson(QJsonDocument::Compact));
}

QStringList tagsFrom(const QString& column) {
    QStringList tags;
    const QJsonArray list = QJsonDocument::fromJson(column.toUtf8()).array();
    for (const auto& tag : list)
        tags.append(tag.toString());
    return tags;
}

Status PhotoLists::count(const StoredPhoto& photo, int change) {
    for (const LibraryCount& count : countsOf(photo)) {
        TRY(m_connection.statement("photo_lists.count"_L1)
                .change(photo.photo.owner, count.kind, count.key, count.label, count.photos * change,
                        count.bytes * change));
        // Where somebody was is not to be read from what is left.
        if (change < 0 && count.kind == CountKind::Locality)
            TRY(m_connection.statement("photo_localities.drop_empty_count"_L1)
                    .change(photo.photo.owner, count.kind, count.key));
    }
    return {};
}

Status PhotoLists::putTags(const StoredPhoto& stored) {
    for (const QString& tag : stored.photo.tags)
        TRY(m_connection.statement("photo_lists.put_tag"_L1)
                .change(stored.photo.owner, tagKey(tag), stored.shelf, stored.photo.takenLocal,
                        stored.photo.id));
    return {};
}

Status PhotoLists::entered(const StoredPhoto& photo, Effects& effects) {
    TRY(count(photo, 1));
    TRY(putTags(photo));
    TRY(m_connection.table<PhotoGroups>().changed(nullptr, &photo));
    PhotoWords::changed(nullptr, &photo, effects);
    return {};
}

Status PhotoLists::changed(const StoredPhoto& before, const StoredPhoto& after, Effects& effects) {
    if (countsOf(before) != countsOf(after)) {
        TRY(count(before, -1));
        TRY(count(after, 1));
    }
    const bool moved = before.shelf != after.shelf || before.photo.takenLocal != after.photo.takenLocal;
    if (before.photo.tags != after.photo.tags || (moved && !after.photo.tags.isEmpty())) {
        TRY(m_connection.statement("photo_lists.drop_tags"_L1).change(after.photo.id));
        TRY(putTags(after));
    }
    TRY(m_connection.table<PhotoGroups>().changed(&before, &after));
    PhotoWords::changed(&before, &after, effects);
    return {};
}

Status PhotoLists::left(const StoredPhoto& photo, Effects& effects) {
    TRY(count(photo, -1));
    TRY(m_connection.statement("photo_lists.drop_tags"_L1).change(photo.photo.id));
    TRY(m_connection.table<PhotoGroups>().changed(&photo, nullptr));
    PhotoWords::changed(&photo, nullptr, effects);
    return {};
}

Result<QList<LibraryCount>> PhotoLists::counts(PersonId owner, CountKind kind, const QString& after,
                                               int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("photo_lists.counts"_L1).run(owner, kind, after, limit));
    QList<LibraryCount> counts;
    while (rows.next())
        counts.append({kind, rows.text(0), rows.text(1), rows.number(2), rows.number(3)});
    return counts;
}

} // namespace parlor::server
