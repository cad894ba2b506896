#pragma once

#include "server/domain/archives/zipblob.h"
#include "server/edge/http/routetable.h"

#include <QObject>

#include <memory>

namespace parlor::server {

/// Sends `response`, which answerFor() made of `zip`; or, when the first file in it can't be read, why: once
/// an answer has begun it could only break off. `context` lives on the executor's thread.
void respondWithZip(const std::shared_ptr<HttpExchange>& exchange, const ZipBlob& zip, HttpResponse response,
                    Executor& executor, QObject* context);

} // namespace parlor::server
