#include "tests/bench/photos/ours.h"

#include "server/media/workerpool.h"
#include "tests/support/samplephotos.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>

#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace parlor::bench {

namespace {

using namespace server;

double cpuSeconds(qint64 pid) {
    clockid_t clock;
    timespec used{};
    if (clock_getcpuclockid(static_cast<pid_t>(pid), &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

int peakMiB(qint64 pid) {
    QFile status(u"/proc/%1/status"_qs.arg(pid));
    if (status.open(QIODevice::ReadOnly))
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("VmHWM:"))
                return line.mid(6).trimmed().split(' ').first().toInt() / 1024;
    return 0;
}

MediaJob jobOf(int fd, qint64 size) {
    MediaJob job;
    job.descriptor = std::shared_ptr<const int>(new int(fd), [](const int* held) {
        ::close(*held);
        delete held;
    });
    job.size = size;
    job.renderings = {RenderingKind::Thumb, RenderingKind::View};
    return job;
}

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
}

} // namespace

QJsonArray processOurs(const QStringList& files, const QString& out, int effort) {
    QDir().mkpath(out);
    QJsonArray rows;
    WorkerPoolOptions options;
    options.program = QStringLiteral(PARLOR_MEDIA_WORKER);
    options.workers = 1;
    options.effort = effort;
    for (const QString& path : files) {
        WorkerPool pool(options);
        const QByteArray small = test::jpegPhoto();
        const int warm = ::memfd_create("warm", MFD_CLOEXEC);
        if (::write(warm, small.constData(), static_cast<std::size_t>(small.size())) != small.size()
            || !test::await(pool.process(jobOf(warm, small.size()))))
            qFatal("the worker does not work");
        const qint64 pid = pool.workers().first();
        const double before = cpuSeconds(pid);
        const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
        const auto result = test::await(pool.process(jobOf(fd, QFileInfo(path).size())));
        const double cpu = cpuSeconds(pid) - before;
        const QString name = QFileInfo(path).fileName();
        QJsonObject row{{u"file"_qs, name},
                        {u"cpu"_qs, cpu},
                        {u"peak_mib"_qs, peakMiB(pid)},
                        {u"ok"_qs, result.has_value()}};
        if (result)
            for (const MadeRendering& made : result->renderings) {
                row.insert(nameOf(made.kind), qint64(made.bytes.size()));
                write(out + u'/' + name + u'.' + nameOf(made.kind), made.bytes);
            }
        rows.append(row);
    }
    return rows;
}

} // namespace parlor::bench
