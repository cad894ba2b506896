#include "server/media/supervisor.h"

#include <QFile>
#include <QLoggingCategory>

#include <algorithm>
#include <cerrno>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

Q_LOGGING_CATEGORY(logMedia, "parlor.media")

namespace parlor::server::media {

namespace {

constexpr std::chrono::seconds startLimit{20};
constexpr std::chrono::seconds refusalPause{30};
constexpr std::chrono::seconds startPause{5};
constexpr std::chrono::seconds cpuWatch{1};
constexpr int startsBeforeRefusing = 3;

/// A descriptor of the same file that can only be read, so that a worker gone wrong can't write to an
/// original.
Descriptor readOnly(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0)
        return {};
    if ((flags & O_ACCMODE) == O_RDONLY)
        return Descriptor(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    return Descriptor(
        ::open(QByteArray("/proc/self/fd/" + QByteArray::number(fd)).constData(), O_RDONLY | O_CLOEXEC));
}

std::optional<QByteArray> readSlice(int fd, std::int64_t offset, std::int64_t length) {
    QByteArray bytes(length, Qt::Uninitialized);
    std::int64_t done = 0;
    while (done < length) {
        const ssize_t got =
            ::pread(fd, bytes.data() + done, static_cast<std::size_t>(length - done), offset + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return std::nullopt;
        done += got;
    }
    return bytes;
}

Error errorOf(const WorkerReply& reply) {
    const QString detail = QString::fromUtf8(reply.detail);
    switch (reply.verdict) {
    case WorkerVerdict::UnsupportedType:
        return {ErrorCode::UnsupportedType, detail};
    case WorkerVerdict::ImageTooLarge:
        return {ErrorCode::ImageTooLarge, detail};
    case WorkerVerdict::Done:
    case WorkerVerdict::BadImage:
        break;
    }
    return {ErrorCode::BadImage, detail};
}

} // namespace

Supervisor::Supervisor(WorkerPoolOptions options)
    : m_options(std::move(options)),
      m_most(m_options.workers > 0 ? m_options.workers
                                   : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
      m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Supervisor::~Supervisor() = default;

void Supervisor::stop() {
    m_stopping = true;
    wake();
}

void Supervisor::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wake.value(), &one, sizeof one);
}

Task<Result<MediaResult>> Supervisor::process(MediaJob job) {
    if (!job.descriptor || job.size <= 0)
        return doneTask<Result<MediaResult>>(fail(ErrorCode::BadImage, u"empty"_qs));
    if (m_waiting.fetch_add(1) >= m_options.queueLimit) {
        --m_waiting;
        return doneTask<Result<MediaResult>>(fail(ErrorCode::Busy, u"the picture queue is full"_qs, 2'000));
    }
    Pending pending{std::move(job), {}};
    Task<Result<MediaResult>> task = pending.promise.task();
    if (m_inbox.push(std::move(pending)))
        wake();
    return task;
}

QList<qint64> Supervisor::workers() const {
    const std::scoped_lock lock(m_pidsMutex);
    return m_pids;
}

void Supervisor::publishPids() {
    QList<qint64> pids;
    for (const Worker& worker : m_workers)
        pids.append(worker.process.pid());
    const std::scoped_lock lock(m_pidsMutex);
    m_pids = pids;
}

void Supervisor::run() {
    startWorker();
    while (!m_stopping) {
        dispatch();
        wait();
        takeJobs();
        checkDeadlines();
        sendHome();
    }
    takeJobs();
    for (auto* queue : {&m_urgent, &m_import})
        for (const Pending& pending : *queue)
            pending.promise.finish(fail(ErrorCode::Draining));
    for (const Worker& worker : m_workers)
        if (worker.stage == Stage::Busy)
            worker.pending.promise.finish(fail(ErrorCode::Draining));
    m_workers.clear();
    m_probe.finish(WorkerProbe{.problem = u"stopped"_qs});
    publishPids();
}

void Supervisor::wait() {
    std::vector<pollfd> watched{{m_wake.value(), POLLIN, 0}};
    std::vector<Workers::iterator> order;
    auto soonest = Clock::time_point::max();
    for (auto it = m_workers.begin(); it != m_workers.end(); ++it) {
        watched.push_back({it->process.socket(), POLLIN, 0});
        order.push_back(it);
        if (it->stage == Stage::Idle && m_workers.size() > 1)
            soonest = std::min(soonest, it->idleSince + m_options.idleLimit);
        if (it->stage != Stage::Idle)
            soonest = std::min({soonest, it->deadline, Clock::now() + cpuWatch});
    }
    int timeout = -1;
    if (soonest != Clock::time_point::max()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(soonest - Clock::now()).count();
        timeout = static_cast<int>(std::max<std::int64_t>(0, left));
    }
    if (::poll(watched.data(), watched.size(), timeout) <= 0)
        return;
    if (watched.front().revents != 0) {
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t got = ::read(m_wake.value(), &count, sizeof count);
    }
    for (std::size_t i = 1; i < watched.size(); ++i)
        if (watched[i].revents != 0)
            hear(order[i - 1]);
}

void Supervisor::takeJobs() {
    for (Pending& pending : m_inbox.takeAll())
        (pending.job.urgent ? m_urgent : m_import).push_back(std::move(pending));
}

void Supervisor::dispatch() {
    if (!m_problem.isEmpty() && Clock::now() < m_refusedTill) {
        refuse(m_problem);
        return;
    }
    for (auto it = m_workers.begin(); it != m_workers.end() && !(m_urgent.empty() && m_import.empty());) {
        const auto worker = it++;
        if (worker->stage != Stage::Idle)
            continue;
        auto& queue = m_urgent.empty() ? m_import : m_urgent;
        Pending pending = std::move(queue.front());
        queue.pop_front();
        give(worker, std::move(pending));
    }
    // One that is on its way up will take a job: more are only started for the jobs beyond those.
    std::size_t starting = 0;
    for (const Worker& worker : m_workers)
        starting += worker.stage == Stage::Starting ? 1 : 0;
    while (m_urgent.size() + m_import.size() > starting && static_cast<int>(m_workers.size()) < m_most
           && (m_problem.isEmpty() || Clock::now() >= m_refusedTill) && Clock::now() >= m_nextStart) {
        startWorker();
        ++starting;
    }
}

void Supervisor::startWorker() {
    auto process = WorkerProcess::start(QFile::encodeName(m_options.program));
    if (!process) {
        if (m_workers.empty())
            return refuse(u"the picture worker "_qs + m_options.program + u" can not be run"_qs);
        // No descriptor or process to be had for a moment: what waits is for the workers that live.
        qCWarning(logMedia) << "one more picture worker can not be run now";
        m_nextStart = Clock::now() + startPause;
        return;
    }
    Worker& worker = m_workers.emplace_back(std::move(*process));
    worker.deadline = Clock::now() + startLimit;
    publishPids();
}

void Supervisor::give(Workers::iterator worker, Pending pending) {
    worker->stage = Stage::Busy;
    worker->pending = std::move(pending);
    worker->number = m_nextNumber++;
    worker->deadline = Clock::now() + m_options.wallLimit;
    const MediaJob& job = worker->pending.job;
    const Descriptor original = readOnly(*job.descriptor);
    worker->result = Descriptor(::memfd_create("parlor-picture", MFD_CLOEXEC));
    if (!original.isValid() || !worker->result.isValid()) {
        answer(worker->pending, fail(ErrorCode::Busy, u"no descriptor for a picture"_qs, 2'000));
        worker->stage = Stage::Idle;
        worker->idleSince = Clock::now();
        return;
    }
    WorkerRequest request{worker->number, job.size, {}, job.rotation, m_options.effort, job.clean, job.crop};
    for (const RenderingKind kind : job.renderings)
        if (!request.renderings.contains(kind))
            request.renderings.append(kind);
    worker->cpuLimit = worker->process.cpuUsed() + std::chrono::seconds(m_options.cpuSeconds);
    worker->process.allowCpu(m_options.cpuSeconds);
    if (worker->process.send(encode(request), original.value(), worker->result.value()))
        return;
    // It died while it was idle: the job was never begun, another worker gets it.
    m_urgent.push_front(std::move(worker->pending));
    worker->stage = Stage::Idle;
    worker->idleSince = Clock::now();
    lose(worker, "gone before its job");
}

void Supervisor::hear(Workers::iterator worker) {
    QByteArray packet;
    switch (worker->process.receive(packet)) {
    case WorkerProcess::Heard::Nothing:
        return;
    case WorkerProcess::Heard::Gone:
        lose(worker, "it ended");
        return;
    case WorkerProcess::Heard::Packet:
        break;
    }
    if (worker->stage == Stage::Starting)
        greet(worker, packet);
    else if (worker->stage == Stage::Busy)
        conclude(worker, packet);
    else
        lose(worker, "it spoke unasked");
}

void Supervisor::greet(Workers::iterator worker, const QByteArray& packet) {
    const auto hello = decodeHello(packet);
    if (!hello) {
        lose(worker, "it speaks another protocol");
        return;
    }
    if (!hello->missing.isEmpty()) {
        m_workers.erase(worker);
        publishPids();
        refuse(u"the sandbox for pictures can not be set up: "_qs + QString::fromUtf8(hello->missing));
        return;
    }
    m_failedStarts = 0;
    if (!m_problem.isEmpty())
        qCInfo(logMedia) << "pictures are processed again";
    m_problem.clear();
    worker->stage = Stage::Idle;
    worker->idleSince = Clock::now();
    m_probe.finish(WorkerProbe{true, hello->landlockAbi, hello->heif, {}});
}

void Supervisor::conclude(Workers::iterator worker, const QByteArray& packet) {
    const auto reply = decodeReply(packet);
    if (!reply || reply->job != worker->number) {
        lose(worker, "its answer is not well formed");
        return;
    }
    answer(worker->pending, resultOf(*worker, *reply));
    worker->pending = {};
    worker->result = Descriptor();
    worker->stage = Stage::Idle;
    worker->idleSince = Clock::now();
    if (++worker->jobs >= m_options.jobsPerWorker) {
        m_workers.erase(worker);
        publishPids();
    }
}

Result<MediaResult> Supervisor::resultOf(const Worker& worker, const WorkerReply& reply) const {
    if (reply.verdict != WorkerVerdict::Done)
        return std::unexpected(errorOf(reply));
    if (reply.facts.motionOffset + reply.facts.motionBytes > worker.pending.job.size)
        return fail(ErrorCode::BadImage, u"the worker's answer does not add up"_qs);
    MediaResult result;
    result.facts = reply.facts;
    result.placeholder = reply.placeholder;
    result.damaged = reply.damaged;
    struct stat status{};
    if (::fstat(worker.result.value(), &status) != 0)
        return fail(ErrorCode::BadImage, u"no result"_qs);
    for (const RenderingSlice& slice : reply.slices) {
        if (!worker.pending.job.renderings.contains(slice.kind)
            || slice.offset + slice.length > status.st_size)
            return fail(ErrorCode::BadImage, u"the worker's answer does not add up"_qs);
        auto bytes = readSlice(worker.result.value(), slice.offset, slice.length);
        if (!bytes)
            return fail(ErrorCode::BadImage, u"the worker's result can not be read"_qs);
        result.renderings.append(
            {slice.kind, *std::move(bytes), mimeTypeOf(slice.kind), slice.width, slice.height});
    }
    if (worker.pending.job.clean) {
        if (reply.overwriteBytes > status.st_size)
            return fail(ErrorCode::BadImage, u"the worker's answer does not add up"_qs);
        const auto bytes = readSlice(worker.result.value(), 0, reply.overwriteBytes);
        const auto overwrites = bytes ? decodeOverwrites(*bytes, worker.pending.job.size) : std::nullopt;
        if (!overwrites)
            return fail(ErrorCode::BadImage, u"the worker's result can not be read"_qs);
        result.overwrites = *overwrites;
    }
    return result;
}

void Supervisor::lose(Workers::iterator worker, const QByteArray& why) {
    const Stage stage = worker->stage;
    const QByteArray end = worker->process.end();
    qCWarning(logMedia).nospace() << "a picture worker was lost: " << why.constData() << " ("
                                  << end.constData() << ")";
    if (stage == Stage::Busy)
        answer(worker->pending,
               fail(ErrorCode::ImageCrashed, QString::fromLatin1("worker lost: " + why + ", " + end)));
    m_workers.erase(worker);
    publishPids();
    if (stage != Stage::Starting)
        return;
    ++m_failedStarts;
    if (!m_workers.empty())
        m_nextStart = Clock::now() + startPause;
    else if (m_failedStarts >= startsBeforeRefusing)
        refuse(u"the picture worker does not start: "_qs + QString::fromLatin1(why + ", " + end));
    else
        startWorker();
}

void Supervisor::checkDeadlines() {
    const auto now = Clock::now();
    for (auto it = m_workers.begin(); it != m_workers.end();) {
        const auto worker = it++;
        if (worker->stage != Stage::Idle && worker->deadline <= now)
            lose(worker, "out of time");
        else if (worker->stage == Stage::Busy && worker->process.cpuUsed() > worker->cpuLimit)
            lose(worker, "out of CPU time");
    }
}

void Supervisor::sendHome() {
    const auto now = Clock::now();
    for (auto it = m_workers.begin(); it != m_workers.end() && m_workers.size() > 1;) {
        const auto worker = it++;
        if (worker->stage == Stage::Idle && worker->idleSince + m_options.idleLimit <= now) {
            m_workers.erase(worker);
            publishPids();
        }
    }
}

void Supervisor::refuse(const QString& problem) {
    if (m_problem != problem)
        qCCritical(logMedia).noquote() << "pictures are refused:" << problem;
    if (m_problem != problem || Clock::now() >= m_refusedTill)
        m_refusedTill = Clock::now() + refusalPause;
    m_problem = problem;
    m_probe.finish(WorkerProbe{.problem = problem});
    for (auto* queue : {&m_urgent, &m_import}) {
        for (const Pending& pending : *queue)
            answer(pending, fail(ErrorCode::SandboxMissing, problem));
        queue->clear();
    }
}

void Supervisor::answer(const Pending& pending, Result<MediaResult> result) {
    --m_waiting;
    pending.promise.finish(std::move(result));
}

} // namespace parlor::server::media
