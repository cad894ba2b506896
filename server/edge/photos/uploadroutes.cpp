#include "server/edge/photos/uploadroutes.h"

#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "server/edge/photos/multipartsink.h"
#include "shared/auth/names.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr qsizetype mostTickets = 1'000;

void answer(const std::shared_ptr<HttpExchange>& exchange, HttpResponse response) {
    exchange->respond(tus::stamped(std::move(response)));
}

void refuse(const std::shared_ptr<HttpExchange>& exchange, const Error& error) {
    // A ticket's second use is a conflict in the store; a client must not take it for a wrong offset and
    // retry.
    answer(exchange,
           problem(error.code == ErrorCode::Conflict ? Error{ErrorCode::RequestReplayed, {}, 0} : error));
}

QByteArray number(std::int64_t value) {
    return QByteArray::number(static_cast<qlonglong>(value));
}

void addOutcome(HttpResponse* response, PhotoId photo, bool had) {
    response->headers.emplace_back("parlor-photo", photo.toString().toLatin1());
    response->headers.emplace_back("parlor-result", had ? "had" : "uploaded");
}

void addOutcome(HttpResponse* response, const UploadProgress& progress) {
    addOutcome(response, progress.photo, progress.had);
}

Result<QByteArray> hashFrom(const QByteArray& hex) {
    if (hex.isEmpty())
        return QByteArray();
    QByteArray hash = QByteArray::fromHex(hex);
    if (hex.size() != 64 || hash.toHex() != hex.toLower())
        return fail(ErrorCode::BadRequest);
    return hash;
}

} // namespace

UploadRoutes::UploadRoutes(UploadService& uploads, const TicketBook& tickets, Executor& executor,
                           QObject* parent)
    : QObject(parent), m_uploads(uploads), m_tickets(tickets), m_executor(executor) {}

void UploadRoutes::addTo(RouteTable& table) {
    const auto add = [&](const char* method, const QString& pattern, Requirement requirement,
                         std::int64_t bodyLimit, RouteHandler handler, bool bare = false) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.requirement = requirement;
        if (requirement != Requirement::Public) {
            route.operation = u"upload"_s;
            route.resource = u"library"_s;
        }
        route.bodyLimit = bodyLimit;
        route.handler = std::move(handler);
        route.bareToken = bare;
        table.add(std::move(route));
    };
    using enum Requirement;
    add("POST", u"/v1/uploads/tickets"_s, Session, limits::jsonBody,
        [this](auto exchange, const Principal& who, const PathArguments&) { issueTickets(exchange, who); });
    add(
        "POST", u"/prep/photoupload"_s, Session, limits::jsonBody,
        [this](auto exchange, const Principal& who, const PathArguments&) { prepare(exchange, who); }, true);
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
    add("POST", u"/v1/uploads/form"_s, Public, -1,
        [this](auto exchange, const Principal&, const PathArguments&) { form(exchange, {}); });
    add("POST", u"/v1/uploads/form/{ticket}"_s, Public, -1,
        [this](auto exchange, const Principal&, const PathArguments& path) {
            form(exchange, path[u"ticket"_s]);
        });
    add("PUT", u"/v1/uploads/form/{ticket}"_s, Public, -1,
        [this](auto exchange, const Principal&, const PathArguments& path) {
            put(exchange, path[u"ticket"_s]);
        });
}

void UploadRoutes::issueTickets(const Exchange& exchange, const Principal& principal) {
    withJsonBody(
        exchange, &m_executor, this, [this, exchange, person = principal.person.id](const QJsonObject& body) {
            const QJsonArray files = body.value("files"_L1).toArray();
            if (files.isEmpty() || files.size() > mostTickets)
                return exchange->respond(problem(ErrorCode::BadRequest));
            QJsonArray tickets;
            for (const QJsonValue& file : files) {
                const auto sha256 = hashFrom(file["sha256"_L1].toString().toLatin1());
                const auto size = file["size"_L1].toInteger(-1);
                if (!sha256 || size < 0 || !file["name"_L1].isString())
                    return exchange->respond(problem(ErrorCode::BadRequest));
                if (size > m_uploads.largestNamed(file["name"_L1].toString()))
                    return exchange->respond(problem(ErrorCode::TooLarge));
                Ticket ticket{person, cleanFileName(file["name"_L1].toString()), size, size, *sha256, {}, 0};
                const QString text = m_tickets.issue(&ticket);
                tickets.append(QJsonObject{{"ticket"_L1, text},
                                           {"upload_url"_L1, "/v1/uploads"_L1},
                                           {"form_url"_L1, u"/v1/uploads/form/"_s + text},
                                           {"expires_at"_L1, qint64(ticket.expiresAt)}});
            }
            exchange->respond(json({{"tickets"_L1, tickets}}));
        });
}

