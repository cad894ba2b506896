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
    static const std::array<QByteArrayView, 22> known{
        "image/jpeg",          "image/png",         "image/webp",        "image/heic",
        "image/heif",          "image/avif",        "image/tiff",        "image/gif",
        "image/x-adobe-dng",   "image/x-canon-cr2", "image/x-canon-cr3", "image/x-nikon-nef",
        "image/x-sony-arw",    "image/x-fuji-raf",  "image/x-dcraw",     "image/x-panasonic-rw2",
        "image/x-olympus-orf", "video/mp4",         "video/quicktime",   "video/3gpp",
        "video/x-matroska",    "video/webm"};
    return std::ranges::find(known, type) != known.end() ? type : QByteArray("application/octet-stream");
}

QByteArray number(std::int64_t value) {
    return QByteArray::number(static_cast<qlonglong>(value));
}

/// Some bytes of a file as a file of their own.
class BlobWindow final : public Blob {
public:
    BlobWindow(const Blob& whole, std::int64_t offset, std::int64_t size)
        : m_whole(whole),
          m_offset(std::clamp<std::int64_t>(offset, 0, whole.size())),
          m_size(std::clamp<std::int64_t>(size, 0, whole.size() - m_offset)) {}

    [[nodiscard]] std::int64_t size() const override { return m_size; }

    [[nodiscard]] std::variant<QByteArray, FileBody, SourceBody> body(std::int64_t offset,
                                                                      std::int64_t length) const override {
        const std::int64_t from = std::clamp<std::int64_t>(offset, 0, m_size);
        return m_whole.body(m_offset + from, std::clamp<std::int64_t>(length, 0, m_size - from));
    }

    Task<Result<QByteArray>> read(std::int64_t, std::int64_t) override {
        return doneTask<Result<QByteArray>>(fail(ErrorCode::NotFound));
    }

    Task<Result<std::shared_ptr<const int>>> plainDescriptor() override {
        return doneTask<Result<std::shared_ptr<const int>>>(fail(ErrorCode::NotFound));
    }

private:
    const Blob& m_whole;
    std::int64_t m_offset;
    std::int64_t m_size;
};

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
    if (!fulfilsIfMatch(request, etag)) {
        HttpResponse other = problem(ErrorCode::Conflict, 412);
        other.headers.append({"etag", etag});
        return other;
    }
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
                             BlobStore& blobs, OriginalCleaner& cleaner, Executor& executor, QObject* parent)
    : QObject(parent),
      m_catalogue(catalogue),
      m_access(access),
      m_processing(processing),
      m_blobs(blobs),
      m_cleaner(cleaner),
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
    route.pattern = u"/v1/photos/{id}/video"_s;
    route.handler = [this](auto exchange, const Principal& who, const PathArguments& path) {
        video(exchange, who, path);
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
                [this, exchange, kind = *kind, hash = path.value(u"hash"_s),
                 repeatable = repeatableFor(exchange->request(), principal, path)](const StoredPhoto& photo) {
                    findRendering(exchange, photo, kind, hash, repeatable);
                });
}

/// Before anything of it is looked up: what changes meanwhile ends it.
std::shared_ptr<Repeatable> ServingRoutes::repeatableFor(const HttpRequest& request,
                                                         const Principal& principal,
                                                         const PathArguments& path) const {
    if (principal.believedUntil == 0 || !request.query.isEmpty())
        return nullptr;
    const PhotoId id = PhotoId::fromString(path.value(u"id"_s)).value_or(PhotoId());
    return std::make_shared<Repeatable>(Repeatable{.path = request.path,
                                                   .authorization = request.header("authorization"),
                                                   .viewer = principal.person.id,
                                                   .photo = id,
                                                   .owner = {},
                                                   .believedUntil = principal.believedUntil,
                                                   .token = principal.unchanged,
                                                   .rights = m_access.mark(),
                                                   .rendering = m_catalogue.mark(id)});
}

void ServingRoutes::findRendering(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind,
                                  const QString& hash, const std::shared_ptr<Repeatable>& repeatable) {
    const auto found = std::ranges::find(photo.renderings, kind, &StoredRendering::kind);
    const bool exists = found != photo.renderings.end();
    const QByteArray own = exists ? found->sha256.left(8).toHex() : QByteArray();
    if (exists && (hash.isEmpty() || hash == QLatin1StringView(own))) {
        Served served{photo.photo.owner, BlobArea::Renderings, found->blob,
                      '"' + own + '"',   found->mimeType,      hash.isEmpty() ? revalidated : immutable,
                      "inline"};
        if (repeatable) {
            repeatable->owner = photo.photo.owner;
            served.repeatable = repeatable;
        }
        return serve(exchange, served);
    }
    const bool onDemand = kind == RenderingKind::Grid || kind == RenderingKind::Full;
    const bool hasPicture =
        (photo.photo.state == PhotoState::Ready || photo.photo.state == PhotoState::Damaged)
        && !photo.photo.facts.isVideo();
    if (hash.isEmpty() && onDemand && hasPicture)
        return make(exchange, photo, kind);
    if (photo.photo.state == PhotoState::Pending)
        m_processing.hurry(photo.photo.id);
    if (photo.photo.state == PhotoState::Failed)
        return exchange->respond(
            problem(errorCodeFromWire(photo.photo.reason).value_or(ErrorCode::BadImage)));
    exchange->respond(problem(ErrorCode::NotFound));
}

