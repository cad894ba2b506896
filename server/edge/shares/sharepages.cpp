#include "server/edge/shares/sharepages.h"

#include "server/edge/http/problem.h"
#include "server/edge/shares/sharecookies.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr Rate pageRate{10, 200};
constexpr Rate fileRate{100, 1'000}; // a grid asks for two hundred at once
constexpr qsizetype mostBuckets = 50'000;
constexpr std::int64_t fullAgainMs = 20'000;
constexpr std::int64_t passwordBody = 4 * 1'024;

/// Everything is ours, and nothing stands in the page itself.
constexpr auto policy =
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

HttpResponse html(int status, QByteArray bytes) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"content-type", "text/html; charset=utf-8"},
                        {"content-security-policy", policy},
                        {"cache-control", "private, no-cache"},
                        {"x-robots-tag", "noindex, nofollow"}};
    response.body = std::move(bytes);
    return response;
}

HttpResponse seeOther(const QByteArray& where) {
    HttpResponse response;
    response.status = 303;
    response.headers = {{"location", where}, {"cache-control", "no-store"}};
    return response;
}

PhotoId placeFrom(const HttpRequest& request) {
    return PhotoId::fromString(request.query.queryItemValue(u"after"_s)).value_or(PhotoId());
}

} // namespace

SharePages::SharePages(ShareService& shares, PhotoCatalogue& catalogue, ShareServing& serving,
                       ShareUploads& uploads, const Clock& clock, Executor& executor, QObject* parent)
    : QObject(parent),
      m_shares(shares),
      m_catalogue(catalogue),
      m_serving(serving),
      m_uploads(uploads),
      m_clock(clock),
      m_executor(executor) {}

void SharePages::addTo(RouteTable& table) {
    const auto add = [&](const char* method, const QString& pattern, std::int64_t bodyLimit, auto handler) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.requirement = Requirement::Public;
        route.rate = RateKind::Free; // counted here, by address
        route.bodyLimit = bodyLimit;
        route.handler = [handler](const Exchange& exchange, const Principal&, const PathArguments& path) {
            handler(exchange, path);
        };
        table.add(std::move(route));
    };
    add("GET", u"/s/-/{file}"_s, 0, [this](const Exchange& exchange, const PathArguments& path) {
        asset(exchange, path.value(u"file"_s));
    });
    add("GET", u"/s/{token}"_s, 0, [this](const Exchange& exchange, const PathArguments& path) {
        open(exchange, path.value(u"token"_s), Wants::Page, [this](const Visit& visit) { grid(visit); });
    });
    add("POST", u"/s/{token}"_s, passwordBody, [this](const Exchange& exchange, const PathArguments& path) {
        unlock(exchange, path.value(u"token"_s));
    });
    add("POST", u"/s/{token}/upload"_s, -1, [this](const Exchange& exchange, const PathArguments& path) {
        open(exchange, path.value(u"token"_s), Wants::Form, [this](const Visit& visit) { upload(visit); });
    });
    add("GET", u"/s/{token}/zip"_s, 0, [this](const Exchange& exchange, const PathArguments& path) {
        open(exchange, path.value(u"token"_s), Wants::File, [this](const Visit& visit) {
            if (visit.share.mode != ShareMode::Download)
                return visit.exchange->respond(problem(ErrorCode::NotFound));
            m_serving.zip(visit.exchange, visit.share);
        });
    });
    add("GET", u"/s/{token}/{photo}"_s, 0, [this](const Exchange& exchange, const PathArguments& path) {
        open(exchange, path.value(u"token"_s), Wants::Page,
             [this, photo = path.value(u"photo"_s)](const Visit& visit) { picture(visit, photo); });
    });
    add("GET", u"/s/{token}/{photo}/{kind}"_s, 0,
        [this](const Exchange& exchange, const PathArguments& path) {
            open(exchange, path.value(u"token"_s), Wants::File,
                 [this, photo = path.value(u"photo"_s), kind = path.value(u"kind"_s)](const Visit& visit) {
                     file(visit, photo, kind);
                 });
        });
}

