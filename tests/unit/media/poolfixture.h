#pragma once

#include "server/media/workerpool.h"
#include "tests/support/samplephotos.h"
#include "tests/support/waiting.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace parlor::server {

/// A pool of real workers and jobs of bytes.
class PoolFixture : public testing::Test {
protected:
    static WorkerPoolOptions options();

    /// A job for the bytes, in an anonymous file.
    static MediaJob jobOf(const QByteArray& file,
                          QList<RenderingKind> renderings = {RenderingKind::Thumb, RenderingKind::View});

    static Result<MediaResult> process(WorkerPool& pool, const QByteArray& file) {
        return test::await(pool.process(jobOf(file)));
    }
};

const MadeRendering* renderingOf(const MediaResult& result, RenderingKind kind);

/// A decoded rendering.
struct Pixels {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
    [[nodiscard]] std::array<std::uint8_t, 3> at(double x, double y) const; ///< 0 … 1 of either side
};

Pixels decoded(const QByteArray& bytes);

/// True when the four corners are red, green, blue and white, as samplephotos.h says.
testing::AssertionResult isUpright(const Pixels& pixels);

} // namespace parlor::server
