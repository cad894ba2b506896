#include "client/cli/albumfinder.h"

#include "client/core/session/api.h"
#include "shared/core/ids.h"

#include <QJsonArray>
#include <QJsonObject>

namespace parlor::cli {

namespace {

void findFrom(Context& context, QObject* asker, const QString& said,
              const std::function<void(const QString& id)>& found, const QString& cursor) {
    const QString query = u"limit=200"_qs + (cursor.isEmpty() ? QString() : u"&after="_qs + cursor);
    whenDone(context.api.get(u"/v1/albums"_qs, query), &context.executor, asker,
             [&context, asker, said, found](const Result<client::HttpAnswer>& answer) {
                 const auto list = client::objectOf(answer);
                 if (!list)
                     return context.fail(list.error());
                 const QJsonArray albums = list->value(u"albums").toArray();
                 for (const QJsonValue& value : albums)
                     if (value[u"title"_qs].toString() == said)
                         return found(value[u"id"_qs].toString());
                 const QString next = list->value(u"next").toString();
                 if (!next.isEmpty())
                     return findFrom(context, asker, said, found, next);
                 if (!AlbumId::fromString(said))
                     return context.fail(Error{ErrorCode::UnknownAlbum, {}, 0});
                 found(said);
             });
}

} // namespace

void findAlbum(Context& context, QObject* asker, const QString& said,
               const std::function<void(const QString& id)>& found) {
    findFrom(context, asker, said, found, {});
}

} // namespace parlor::cli
