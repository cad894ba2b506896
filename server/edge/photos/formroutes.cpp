#include "server/edge/photos/formroutes.h"

#include "server/edge/http/problem.h"
#include "server/edge/photos/multipartsink.h"
#include "server/edge/photos/uploadanswers.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

FormRoutes::FormRoutes(UploadService& uploads, const TicketBook& tickets, Executor& executor, QObject* parent)
    : QObject(parent), m_uploads(uploads), m_tickets(tickets), m_executor(executor) {}

void FormRoutes::addTo(RouteTable& table) {
    const auto add = [&](const char* method, const QString& pattern, RouteHandler handler) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.requirement = Requirement::Public; // the ticket is the right
        route.bodyLimit = -1;
        route.handler = std::move(handler);
        table.add(std::move(route));
    };
    add("POST", u"/v1/uploads/form"_s,
        [this](auto exchange, const Principal&, const PathArguments&) { form(exchange, {}); });
    add("POST", u"/v1/uploads/form/{ticket}"_s,
        [this](auto exchange, const Principal&, const PathArguments& path) {
            form(exchange, path[u"ticket"_s]);
        });
    add("PUT", u"/v1/uploads/form/{ticket}"_s,
        [this](auto exchange, const Principal&, const PathArguments& path) {
            put(exchange, path[u"ticket"_s]);
        });
}

void FormRoutes::put(const Exchange& exchange, const QString& ticket) {
    auto request = requestOf(m_tickets, ticket);
    const std::int64_t length = exchange->request().contentLength;
    if (request && length > request->size)
        request = fail(ErrorCode::TooLarge);
    if (!request)
        return refuseUpload(exchange, request.error());
    exchange->signedIn();
    if (length >= 0)
        request->size = length;
    when(m_uploads.beginWhole(*request), [this, exchange](const Result<std::shared_ptr<UploadChunk>>& chunk) {
        if (!chunk)
            return refuseUpload(exchange, chunk.error());
        when(exchange->readInto(*chunk, (*chunk)->room()),
             [this, exchange, chunk = *chunk](const Result<std::int64_t>& read) {
                 finishWhole(exchange, chunk, read, read.has_value());
             });
    });
}

void FormRoutes::form(const Exchange& exchange, const QString& ticket) {
    const auto chunk = std::make_shared<std::shared_ptr<UploadChunk>>();
    // The exchange holds the sink, and the sink holds this.
    const std::weak_ptr<HttpExchange> sender = exchange;
    const auto begins = [this, sender, ticket, chunk](const MultipartSink::Form& sent) {
        const Promise<Result<std::shared_ptr<BodySink>>> promise;
        // On the thread that reads: the rest of it happens on ours.
        m_executor.post(
            [this, sender, promise, chunk,
             text = ticket.isEmpty() ? QString::fromLatin1(sent.fields.value("ticket")) : ticket] {
                auto request = requestOf(m_tickets, text);
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
        return refuseUpload(exchange, Error{ErrorCode::UnsupportedType, {}, 0});
    constexpr std::int64_t aroundTheFile = 128 * 1024;
    // What the ticket is for is known when the file begins: then that counts.
    const std::int64_t most = std::max(m_uploads.rules().largest, m_uploads.rules().largestVideo);
    when(exchange->readInto(*sink, most + aroundTheFile),
         [this, exchange, sink = *sink, chunk](const Result<std::int64_t>& read) {
             if (*chunk)
                 return finishWhole(exchange, *chunk, read, read && sink->isWhole());
             refuseUpload(exchange, read ? Error{ErrorCode::BadRequest, {}, 0} : read.error());
         });
}

void FormRoutes::finishWhole(const Exchange& exchange, const std::shared_ptr<UploadChunk>& chunk,
                             const Result<std::int64_t>& read, bool whole) {
    const Error broken = read ? Error{ErrorCode::BadRequest, {}, 0} : read.error();
    when(m_uploads.end(chunk, whole), [exchange, whole, broken](const Result<UploadProgress>& progress) {
        if (!whole || !progress)
            return refuseUpload(exchange, whole ? progress.error() : broken);
        HttpResponse response = json({{"id"_L1, progress->photo.toString()},
                                      {"result"_L1, progress->had ? "had"_L1 : "uploaded"_L1},
                                      {"state"_L1, nameOf(progress->state)}},
                                     201);
        addOutcome(&response, *progress);
        exchange->respond(std::move(response));
    });
}

} // namespace parlor::server
