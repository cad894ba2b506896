#pragma once

#include "server/domain/ports/http.h"

#include <functional>
#include <memory>

namespace parlor::server {

/// A body being read into a sink. Whatever becomes of the connection, `done` is called exactly once.
struct BodyRead {
    BodyRead(std::shared_ptr<BodySink> to, std::int64_t most,
             std::function<void(Result<std::int64_t>)> whenDone)
        : sink(std::move(to)), limit(most), done(std::move(whenDone)) {}

    ~BodyRead() { finish(fail(ErrorCode::NetworkFailed)); }

    BodyRead(const BodyRead&) = delete;
    BodyRead& operator=(const BodyRead&) = delete;

    void finish(Result<std::int64_t> result) {
        if (auto call = std::exchange(done, nullptr))
            call(std::move(result));
    }

    const std::shared_ptr<BodySink> sink;
    const std::int64_t limit;
    std::int64_t received = 0; ///< from the socket
    std::int64_t taken = 0;    ///< by the sink
    std::function<void(Result<std::int64_t>)> done;
};

} // namespace parlor::server
