#include "server/edge/photos/servingroutes.h"

#include "server/edge/http/problem.h"
#include "server/edge/photos/byterange.h"

#include <QUrl>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr auto immutable = "private, max-age=31536000, immutable";
constexpr auto revalidated = "private, no-cache";

/// What a decoder can have said; anything else is served as plain bytes.
QByteArray knownType(const QByteArray& type) {
    static const std::array<QByteArrayView, 8> known{"image/jpeg", "image/png",  "image/webp", "image/heic",
                                                     "image/heif", "image/avif", "image/tiff", "image/gif"};
    return std::ranges::find(known, type) != known.end() ? type : QByteArray("application/octet-stream");
}

QByteArray number(std::int64_t value) {
    return QByteArray::number(static_cast<qlonglong>(value));
}

} // namespace

QByteArray attachmentNamed(const QString& name) {
    QByteArray ascii;
    for (const QChar c : name)
        ascii += c.unicode() >= 0x20 && c.unicode() < 0x7f && c != u'"' && c != u'\\' ? c.toLatin1() : '_';
    QByteArray value = "attachment; filename=\"" + ascii + '"';
    if (QString::fromLatin1(ascii) != name)
        value += "; filename*=UTF-8''" + QUrl::toPercentEncoding(name);
    return value;
}

HttpResponse answerFor(const HttpRequest& request, const QByteArray& etag, const Blob& blob,
                       HttpResponse response) {
    response.headers.emplace_back("etag", etag);
    response.headers.emplace_back("accept-ranges", "bytes");
    const QByteArray noneMatch = request.header("if-none-match");
    if (!noneMatch.isEmpty() && matchesEtag(noneMatch, etag)) {
        response.status = 304;
        return response;
    }
    const std::int64_t size = blob.size();
    const QByteArray ifRange = request.header("if-range");
    const bool ranges = ifRange.isEmpty() || ifRange.trimmed() == etag;
    const auto range = ranges ? parseRange(request.header("range"), size) : std::nullopt;
    if (!range) {
        HttpResponse refused = problem(range.error());
        refused.headers.append({"content-range", "bytes */" + number(size)});
        return refused;
    }
    if (*range) {
        response.status = 206;
        response.headers.append({"content-range", "bytes " + number((*range)->first) + '-'
                                                      + number((*range)->first + (*range)->length - 1) + '/'
                                                      + number(size)});
    }
    response.body = blob.body(*range ? (*range)->first : 0, *range ? (*range)->length : size);
    return response;
}

ServingRoutes::ServingRoutes(PhotoCatalogue& catalogue, PhotoAccess& access, PhotoProcessing& processing,
                             BlobStore& blobs, Executor& executor, QObject* parent)
    : QObject(parent),
      m_catalogue(catalogue),
      m_access(access),
      m_processing(processing),
      m_blobs(blobs),
      m_executor(executor) {}

void ServingRoutes::addTo(RouteTable& table) {
    Route route;
    route.method = "GET";
    route.requirement = Requirement::Session;
    route.operation = u"download"_s;
    route.resource = u"library"_s;
    route.rate = RateKind::Free; // a gallery asks for hundreds a second; the socket is the limit
    route.handler = [this](auto exchange, const Principal& who, const PathArguments& path) {
        rendering(exchange, who, path);
    };
    for (const QString& pattern : {u"/v1/photos/{id}/{kind}"_s, u"/v1/photos/{id}/{kind}/{hash}"_s}) {
        route.pattern = pattern;
        table.add(route);
    }
    route.pattern = u"/v1/photos/{id}/original"_s;
    route.handler = [this](auto exchange, const Principal& who, const PathArguments& path) {
        original(exchange, who, path);
    };
    table.add(route);
}

