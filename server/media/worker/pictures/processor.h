#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "server/media/worker/pictures/movieheader.h"
#include "server/media/worker/pictures/renderings.h"
#include "server/media/workerprotocol.h"

#include <functional>

namespace parlor::server::media {

/// Takes a rendering as soon as it is made; false when there is no room for it.
using Sink = std::function<bool(MadePicture)>;

/// What became of a file, besides its renderings.
struct Outcome {
    WorkerVerdict verdict = WorkerVerdict::BadImage;
    QByteArray detail;
    bool damaged = false;
    PhotoFacts facts;
    QByteArray placeholder;
};

/// A video's facts; nothing is made of it. Throws nothing.
Outcome processMovie(const MovieSource& source);

/// One job from end to end: gate, facts, pixels, renderings. Needs startEngine(); throws nothing.
Outcome processPicture(Bytes file, const WorkerRequest& request, const Sink& sink);

} // namespace parlor::server::media