void ServingRoutes::make(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind) {
    m_processing.make(photo, kind, [this, exchange, kind](const Result<StoredPhoto>& made) {
        if (!made)
            return exchange->respond(problem(made.error()));
        const auto found = std::ranges::find(made->renderings, kind, &StoredRendering::kind);
        if (found == made->renderings.end()) // edited meanwhile
            return exchange->respond(problem(Error{ErrorCode::Busy, {}, 1'000}));
        findRendering(exchange, *made, kind, {}, nullptr);
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

void ServingRoutes::video(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    withVisible(exchange, principal, path,
                [this, exchange, person = principal.person.id](const StoredPhoto& stored) {
                    const PhotoFacts& facts = stored.photo.facts;
                    const bool own = stored.photo.owner == person;
                    if (facts.isVideo())
                        return own ? serve(exchange, videoOf(stored)) : cleanVideo(exchange, stored);
                    if (facts.motionBytes == 0)
                        return movingHalf(exchange, stored, own);
                    if (!own) // it goes with what else stands behind a picture that others get
                        return exchange->respond(problem(ErrorCode::UnknownPhoto));
                    Served part = videoOf(stored);
                    part.type = "video/mp4";
                    part.etag.insert(part.etag.size() - 1, "-video");
                    part.from = facts.motionOffset;
                    part.length = facts.motionBytes;
                    serve(exchange, part);
                });
}

void ServingRoutes::movingHalf(const Exchange& exchange, const StoredPhoto& still, bool own) {
    if (!still.partner.isValid())
        return exchange->respond(problem(ErrorCode::NotFound));
    if (!own && !still.photo.crop.isWhole()) // it moves around what was cut off
        return exchange->respond(problem(ErrorCode::UnknownPhoto));
    m_catalogue.find(still.partner, [this, exchange, own](const Result<StoredPhoto>& moving) {
        if (!moving)
            return exchange->respond(problem(moving.error()));
        if (own)
            return serve(exchange, videoOf(*moving));
        cleanVideo(exchange, *moving);
    });
}

/// Without where it was taken and by which camera. What can't be cleaned is only its owner's.
void ServingRoutes::cleanVideo(const Exchange& exchange, const StoredPhoto& photo) {
    Served served = videoOf(photo);
    served.etag.insert(served.etag.size() - 1, "-clean");
    m_cleaner.open(photo, [exchange, served](const Result<std::shared_ptr<Blob>>& blob) {
        if (blob)
            return answer(exchange, served, **blob);
        const bool hopeless = blob.error().code == ErrorCode::UnsupportedType;
        exchange->respond(problem(hopeless ? Error{ErrorCode::UnknownPhoto, {}, 0} : blob.error()));
    });
}

ServingRoutes::Served ServingRoutes::videoOf(const StoredPhoto& stored) {
    const Photo& photo = stored.photo;
    return {photo.owner,
            BlobArea::Originals,
            stored.blob,
            '"' + photo.sha256.left(16).toHex() + '"',
            knownType(photo.facts.mimeType),
            revalidated,
            "inline"};
}

void ServingRoutes::answer(const Exchange& exchange, const Served& served, const Blob& whole) {
    const BlobWindow blob(whole, served.from, served.length < 0 ? whole.size() : served.length);
    HttpResponse response;
    response.headers = {{"content-type", served.type},
                        {"cache-control", served.cacheControl},
                        {"content-disposition", served.disposition}};
    HttpResponse found = answerFor(exchange->request(), served.etag, blob, std::move(response));
    if (found.status == 200)
        found.repeatable = served.repeatable;
    exchange->respond(std::move(found));
}

void ServingRoutes::serve(const Exchange& exchange, const Served& served) {
    if (const auto blob = m_blobs.opened(served.owner, served.area, served.blob))
        return answer(exchange, served, *blob);
    whenDone(m_blobs.open(served.owner, served.area, served.blob), &m_executor, this,
             [exchange, served](const Result<std::shared_ptr<Blob>>& blob) {
                 if (!blob)
                     return exchange->respond(problem(blob.error()));
                 answer(exchange, served, **blob);
             });
}

} // namespace parlor::server