std::int64_t SharePages::waitFor(const PeerInfo& peer, Wants wants) {
    const std::int64_t now = m_clock.monotonic();
    if (m_buckets.size() >= mostBuckets)
        m_buckets.removeIf([now](const auto& entry) {
            return now - std::max(entry->pages.lastUsed(), entry->files.lastUsed()) > fullAgainMs;
        });
    auto at = m_buckets.find(peer.block);
    if (at == m_buckets.end())
        at = m_buckets.insert(peer.block, {TokenBucket(pageRate, now), TokenBucket(fileRate, now)});
    return wants == Wants::File ? at->files.take(fileRate, now) : at->pages.take(pageRate, now);
}

void SharePages::notice(const Exchange& exchange, Notice notice, int status, const QString& token,
                        std::int64_t retryAfterMs) {
    HttpResponse response = html(status, m_html.notice(notice, token));
    if (retryAfterMs > 0)
        response.headers.append(
            {"retry-after", QByteArray::number(static_cast<qlonglong>((retryAfterMs + 999) / 1'000))});
    exchange->respond(std::move(response));
}

/// Every link that leads nowhere looks the same; only the status tells that one has ended.
void SharePages::refuse(const Exchange& exchange, const Error& error) {
    switch (error.code) {
    case ErrorCode::NotFound:
    case ErrorCode::UnknownPhoto:
        return notice(exchange, Notice::Nothing, 404);
    case ErrorCode::Gone:
        return notice(exchange, Notice::Nothing, 410);
    case ErrorCode::RateLimited:
        return notice(exchange, Notice::TooOften, 429, {}, error.retryAfterMs);
    case ErrorCode::QuotaExceeded:
        return notice(exchange, Notice::Devices, 403);
    case ErrorCode::PlainHttpPassword:
        return notice(exchange, Notice::PlainHttp, 403);
    default:
        return notice(exchange, Notice::Broken, 503, {}, 1'000);
    }
}

void SharePages::asset(const Exchange& exchange, const QString& file) {
    const ShareAssets::Asset* asset = m_html.assets().find(file);
    if (asset == nullptr)
        return exchange->respond(problem(ErrorCode::NotFound));
    HttpResponse response;
    response.headers = {{"content-type", asset->type},
                        {"cache-control", "public, max-age=31536000, immutable"}};
    response.body = asset->bytes;
    exchange->respond(std::move(response));
}

void SharePages::open(const Exchange& exchange, const QString& token, Wants wants, Use use) {
    if (const std::int64_t wait = waitFor(exchange->request().peer, wants); wait > 0) {
        if (wants == Wants::File)
            return exchange->respond(problem(Error{ErrorCode::RateLimited, {}, wait}));
        return refuse(exchange, Error{ErrorCode::RateLimited, {}, wait});
    }
    when(m_shares.open(token),
         [this, exchange, token, wants, use = std::move(use)](const Result<Share>& share) {
             if (!share)
                 return wants == Wants::File ? exchange->respond(problem(share.error()))
                                             : refuse(exchange, share.error());
             if (!m_shares.isUnlocked(*share, cookieOf(exchange->request(), ShareCookie::Unlocked)))
                 return wants == Wants::File ? exchange->respond(problem(ErrorCode::NotFound))
                                             : notice(exchange, Notice::Password, 200, token);
             checkDevice({exchange, token, *share, {}}, wants, use);
         });
}

/// Behind the password, so that whoever guesses takes no place. A new device takes its place when a page has
/// been made for it; until then it gets nothing else.
void SharePages::checkDevice(const Visit& visit, Wants wants, const Use& use) {
    if (!visit.share.deviceLimit) {
        visit.exchange->signedIn();
        return use(visit);
    }
    const QByteArray device = cookieOf(visit.exchange->request(), ShareCookie::Device);
    when(m_shares.knows(visit.share, device), [this, visit, wants, use, device](const Result<bool>& known) {
        const bool comesIn = known && (*known || (wants == Wants::Page && visit.share.hasPlace()));
        if (comesIn) {
            Visit admitted = visit;
            admitted.device = *known ? device : QByteArray();
            visit.exchange->signedIn();
            return use(admitted);
        }
        if (wants == Wants::File)
            return visit.exchange->respond(known ? problem(ErrorCode::NotFound) : problem(known.error()));
        if (!known)
            return refuse(visit.exchange, known.error());
        notice(visit.exchange, wants == Wants::Form ? Notice::UnknownDevice : Notice::Devices, 403);
    });
}

void SharePages::unlock(const Exchange& exchange, const QString& token) {
    if (const std::int64_t wait = waitFor(exchange->request().peer, Wants::Page); wait > 0)
        return refuse(exchange, Error{ErrorCode::RateLimited, {}, wait});
    when(m_shares.open(token), [this, exchange, token](const Result<Share>& share) {
        if (!share)
            return refuse(exchange, share.error());
        if (share->passwordHash.isEmpty())
            return exchange->respond(seeOther("/s/" + token.toLatin1()));
        tryPassword(exchange, token, *share);
    });
}

void SharePages::tryPassword(const Exchange& exchange, const QString& token, const Share& share) {
    when(exchange->readBody(passwordBody), [this, exchange, token, share](Result<QByteArray> body) {
        if (!body)
            return refuse(exchange, body.error());
        body->replace('+', "%20"); // as forms write a space
        const QString password =
            QUrlQuery(QString::fromUtf8(*body)).queryItemValue(u"password"_s, QUrl::FullyDecoded);
        when(m_shares.unlock(share, password, exchange->request().peer),
             [this, exchange, token](const Result<QByteArray>& value) {
                 if (!value
                     && (value.error().code == ErrorCode::WrongPassword
                         || value.error().code == ErrorCode::TooLarge))
                     return notice(exchange, Notice::WrongPassword, 403, token);
                 if (!value)
                     return refuse(exchange, value.error());
                 HttpResponse response = seeOther("/s/" + token.toLatin1());
                 response.headers.append(settingCookie(ShareCookie::Unlocked, *value, token,
                                                       exchange->request().peer,
                                                       ShareService::unlockedForMs));
                 exchange->respond(std::move(response));
             });
    });
}

/// A browser is counted once, whatever it looks at, and before it sees anything.
void SharePages::answer(const Visit& visit, const QByteArray& bytes) {
    HttpResponse response = html(200, bytes);
    const HttpRequest& request = visit.exchange->request();
    if (!visit.device.isEmpty())
        response.headers.append(settingCookie(ShareCookie::Device, visit.device, visit.token, request.peer,
                                              deviceLifetime(visit.share, m_clock.now())));
    const QByteArray mark = m_shares.seenMark(visit.share);
    if (request.method == "HEAD" || cookieOf(request, ShareCookie::Seen) == mark)
        return visit.exchange->respond(std::move(response));
    response.headers.append(settingCookie(ShareCookie::Seen, mark, visit.token, request.peer, 0));
    when(m_shares.countView(visit.share), [exchange = visit.exchange, response](const Status&) {
        exchange->respond(response); // a server without room still shows what it has
    });
}

void SharePages::show(const Visit& visit, const QByteArray& bytes) {
    const bool isNew = visit.share.deviceLimit && visit.device.isEmpty();
    if (!isNew || visit.exchange->request().method == "HEAD")
        return answer(visit, bytes);
    when(m_shares.admit(visit.share), [this, visit, bytes](const Result<QByteArray>& device) {
        if (!device)
            return refuse(visit.exchange, device.error());
        Visit admitted = visit;
        admitted.device = *device;
        answer(admitted, bytes);
    });
}

void SharePages::grid(const Visit& visit) {
    const PhotoId after = placeFrom(visit.exchange->request());
    when(m_shares.store().summary(visit.share.id), [this, visit, after](const Result<ShareSummary>& summary) {
        if (!summary)
            return refuse(visit.exchange, summary.error());
        showGrid(visit, after, *summary);
    });
}

void SharePages::showGrid(const Visit& visit, PhotoId after, const ShareSummary& summary) {
    when(m_shares.store().photos(visit.share.id, after, largestPage),
         [this, visit, after, summary](const Result<SharePage>& shown) {
             if (!shown)
                 return refuse(visit.exchange, shown.error());
             GridView view{visit.token, visit.share, summary, *shown, after};
             view.offersForm = visit.share.mode == ShareMode::Upload && visit.share.room.files > 0
                               && visit.share.room.bytes > 0;
             view.sent = visit.exchange->request().query.hasQueryItem(u"sent"_s) ? 1 : 0;
             if (visit.share.mode != ShareMode::Download || summary.photos == 0
                 || summary.photos > ShareZip::mostPhotos)
                 return show(visit, m_html.grid(view));
             const bool isAll = shown->end && !after.isValid();
             m_serving.packs(visit.share, isAll ? shown->photos : QList<StoredPhoto>(),
                             [this, visit, view, isAll](bool packs) mutable {
                                 view.offersZip = packs || !isAll;
                                 show(visit, m_html.grid(view));
                             });
         });
}

void SharePages::picture(const Visit& visit, const QString& photo) {
    const auto id = PhotoId::fromString(photo);
    if (!id)
        return refuse(visit.exchange, Error{ErrorCode::NotFound, {}, 0});
    when(m_shares.store().photo(visit.share.id, *id), [this, visit](const Result<SharedPhoto>& shared) {
        if (!shared)
            return refuse(visit.exchange, shared.error());
        m_serving.gives(visit.share, shared->stored, [this, visit, shared = *shared](bool isGiven) {
            const PictureView view{visit.token, visit.share, shared, placeFrom(visit.exchange->request()),
                                   isGiven};
            show(visit, m_html.picture(view));
        });
    });
}

void SharePages::file(const Visit& visit, const QString& photo, const QString& kind) {
    const auto id = PhotoId::fromString(photo);
    const bool isOffered = kind == u"thumb" || kind == u"view" || kind == u"video"
                           || (kind == u"original" && visit.share.mode == ShareMode::Download);
    if (!id || !isOffered)
        return visit.exchange->respond(problem(ErrorCode::NotFound));
    when(m_shares.store().shows(visit.share.id, *id),
         [this, visit, kind, id = *id](const Result<bool>& shows) {
             if (!shows || !*shows)
                 return visit.exchange->respond(
                     problem(shows ? Error{ErrorCode::NotFound, {}, 0} : shows.error()));
             m_catalogue.find(id, [this, visit, kind](const Result<StoredPhoto>& stored) {
                 if (!stored)
                     return visit.exchange->respond(problem(ErrorCode::NotFound));
                 send(visit, *stored, kind);
             });
         });
}

void SharePages::send(const Visit& visit, const StoredPhoto& stored, const QString& kind) {
    if (kind == u"original")
        return m_serving.original(visit.exchange, visit.share, stored);
    if (kind == u"video")
        return m_serving.video(visit.exchange, visit.share, stored);
    m_serving.rendering(visit.exchange, stored,
                        kind == u"thumb" ? RenderingKind::Thumb : RenderingKind::View);
}

void SharePages::upload(const Visit& visit) {
    if (visit.share.mode != ShareMode::Upload)
        return notice(visit.exchange, Notice::Nothing, 404);
    m_uploads.receive(visit.exchange, visit.share, [this, visit](const Status& received) {
        if (received)
            return visit.exchange->respond(seeOther("/s/" + visit.token.toLatin1() + "?sent=1"));
        const ErrorCode code = received.error().code;
        if (code == ErrorCode::QuotaExceeded)
            return notice(visit.exchange, Notice::NoRoom, 507);
        const bool ended = code == ErrorCode::Gone || code == ErrorCode::NotFound; // meanwhile
        if (ended || isTemporary(code))
            return refuse(visit.exchange, received.error());
        notice(visit.exchange, Notice::Refused, code == ErrorCode::TooLarge ? 413 : 422);
    });
}

} // namespace parlor::server
