#include "server/edge/photos/archiveroutes.h"

#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "server/edge/photos/servingroutes.h"
#include "server/edge/photos/zipanswer.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr std::int64_t bodyLimit = 512 * 1024; // as many ids as a zip may have

Result<QList<PhotoId>> photosFrom(const QJsonArray& list) {
    QList<PhotoId> photos;
    for (const QJsonValue& value : list) {
        const auto id = PhotoId::fromString(value.toString());
        if (!id)
            return fail(ErrorCode::UnknownPhoto);
        photos.append(*id);
    }
    return photos;
}

} // namespace

ArchiveRoutes::ArchiveRoutes(Archives& archives, Executor& executor, QObject* parent)
    : QObject(parent), m_archives(archives), m_executor(executor) {}

void ArchiveRoutes::addTo(RouteTable& table) {
    Route route;
    route.operation = u"download"_s;
    route.resource = u"library"_s;
    route.method = "POST";
    route.pattern = u"/v1/archives"_s;
    route.bodyLimit = bodyLimit;
    route.handler = [this](const Exchange& exchange, const Principal& who, const PathArguments&) {
        make(exchange, who.person.id);
    };
    table.add(route);
    route.method = "GET";
    route.pattern = u"/v1/archives/{id}"_s;
    route.bodyLimit = 0;
    route.handler = [this](const Exchange& exchange, const Principal& who, const PathArguments& path) {
        send(exchange, who.person.id, path.value(u"id"_s));
    };
    table.add(route);
}

void ArchiveRoutes::make(const Exchange& exchange, PersonId person) {
    const auto made = [exchange](const Result<Archive>& archive) {
        if (!archive)
            return exchange->respond(problem(archive.error()));
        const QString id = archive->id.toString();
        exchange->respond(json({{u"id"_s, id},
                                {u"name"_s, archive->name},
                                {u"files"_s, archive->files},
                                {u"left_out"_s, archive->leftOut},
                                {u"size"_s, qint64(archive->size)},
                                {u"etag"_s, QString::fromLatin1(archive->etag)},
                                {u"expires_at"_s, qint64(archive->expiresAt)},
                                {u"url"_s, u"/v1/archives/"_s + id}},
                               201));
    };
    withJsonBody(
        exchange, &m_executor, this,
        [this, exchange, person, made](const QJsonObject& body) {
            const bool selection = body.value(u"photos"_s).isArray();
            if (selection == body.value(u"album"_s).isString())
                return exchange->respond(problem(ErrorCode::BadRequest));
            if (selection) {
                const auto photos = photosFrom(body.value(u"photos"_s).toArray());
                if (!photos)
                    return exchange->respond(problem(photos.error()));
                return whenDone(m_archives.ofPhotos(person, *photos), &m_executor, this, made);
            }
            const auto album = AlbumId::fromString(body.value(u"album"_s).toString());
            if (!album)
                return exchange->respond(problem(ErrorCode::UnknownAlbum));
            whenDone(m_archives.ofAlbum(person, *album), &m_executor, this, made);
        },
        bodyLimit);
}

void ArchiveRoutes::send(const Exchange& exchange, PersonId person, const QString& text) {
    const auto id = ArchiveId::fromString(text);
    if (!id)
        return exchange->respond(problem(ErrorCode::NotFound));
    whenDone(m_archives.open(*id, person), &m_executor, this,
             [this, exchange](const Result<Archives::Opened>& opened) {
                 if (!opened)
                     return exchange->respond(problem(opened.error()));
                 HttpResponse response;
                 response.headers = {
                     {"content-type", "application/zip"},
                     {"cache-control", "private, no-cache"},
                     {"content-disposition", attachmentNamed(opened->archive.name + u".zip"_s)}};
                 response =
                     answerFor(exchange->request(), opened->archive.etag, *opened->zip, std::move(response));
                 respondWithZip(exchange, *opened->zip, std::move(response), m_executor, this);
             });
}

} // namespace parlor::server