void UploadRoutes::prepare(const Exchange& exchange, const Principal& principal) {
    withJsonBody(
        exchange, &m_executor, this, [this, exchange, person = principal.person.id](const QJsonObject& body) {
            const QJsonArray keys = body.value("keys"_L1).toArray();
            if (keys.isEmpty() || keys.size() > mostTickets)
                return exchange->respond(problem(ErrorCode::BadRequest));
            QJsonArray uploads;
            for (const QJsonValue& key : keys) {
                if (!key.isString())
                    return exchange->respond(problem(ErrorCode::BadRequest));
                Ticket ticket{person, cleanFileName(key.toString()), 1, limits::recipeFile, {}, {}, 0};
                const QString text = m_tickets.issue(&ticket);
                uploads.append(QJsonObject{{"key"_L1, key},
                                           {"url"_L1, "/v1/uploads/form"_L1},
                                           {"fields"_L1, QJsonObject{{"key"_L1, key}, {"ticket"_L1, text}}},
                                           {"expires_at"_L1, qint64(ticket.expiresAt)}});
            }
            exchange->respond(json({{"uploads"_L1, uploads}}));
        });
}

void UploadRoutes::options(const Exchange& exchange) {
    HttpResponse response = noContent();
    response.headers.append({"tus-version", tus::version.toByteArray()});
    response.headers.append({"tus-extension", tus::extensions.toByteArray()});
    response.headers.append(
        {"tus-max-size", number(std::max(m_uploads.rules().largest, m_uploads.rules().largestVideo))});
    response.headers.append({"tus-checksum-algorithm", tus::algorithms.toByteArray()});
    answer(exchange, std::move(response));
}

Result<UploadRequest> UploadRoutes::requestOf(const QString& text, bool begun) const {
    TRY_ASSIGN(const Ticket ticket, begun ? m_tickets.openBegun(text) : m_tickets.open(text));
    UploadRequest request;
    request.owner = ticket.person;
    request.name = ticket.name;
    request.size = ticket.largest;
    request.smallest = ticket.smallest;
    request.sha256 = ticket.sha256;
    request.ticket = ticket.nonce;
    return request;
}