template<class Use>
void ServingRoutes::withVisible(const Exchange& exchange, const Principal& principal,
                                const PathArguments& path, Use use) {
    const auto id = PhotoId::fromString(path.value(u"id"_s));
    if (!id)
        return exchange->respond(problem(ErrorCode::UnknownPhoto));
    const PersonId person = principal.person.id;
    m_catalogue.find(*id, [this, exchange, person, use](const Result<StoredPhoto>& photo) {
        if (!photo)
            return exchange->respond(problem(photo.error()));
        m_access.maySee(person, photo->photo.id, photo->photo.owner,
                        [exchange, use, photo = *photo](bool may) {
                            if (!may)
                                return exchange->respond(problem(ErrorCode::UnknownPhoto));
                            use(photo);
                        });
    });
}

void ServingRoutes::rendering(const Exchange& exchange, const Principal& principal,
                              const PathArguments& path) {
    const auto kind = renderingKindFrom(path.value(u"kind"_s));
    if (!kind)
        return exchange->respond(problem(ErrorCode::NotFound));
    withVisible(exchange, principal, path,
                [this, exchange, kind = *kind, hash = path.value(u"hash"_s)](const StoredPhoto& photo) {
                    findRendering(exchange, photo, kind, hash);
                });
}

void ServingRoutes::findRendering(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind,
                                  const QString& hash) {
    const auto found = std::ranges::find(photo.renderings, kind, &StoredRendering::kind);
    const bool exists = found != photo.renderings.end();
    const QByteArray own = exists ? found->sha256.left(8).toHex() : QByteArray();
    if (exists && (hash.isEmpty() || hash == QLatin1StringView(own)))
        return serve(exchange, {photo.photo.owner, BlobArea::Renderings, found->blob, '"' + own + '"',
                                found->mimeType, hash.isEmpty() ? revalidated : immutable, "inline"});
    const bool onDemand = kind == RenderingKind::Grid || kind == RenderingKind::Full;
    const bool hasPicture =
        photo.photo.state == PhotoState::Ready || photo.photo.state == PhotoState::Damaged;
    if (hash.isEmpty() && onDemand && hasPicture)
        return make(exchange, photo, kind);
    exchange->respond(problem(ErrorCode::NotFound));
}

void ServingRoutes::make(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind) {
    m_processing.make(photo, kind, [this, exchange, kind](const Result<StoredPhoto>& made) {
        if (!made)
            return exchange->respond(problem(made.error()));
        const auto found = std::ranges::find(made->renderings, kind, &StoredRendering::kind);
        if (found == made->renderings.end()) // edited meanwhile
            return exchange->respond(problem(Error{ErrorCode::Busy, {}, 1'000}));
        findRendering(exchange, *made, kind, {});
    });
}

void ServingRoutes::original(const Exchange& exchange, const Principal& principal,
                             const PathArguments& path) {
    withVisible(
        exchange, principal, path, [this, exchange, person = principal.person.id](const StoredPhoto& stored) {
            const Photo& photo = stored.photo;
            if (photo.owner != person) // an original says where and with what it was taken
                return exchange->respond(problem(ErrorCode::UnknownPhoto));
            serve(exchange,
                  {photo.owner, BlobArea::Originals, stored.blob, '"' + photo.sha256.left(16).toHex() + '"',
                   knownType(photo.facts.mimeType), revalidated, attachmentNamed(photo.name)});
        });
}

void ServingRoutes::serve(const Exchange& exchange, const Served& served) {
    const auto answer = [exchange, served](const Blob& blob) {
        HttpResponse response;
        response.headers = {{"content-type", served.type},
                            {"cache-control", served.cacheControl},
                            {"content-disposition", served.disposition}};
        exchange->respond(answerFor(exchange->request(), served.etag, blob, std::move(response)));
    };
    if (const auto blob = m_blobs.opened(served.owner, served.area, served.blob))
        return answer(*blob);
    whenDone(m_blobs.open(served.owner, served.area, served.blob), &m_executor, this,
             [exchange, answer](const Result<std::shared_ptr<Blob>>& blob) {
                 if (!blob)
                     return exchange->respond(problem(blob.error()));
                 answer(**blob);
             });
}

} // namespace parlor::server
