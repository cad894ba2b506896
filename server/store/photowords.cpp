#include "server/store/photowords.h"

#include "server/store/photolists.h"
#include "server/store/phototable.h"
#include "server/store/settingstable.h"
#include "server/store/storelog.h"
#include "shared/protocol/accentfolder.h"
#include "shared/protocol/searchtext.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int form = 1; ///< of what stands in the index; before it had a number words stood as written
const QString formName = u"photo_index"_s;

struct Document {
    PhotoId id;
    QString text;
    QString marks;
    friend bool operator==(const Document&, const Document&) = default;
};

/// What the full-text index holds of a photo; nullopt for one that is not found by searching.
std::optional<Document> documentOf(const StoredPhoto& stored) {
    if (stored.shelf != Shelf::Library && stored.shelf != Shelf::Archive)
        return std::nullopt;
    const Photo& photo = stored.photo;
    QStringList parts{photo.name,       photo.caption,     photo.tags.join(u'\n'),
                      photo.facts.make, photo.facts.model, photo.facts.lens};
    const Locality& locality = photo.locality;
    const QStringList names{locality.name, locality.region, locality.country};
    if (locality.id.isValid())
        parts += names;
    Document document{photo.id, parts.join(u'\n'), {}};
    QStringList marks{u'a' + photo.owner.toString(), u's' + QString::number(static_cast<int>(stored.shelf))};
    for (const auto& [holds, mark] :
         {std::pair(photo.favourite, u"favourite"_s), std::pair(photo.facts.latitude.has_value(), u"place"_s),
          std::pair(!photo.caption.isEmpty(), u"caption"_s), std::pair(photo.facts.panorama, u"panorama"_s),
          std::pair(photo.facts.motion, u"motion"_s)})
        if (holds)
            marks.append(mark);
    if (photo.rating > 0)
        marks.append(ratingMark(photo.rating));
    for (const QString& tag : photo.tags)
        marks.append(tagMark(tag));
    marks += localityMarks(names.join(u'\n'));
    document.marks = marks.join(u' ');
    return document;
}

void write(Connection& connection, QLatin1StringView statement, const Document& document,
           const QString& text) {
    const auto done = connection.statement(statement).run(document.id, text, bigramsOf(text), document.marks);
    if (!done)
        qCWarning(storeLog) << "a photo is not in the search index:" << done.error();
}

void add(Connection& connection, const Document& document) {
    write(connection, "photo_search.add"_L1, document, withoutAccents(document.text));
}

} // namespace

void PhotoWords::changed(const StoredPhoto* before, const StoredPhoto* after, Effects& effects) {
    const auto was = before ? documentOf(*before) : std::nullopt;
    const auto is = after ? documentOf(*after) : std::nullopt;
    if (was == is)
        return;
    effects.beforeCommit([was, is](Connection& connection) {
        if (was)
            write(connection, "photo_search.remove"_L1, *was, withoutAccents(was->text));
        if (is)
            add(connection, *is);
    });
}

Status PhotoWords::bringUpToDate() {
    auto& settings = m_connection.table<SettingsTable>();
    TRY_ASSIGN(const QJsonObject known, settings.read(formName));
    if (known.value("form"_L1).toInt() == form)
        return {};
    TRY(m_connection.execute(u"BEGIN IMMEDIATE"_s));
    const auto steps = [&]() -> Status {
        TRY(renew());
        return settings.write(formName, {{u"form"_s, form}});
    };
    if (const Status done = steps(); !done) {
        (void)m_connection.execute(u"ROLLBACK"_s);
        return done;
    }
    return m_connection.execute(u"COMMIT"_s);
}

Status PhotoWords::renew() {
    constexpr int atOnce = 500;
    PhotoId last;
    for (bool more = true; more;) {
        QList<PhotoId> photos;
        {
            TRY_ASSIGN(Rows rows, m_connection.statement("photo_search.beyond_ascii"_L1).run(last, atOnce));
            while (rows.next())
                photos.append(rows.id<PhotoId>(0));
        }
        for (const PhotoId id : std::as_const(photos)) {
            TRY_ASSIGN(const StoredPhoto photo, m_connection.table<PhotoTable>().byId(id));
            const auto document = documentOf(photo);
            if (!document || document->text == withoutAccents(document->text))
                continue;
            write(m_connection, "photo_search.remove"_L1, *document, document->text);
            add(m_connection, *document);
        }
        more = photos.size() == atOnce;
        if (more)
            last = photos.last();
    }
    return {};
}

} // namespace parlor::server