Result<UploadRequest> UploadRoutes::requestOf(const HttpRequest& http, const Principal& principal,
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
        TRY_ASSIGN(request, requestOf(QString::fromLatin1(ticket), joins));
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

void UploadRoutes::create(const Exchange& exchange, const Principal& principal) {
    bool withTicket = false;
    const HttpRequest& http = exchange->request();
    const Result<UploadRequest> request = requestOf(http, principal, &withTicket);
    if (!request)
        return refuse(exchange, request.error());
    exchange->signedIn(); // by its ticket, if not by a session
    if (http.contentLength != 0 && http.header("content-type") != tus::chunkType)
        return refuse(exchange, Error{ErrorCode::UnsupportedType, {}, 0});
    if (const auto concat = tus::parseConcat(request->concat); concat && !concat->parts.isEmpty())
        return join(exchange, *request, principal, concat->parts, withTicket);
    if (http.contentLength == 0 && request->size > 0)
        return when(m_uploads.create(*request), [this, exchange, withTicket](const Result<Upload>& upload) {
            if (!upload)
                return refuse(exchange, upload.error());
            HttpResponse response = created(*upload, withTicket);
            response.headers.append({"upload-expires", tus::httpDate(upload->expiresAt)});
            answer(exchange, std::move(response));
        });
    const auto checksum = tus::parseChecksum(http.header("upload-checksum"));
    if (!checksum)
        return refuse(exchange, checksum.error());
    when(m_uploads.createAndBegin(*request, *checksum),
         [this, exchange, withTicket](const Result<BegunUpload>& begun) {
             if (!begun)
                 return refuse(exchange, begun.error());
             receive(exchange, begun->chunk, created(begun->upload, withTicket));
         });
}

HttpResponse UploadRoutes::created(const Upload& upload, bool withTicket) const {
    HttpResponse response = noContent();
    response.status = 201;
    QByteArray location = "/v1/uploads/" + upload.id.toString().toLatin1();
    if (withTicket)
        location += '.' + m_tickets.addressKey(upload.id).toLatin1();
    response.headers.append({"location", location});
    return response;
}

void UploadRoutes::join(const Exchange& exchange, const UploadRequest& request, const Principal& principal,
                        const QList<QByteArray>& parts, bool withTicket) {
    QList<UploadService::PartAddress> addresses;
    for (const QByteArray& part : parts) {
        const auto address = addressOf(principal, QString::fromLatin1(part));
        if (!address)
            return refuse(exchange, address.error());
        addresses.append({address->id, address->who});
    }
    when(m_uploads.join(request, addresses),
         [this, exchange, withTicket](const Result<UploadProgress>& progress) {
             if (!progress) // not the code of a used ticket
                 return answer(exchange, problem(progress.error()));
             HttpResponse response = noContent();
             response.status = 201;
             QByteArray location = "/v1/uploads/" + progress->upload.toString().toLatin1();
             if (withTicket)
                 location += '.' + m_tickets.addressKey(progress->upload).toLatin1();
             response.headers.append({"location", location});
             addOutcome(&response, *progress);
             answer(exchange, std::move(response));
         });
}

Result<UploadRoutes::Address> UploadRoutes::addressOf(const Principal& principal, const QString& text) const {
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

void UploadRoutes::head(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    if (const Status spoken = tus::checkVersion(exchange->request()); !spoken)
        return refuse(exchange, spoken.error());
    const auto address = addressOf(principal, path.value(u"id"_s));
    if (!address)
        return refuse(exchange, address.error());
    when(m_uploads.status(address->id, address->who), [exchange](const Result<UploadStatus>& status) {
        if (!status)
            return refuse(exchange, status.error());
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
        answer(exchange, std::move(response));
    });
}

void UploadRoutes::patch(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    const HttpRequest& http = exchange->request();
    if (const Status spoken = tus::checkVersion(http); !spoken)
        return refuse(exchange, spoken.error());
    const auto address = addressOf(principal, path.value(u"id"_s));
    if (!address)
        return refuse(exchange, address.error());
    exchange->signedIn();
    if (http.header("content-type") != tus::chunkType)
        return refuse(exchange, Error{ErrorCode::UnsupportedType, {}, 0});
    const auto offset = tus::parseNumber(http.header("upload-offset"));
    if (!offset)
        return refuse(exchange, offset.error());
    const auto checksum = tus::parseChecksum(http.header("upload-checksum"));
    if (!checksum)
        return refuse(exchange, checksum.error());
    when(m_uploads.begin(address->id, address->who, *offset, *checksum),
         [this, exchange](const Result<std::shared_ptr<UploadChunk>>& chunk) {
             if (!chunk)
                 return refuse(exchange, chunk.error());
             receive(exchange, *chunk, noContent());
         });
}

void UploadRoutes::receive(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk,
                           HttpResponse onSuccess) {
    when(exchange->readInto(chunk, chunk->room()),
         [this, exchange, chunk, onSuccess](const Result<std::int64_t>& read) {
             const std::optional<Error> broken = read ? std::nullopt : std::optional(read.error());
             when(m_uploads.end(chunk, !broken),
                  [exchange, broken, onSuccess](const Result<UploadProgress>& progress) {
                      if (broken || !progress)
                          return refuse(exchange, broken ? *broken : progress.error());
                      HttpResponse response = onSuccess;
                      response.headers.append({"upload-offset", number(progress->offset)});
                      if (progress->photo.isValid())
                          addOutcome(&response, *progress);
                      else
                          response.headers.append({"upload-expires", tus::httpDate(progress->expiresAt)});
                      answer(exchange, std::move(response));
                  });
         });
}

void UploadRoutes::remove(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    if (const Status spoken = tus::checkVersion(exchange->request()); !spoken)
        return refuse(exchange, spoken.error());
    const auto address = addressOf(principal, path.value(u"id"_s));
    if (!address)
        return refuse(exchange, address.error());
    when(m_uploads.terminate(address->id, address->who), [exchange](const Status& ended) {
        if (!ended)
            return refuse(exchange, ended.error());
        answer(exchange, noContent());
    });
}

void UploadRoutes::put(const Exchange& exchange, const QString& ticket) {
    auto request = requestOf(ticket);
    const std::int64_t length = exchange->request().contentLength;
    if (request && length > request->size)
        request = fail(ErrorCode::TooLarge);
    if (!request)
        return refuse(exchange, request.error());
    exchange->signedIn();
    if (length >= 0)
        request->size = length;
    when(m_uploads.beginWhole(*request), [this, exchange](const Result<std::shared_ptr<UploadChunk>>& chunk) {
        if (!chunk)
            return refuse(exchange, chunk.error());
        when(exchange->readInto(*chunk, (*chunk)->room()),
             [this, exchange, chunk = *chunk](const Result<std::int64_t>& read) {
                 finishWhole(exchange, chunk, read, read.has_value());
             });
    });
}

void UploadRoutes::form(const Exchange& exchange, const QString& ticket) {
    const auto chunk = std::make_shared<std::shared_ptr<UploadChunk>>();
    // The exchange holds the sink, and the sink holds this.
    const std::weak_ptr<HttpExchange> sender = exchange;
    const auto begins = [this, sender, ticket, chunk](const MultipartSink::Form& sent) {
        const Promise<Result<std::shared_ptr<BodySink>>> promise;
        // On the thread that reads: the rest of it happens on ours.
        m_executor.post(
            [this, sender, promise, chunk,
             text = ticket.isEmpty() ? QString::fromLatin1(sent.fields.value("ticket")) : ticket] {
                auto request = requestOf(text);
                if (!request)
                    return promise.finish(std::unexpected(request.error()));
                if (const Exchange known = sender.lock()) {
                    known->signedIn();
                    // No more room is held than can come.
                    if (const std::int64_t length = known->request().contentLength; length > 0)
                        request->size = std::min(request->size, length);
                }
                when(m_uploads.beginWhole(*request),
                     [promise, chunk](const Result<std::shared_ptr<UploadChunk>>& begun) {
                         if (!begun)
                             return promise.finish(std::unexpected(begun.error()));
                         *chunk = *begun;
                         promise.finish(std::shared_ptr<BodySink>(*begun));
                     });
            });
        return promise.task();
    };
    const auto sink = MultipartSink::make(exchange->request().header("content-type"), m_executor, begins);
    if (!sink)
        return refuse(exchange, Error{ErrorCode::UnsupportedType, {}, 0});
    constexpr std::int64_t aroundTheFile = 128 * 1024;
    // What the ticket is for is known when the file begins: then that counts.
    const std::int64_t most = std::max(m_uploads.rules().largest, m_uploads.rules().largestVideo);
    when(exchange->readInto(*sink, most + aroundTheFile),
         [this, exchange, sink = *sink, chunk](const Result<std::int64_t>& read) {
             if (*chunk)
                 return finishWhole(exchange, *chunk, read, read && sink->isWhole());
             refuse(exchange, read ? Error{ErrorCode::BadRequest, {}, 0} : read.error());
         });
}

void UploadRoutes::finishWhole(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk,
                               const Result<std::int64_t>& read, bool whole) {
    const Error broken = read ? Error{ErrorCode::BadRequest, {}, 0} : read.error();
    when(m_uploads.end(chunk, whole), [exchange, whole, broken](const Result<UploadProgress>& progress) {
        if (!whole || !progress)
            return refuse(exchange, whole ? progress.error() : broken);
        HttpResponse response = json({{"id"_L1, progress->photo.toString()},
                                      {"result"_L1, progress->had ? "had"_L1 : "uploaded"_L1},
                                      {"state"_L1, nameOf(progress->state)}},
                                     201);
        addOutcome(&response, *progress);
        exchange->respond(std::move(response));
    });
}

} // namespace parlor::server
