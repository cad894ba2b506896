#include "server/edge/photos/tusroutes.h"

#include "server/edge/http/problem.h"
#include "server/edge/photos/uploadanswers.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

QByteArray number(std::int64_t value) {
    return QByteArray::number(static_cast<qlonglong>(value));
}

} // namespace

TusRoutes::TusRoutes(UploadService& uploads, const TicketBook& tickets, Executor& executor, QObject* parent)
    : QObject(parent), m_uploads(uploads), m_tickets(tickets), m_executor(executor) {}

void TusRoutes::addTo(RouteTable& table) {
    const auto add = [&](const char* method, const QString& pattern, Requirement requirement,
                         std::int64_t bodyLimit, RouteHandler handler) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.requirement = requirement;
        if (requirement != Requirement::Public) {
            route.operation = u"upload"_s;
            route.resource = u"library"_s;
        }
        // An upload goes on at any rate, for clients take a 429 as its end: the person's writers are counted.
        route.rate = route.method == "POST" ? RateKind::Read : RateKind::Free;
        route.bodyLimit = bodyLimit;
        route.handler = std::move(handler);
        route.headers = {tus::everyAnswer()};
        route.methodOverride = true;
        table.add(std::move(route));
    };
    using enum Requirement;
    for (const QString& pattern : {u"/v1/uploads"_s, u"/v1/uploads/{id}"_s})
        add("OPTIONS", pattern, Public, 0,
            [this](auto exchange, const Principal&, const PathArguments&) { options(exchange); });
    add("POST", u"/v1/uploads"_s, SessionOrTicket, -1,
        [this](auto exchange, const Principal& who, const PathArguments&) { create(exchange, who); });
    add("HEAD", u"/v1/uploads/{id}"_s, SessionOrTicket, 0,
        [this](auto exchange, const Principal& who, const PathArguments& path) {
            head(exchange, who, path);
        });
    add("PATCH", u"/v1/uploads/{id}"_s, SessionOrTicket, -1,
        [this](auto exchange, const Principal& who, const PathArguments& path) {
            patch(exchange, who, path);
        });
    add("DELETE", u"/v1/uploads/{id}"_s, SessionOrTicket, 0,
        [this](auto exchange, const Principal& who, const PathArguments& path) {
            remove(exchange, who, path);
        });
}

void TusRoutes::options(const Exchange& exchange) {
    HttpResponse response = noContent();
    response.headers.append({"tus-version", tus::version.toByteArray()});
    response.headers.append({"tus-extension", tus::extensions.toByteArray()});
    response.headers.append(
        {"tus-max-size", number(std::max(m_uploads.rules().largest, m_uploads.rules().largestVideo))});
    response.headers.append({"tus-checksum-algorithm", tus::algorithms.toByteArray()});
    answerUpload(exchange, std::move(response));
}

Result<UploadRequest> TusRoutes::requestFrom(const HttpRequest& http, const Principal& principal,
                                             bool* withTicket) const {
    TRY(tus::checkVersion(http));
    if (!http.header("upload-defer-length").isEmpty())
        return fail(ErrorCode::BadRequest);
    TRY_ASSIGN(const tus::Concat concat, tus::parseConcat(http.header("upload-concat")));
    const bool joins = !concat.parts.isEmpty();
    if (joins && (!http.header("upload-length").isEmpty() || http.contentLength != 0))
        return fail(ErrorCode::BadRequest);
    std::int64_t size = 0;
    if (!joins) {
        TRY_ASSIGN(size, tus::parseNumber(http.header("upload-length")));
    }
    TRY_ASSIGN(tus::Metadata metadata, tus::parseMetadata(http.header("upload-metadata")));
    TRY_ASSIGN(const QByteArray sha256, hashFrom(tus::valueOf(metadata, "sha256")));
    const QByteArray ticket = tus::valueOf(metadata, "ticket");
    *withTicket = !ticket.isEmpty();
    UploadRequest request;
    if (*withTicket) {
        // Parts were begun in time, their whole may come later.
        TRY_ASSIGN(request, requestOf(m_tickets, QString::fromLatin1(ticket), joins));
        if (principal.isSignedIn() && principal.person.id != request.owner)
            return fail(ErrorCode::Forbidden);
        if (size > request.size)
            return fail(ErrorCode::TooLarge);
        const bool whole = !joins && !concat.partial;
        if ((whole && size < request.smallest)
            || (!request.sha256.isEmpty() && !sha256.isEmpty() && sha256 != request.sha256))
            return fail(ErrorCode::BadRequest);
        if (joins)
            size = request.size;
        if (concat.partial) {
            request.partOf = std::exchange(request.ticket, {});
            request.partsMost = request.size;
            request.sha256.clear();
        }
        metadata.removeIf([](const auto& pair) { return pair.first == "ticket"; });
    } else {
        if (!principal.isSignedIn())
            return fail(ErrorCode::NotSignedIn);
        request.owner = principal.person.id;
        request.name = QString::fromUtf8(tus::valueOf(metadata, "filename"));
    }
    request.size = size;
    if (request.sha256.isEmpty())
        request.sha256 = sha256;
    request.metadata = tus::formatMetadata(metadata);
    request.concat = http.header("upload-concat");
    return request;
}

