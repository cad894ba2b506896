#include "server/edge/photos/multipartsink.h"
#include "shared/core/executor.h"
#include "tests/fuzz/target.h"

#include <QCoreApplication>

namespace {

using namespace parlor;
using namespace parlor::server;

/// Runs everything that waits, on this thread.
class Inline final : public Executor {
public:
    void post(Job job) override { m_jobs.push_back(std::move(job)); }

    void run() {
        for (std::size_t i = 0; i < m_jobs.size(); ++i) {
            Job job = std::move(m_jobs[i]);
            job();
        }
        m_jobs.clear();
    }

private:
    std::vector<Job> m_jobs;
};

class Collector final : public BodySink {
public:
    Task<Status> write(QByteArray chunk) override {
        bytes += chunk;
        return doneTask<Status>({});
    }

    QByteArray bytes;
};

struct Outcome {
    QByteArray file, name;
    bool isWhole = false, failed = false;
    bool operator==(const Outcome&) const = default;
};

Outcome feed(QByteArrayView body, qsizetype piece) {
    Inline executor;
    Outcome outcome;
    const auto collector = std::make_shared<Collector>();
    const auto sink = MultipartSink::make(
        "multipart/form-data; boundary=b", executor, [&](const MultipartSink::Form& form) {
            outcome.name = form.fileName;
            return doneTask<Result<std::shared_ptr<BodySink>>>(std::shared_ptr<BodySink>(collector));
        });
    PARLOR_HOLDS(sink.has_value());
    for (qsizetype at = 0; at < body.size() && !outcome.failed; at += piece) {
        const Task<Status> task =
            (*sink)->write(body.sliced(at, std::min(piece, body.size() - at)).toByteArray());
        executor.run();
        PARLOR_HOLDS(task.isDone());
        outcome.failed = !task.value();
    }
    outcome.isWhole = (*sink)->isWhole();
    outcome.file = collector->bytes;
    return outcome;
}

} // namespace

// The same file however the body is cut; nothing but what stands in the body comes out.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArrayView body = fuzz::view(data, size);
    // Whether a long head or field is refused before its end has come depends on the pieces.
    constexpr qsizetype longest = 4'096;
    const Outcome whole = feed(body, std::max<qsizetype>(1, body.size()));
    if (body.size() > longest)
        return 0;
    const Outcome bits = feed(body, 3);
    PARLOR_HOLDS(whole.isWhole == bits.isWhole);
    if (whole.isWhole)
        PARLOR_HOLDS(whole.file == bits.file && whole.name == bits.name && body.contains(whole.file));
    return 0;
}
