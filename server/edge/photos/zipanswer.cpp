#include "server/edge/photos/zipanswer.h"

#include "server/edge/http/problem.h"

#include <utility>

namespace parlor::server {

void respondWithZip(const std::shared_ptr<HttpExchange>& exchange, const ZipBlob& zip, HttpResponse response,
                    Executor& executor, QObject* context) {
    const auto* body = std::get_if<SourceBody>(&response.body);
    if (body == nullptr || body->length == 0)
        return exchange->respond(std::move(response));
    const std::int64_t from = body->offset;
    whenDone(zip.openable(from), &executor, context,
             [exchange, response = std::move(response)](const Status& openable) {
                 exchange->respond(openable ? response : problem(openable.error()));
             });
}

} // namespace parlor::server
