#include "server/media/worker/channel.h"
#include "server/media/worker/pictures/cleaner.h"
#include "server/media/worker/pictures/cleanmovie.h"
#include "server/media/worker/pictures/engine.h"
#include "server/media/worker/pictures/processor.h"
#include "server/media/worker/sandbox.h"
#include "server/media/worker/sandboxcheck.h"
#include "shared/protocol/limits.h"

#include <cstring>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace parlor::server::media;

namespace {

void returnMemory() {
    ::malloc_trim(0);
}

/// Larger than a picture may be: only a video, of which little is read.
MovieSource sourceOf(int fd, std::int64_t size) {
    return {static_cast<std::uint64_t>(size), [fd](std::uint64_t at, std::span<std::uint8_t> to) {
                while (!to.empty()) {
                    const ssize_t got = ::pread(fd, to.data(), to.size(), static_cast<off_t>(at));
                    if (got <= 0)
                        return false;
                    at += static_cast<std::uint64_t>(got);
                    to = to.subspan(static_cast<std::size_t>(got));
                }
                return true;
            }};
}

/// The original, mapped: a file that shrinks under it kills this worker, which is answered as a bad picture.
class Original {
public:
    Original(int fd, std::int64_t size) : m_size(static_cast<std::size_t>(size)) {
        const bool whole = size > 0 && ::lseek(fd, 0, SEEK_END) >= size;
        m_start = whole ? ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    }

    Original(const Original&) = delete;
    Original& operator=(const Original&) = delete;

    ~Original() {
        if (m_start != MAP_FAILED)
            ::munmap(m_start, m_size);
    }

    [[nodiscard]] Bytes bytes() const {
        return m_start == MAP_FAILED ? Bytes() : Bytes(static_cast<const std::uint8_t*>(m_start), m_size);
    }

private:
    std::size_t m_size;
    void* m_start;
};

bool writeAll(int fd, const QByteArray& bytes, std::int64_t offset) {
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote = ::pwrite(fd, bytes.constData() + done,
                                       static_cast<std::size_t>(bytes.size() - done), offset + done);
        if (wrote <= 0)
            return false;
        done += wrote;
    }
    return true;
}

WorkerReply cleaned(const WorkerRequest& request, int originalFd, int resultFd) {
    WorkerReply reply;
    reply.job = request.job;
    reply.verdict = WorkerVerdict::UnsupportedType;
    const bool large = request.size > parlor::limits::imageFile;
    const Original original(originalFd, large ? 0 : request.size);
    auto overwrites = overwritesOf(original.bytes());
    if (!overwrites)
        overwrites = overwritesOfMovie(sourceOf(originalFd, request.size));
    if (!overwrites)
        return reply;
    const QByteArray bytes = encode(*overwrites);
    if (bytes.size() > maxOverwriteBytes || !writeAll(resultFd, bytes, 0))
        return reply;
    reply.verdict = WorkerVerdict::Done;
    reply.overwriteBytes = bytes.size();
    return reply;
}

WorkerReply answer(const WorkerRequest& request, int originalFd, int resultFd) {
    if (request.clean)
        return cleaned(request, originalFd, resultFd);
    const bool large = request.size > parlor::limits::imageFile;
    const Original original(originalFd, large ? 0 : request.size);
    std::int64_t end = 0;
    WorkerReply reply;
    const Sink sink = [&](MadePicture made) {
        const RenderingSlice slice{made.kind, end, made.bytes.size(), made.width, made.height};
        if (!writeAll(resultFd, made.bytes, end))
            return false;
        end += slice.length;
        reply.slices.append(slice);
        return true;
    };
    Outcome outcome = large ? processMovie(sourceOf(originalFd, request.size))
                            : processPicture(original.bytes(), request, sink);
    reply.job = request.job;
    reply.verdict = outcome.verdict;
    reply.detail = outcome.detail;
    if (outcome.verdict != WorkerVerdict::Done) {
        reply.slices.clear();
        return reply;
    }
    reply.facts = std::move(outcome.facts);
    reply.placeholder = outcome.placeholder;
    reply.damaged = outcome.damaged;
    return reply;
}

int serve() {
    while (const auto received = receiveRequest(workerSocket, returnMemory)) {
        const auto request = decodeRequest(received->packet);
        const bool sent =
            request
            && sendPacket(workerSocket, encode(answer(*request, received->original, received->result)));
        ::close(received->original);
        ::close(received->result);
        if (!sent)
            return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const bool checking = argc == 3 && std::strcmp(argv[1], "--check-sandbox") == 0;
    if (argc != 1 && !checking)
        return 64;
    const bool heif = startEngine(argv[0]);
    const SandboxReport report = enterSandbox({});
    if (checking)
        return report.missing.isEmpty() ? trySandbox(argv[2]) : 3;
    const WorkerHello hello{report.landlockAbi, heif, report.missing};
    return sendPacket(workerSocket, encode(hello)) && report.missing.isEmpty() ? serve() : 1;
}