void TusRoutes::create(const Exchange& exchange, const Principal& principal) {
    bool withTicket = false;
    const HttpRequest& http = exchange->request();
    const Result<UploadRequest> request = requestFrom(http, principal, &withTicket);
    if (!request)
        return refuseUpload(exchange, request.error());
    exchange->signedIn(); // by its ticket, if not by a session
    if (http.contentLength != 0 && http.header("content-type") != tus::chunkType)
        return refuseUpload(exchange, Error{ErrorCode::UnsupportedType, {}, 0});
    if (const auto concat = tus::parseConcat(request->concat); concat && !concat->parts.isEmpty())
        return join(exchange, *request, principal, concat->parts, withTicket);
    if (http.contentLength == 0 && request->size > 0)
        return when(m_uploads.create(*request), [this, exchange, withTicket](const Result<Upload>& upload) {
            if (!upload)
                return refuseUpload(exchange, upload.error());
            HttpResponse response = created(*upload, withTicket);
            response.headers.append({"upload-expires", tus::httpDate(upload->expiresAt)});
            answerUpload(exchange, std::move(response));
        });
    const auto checksum = tus::parseChecksum(http.header("upload-checksum"));
    if (!checksum)
        return refuseUpload(exchange, checksum.error());
    when(m_uploads.createAndBegin(*request, *checksum),
         [this, exchange, withTicket](const Result<BegunUpload>& begun) {
             if (!begun)
                 return refuseUpload(exchange, begun.error());
             receive(exchange, begun->chunk, created(begun->upload, withTicket));
         });
}

HttpResponse TusRoutes::created(const Upload& upload, bool withTicket) const {
    HttpResponse response = noContent();
    response.status = 201;
    QByteArray location = "/v1/uploads/" + upload.id.toString().toLatin1();
    if (withTicket)
        location += '.' + m_tickets.addressKey(upload.id).toLatin1();
    response.headers.append({"location", location});
    return response;
}

void TusRoutes::join(const Exchange& exchange, const UploadRequest& request, const Principal& principal,
                     const QList<QByteArray>& parts, bool withTicket) {
    QList<UploadService::PartAddress> addresses;
    for (const QByteArray& part : parts) {
        const auto address = addressOf(principal, QString::fromLatin1(part));
        if (!address)
            return refuseUpload(exchange, address.error());
        addresses.append({address->id, address->who});
    }
    when(m_uploads.join(request, addresses),
         [this, exchange, withTicket](const Result<UploadProgress>& progress) {
             if (!progress) // not the code of a used ticket
                 return answerUpload(exchange, problem(progress.error()));
             HttpResponse response = noContent();
             response.status = 201;
             QByteArray location = "/v1/uploads/" + progress->upload.toString().toLatin1();
             if (withTicket)
                 location += '.' + m_tickets.addressKey(progress->upload).toLatin1();
             response.headers.append({"location", location});
             addOutcome(&response, *progress);
             answerUpload(exchange, std::move(response));
         });
}

Result<TusRoutes::Address> TusRoutes::addressOf(const Principal& principal, const QString& text) const {
    const qsizetype dot = text.indexOf(u'.');
    const auto id = UploadId::fromString(dot < 0 ? text : text.left(dot));
    if (!id)
        return fail(ErrorCode::NotFound);
    if (dot >= 0)
        return m_tickets.isAddressKey(*id, text.mid(dot + 1)) ? Result<Address>(Address{*id, {}})
                                                              : fail(ErrorCode::NotFound);
    if (!principal.isSignedIn())
        return fail(ErrorCode::NotSignedIn);
    return Address{*id, principal.person.id};
}

void TusRoutes::head(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    if (const Status spoken = tus::checkVersion(exchange->request()); !spoken)
        return refuseUpload(exchange, spoken.error());
    const auto address = addressOf(principal, path.value(u"id"_s));
    if (!address)
        return refuseUpload(exchange, address.error());
    when(m_uploads.status(address->id, address->who), [exchange](const Result<UploadStatus>& status) {
        if (!status)
            return refuseUpload(exchange, status.error());
        HttpResponse response;
        response.headers = {{"cache-control", "no-store"},
                            {"upload-offset", number(status->offset)},
                            {"upload-length", number(status->upload.size)}};
        if (!status->upload.concat.isEmpty())
            response.headers.append({"upload-concat", status->upload.concat});
        if (!status->upload.metadata.isEmpty())
            response.headers.append({"upload-metadata", status->upload.metadata});
        if (status->upload.photo.isValid())
            addOutcome(&response, status->upload.photo, status->upload.had);
        else
            response.headers.append({"upload-expires", tus::httpDate(status->upload.expiresAt)});
        answerUpload(exchange, std::move(response));
    });
}

void TusRoutes::patch(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    const HttpRequest& http = exchange->request();
    if (const Status spoken = tus::checkVersion(http); !spoken)
        return refuseUpload(exchange, spoken.error());
    const auto address = addressOf(principal, path.value(u"id"_s));
    if (!address)
        return refuseUpload(exchange, address.error());
    exchange->signedIn();
    if (http.header("content-type") != tus::chunkType)
        return refuseUpload(exchange, Error{ErrorCode::UnsupportedType, {}, 0});
    const auto offset = tus::parseNumber(http.header("upload-offset"));
    if (!offset)
        return refuseUpload(exchange, offset.error());
    const auto checksum = tus::parseChecksum(http.header("upload-checksum"));
    if (!checksum)
        return refuseUpload(exchange, checksum.error());
    when(m_uploads.begin(address->id, address->who, *offset, *checksum),
         [this, exchange](const Result<std::shared_ptr<UploadChunk>>& chunk) {
             if (!chunk)
                 return refuseUpload(exchange, chunk.error());
             receive(exchange, *chunk, noContent());
         });
}

void TusRoutes::receive(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk,
                        HttpResponse onSuccess) {
    when(exchange->readInto(chunk, chunk->room()),
         [this, exchange, chunk, onSuccess](const Result<std::int64_t>& read) {
             const std::optional<Error> broken = read ? std::nullopt : std::optional(read.error());
             when(m_uploads.end(chunk, !broken),
                  [exchange, broken, onSuccess](const Result<UploadProgress>& progress) {
                      if (broken || !progress)
                          return refuseUpload(exchange, broken ? *broken : progress.error());
                      HttpResponse response = onSuccess;
                      response.headers.append({"upload-offset", number(progress->offset)});
                      if (progress->photo.isValid())
                          addOutcome(&response, *progress);
                      else
                          response.headers.append({"upload-expires", tus::httpDate(progress->expiresAt)});
                      answerUpload(exchange, std::move(response));
                  });
         });
}

void TusRoutes::remove(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    if (const Status spoken = tus::checkVersion(exchange->request()); !spoken)
        return refuseUpload(exchange, spoken.error());
    const auto address = addressOf(principal, path.value(u"id"_s));
    if (!address)
        return refuseUpload(exchange, address.error());
    when(m_uploads.terminate(address->id, address->who), [exchange](const Status& ended) {
        if (!ended)
            return refuseUpload(exchange, ended.error());
        answerUpload(exchange, noContent());
    });
}

} // namespace parlor::server
