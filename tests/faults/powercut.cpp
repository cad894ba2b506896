#include "tests/faults/powercut.h"

#include "tests/faults/shim/powerlog.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parlor::test {

namespace {

struct Change {
    PowerRecord record;
    qint64 position = 0; ///< in the log
    QByteArray path, other, bytes;
};

std::vector<Change> changesIn(const QByteArray& log) {
    std::vector<Change> all;
    qsizetype at = 0;
    while (at + qsizetype(sizeof(PowerRecord)) <= log.size()) {
        Change change;
        change.position = at;
        std::memcpy(&change.record, log.constData() + at, sizeof(PowerRecord));
        at += qsizetype(sizeof(PowerRecord));
        const auto take = [&](std::uint32_t size) {
            const QByteArray part = log.mid(at, size);
            at += size;
            return part;
        };
        change.path = take(change.record.pathSize);
        change.other = take(change.record.otherSize);
        change.bytes = take(change.record.bytesSize);
        all.push_back(std::move(change));
    }
    return all;
}

bool isOfAFile(const Change& change) {
    return change.record.kind == PowerRecord::Write || change.record.kind == PowerRecord::Resize;
}

bool exists(const QByteArray& path) {
    struct stat status{};
    return ::lstat(path.constData(), &status) == 0;
}

void must(bool done, const char* what, const QByteArray& path) {
    if (!done)
        qFatal("power cut: %s %s: %s", what, path.constData(), std::strerror(errno));
}

void undoInFile(const Change& change, const QByteArray& path) {
    const int file = ::open(path.constData(), O_WRONLY | O_CLOEXEC);
    must(file >= 0, "open", path);
    struct stat status{};
    must(::fstat(file, &status) == 0, "stat", path);
    const PowerRecord& record = change.record;
    // The bytes behind a new end come back by Resize; a file that had grown shrinks.
    const off_t from = record.kind == PowerRecord::Write ? record.at : record.oldSize - change.bytes.size();
    must(::pwrite(file, change.bytes.constData(), size_t(change.bytes.size()), from) == change.bytes.size(),
         "write", path);
    must(::ftruncate(file, record.oldSize) == 0, "truncate", path);
    ::close(file);
}

/// Each may have been recorded and not been done.
void undoInDirectory(const Change& change) {
    switch (change.record.kind) {
    case PowerRecord::Create:
    case PowerRecord::Link:
        ::unlink(change.path.constData());
        break;
    case PowerRecord::MakeDirectory:
        QDir(QFile::decodeName(change.path)).removeRecursively();
        break;
    case PowerRecord::Rename:
        if (!exists(change.path) && exists(change.other))
            must(::rename(change.other.constData(), change.path.constData()) == 0, "rename", change.path);
        break;
    case PowerRecord::Remove:
        if (!exists(change.path) && exists(change.other))
            must(::link(change.other.constData(), change.path.constData()) == 0, "link", change.path);
        break;
    default:
        break;
    }
}

} // namespace

PowerCut::PowerCut(QString root, QString log) : m_root(std::move(root)), m_log(std::move(log)) {
    QDir().mkpath(m_log + QStringLiteral("/kept"));
}

PowerCut::Losses PowerCut::cut(QRandomGenerator* random) {
    QFile file(m_log + QStringLiteral("/log"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("power cut: no log");
    const std::vector<Change> all = changesIn(file.readAll());
    file.close();

    QHash<quint64, qint64> durable;
    for (const Change& change : all)
        if (change.record.kind == PowerRecord::Sync)
            durable[change.record.object] = std::max<qint64>(durable[change.record.object], change.record.at);
    QHash<quint64, QList<const Change*>> open;
    QList<quint64> objects; // in an order that a seed repeats
    for (const Change& change : all) {
        if (change.record.kind == PowerRecord::Sync || change.position < durable.value(change.record.object))
            continue;
        if (!open.contains(change.record.object))
            objects.append(change.record.object);
        open[change.record.object].append(&change);
    }
    Losses losses;
    QSet<const Change*> lost;
    for (const quint64 object : std::as_const(objects)) {
        const QList<const Change*>& changes = open[object];
        losses.changes += int(changes.size());
        const qsizetype survive = random ? random->bounded(int(changes.size()) + 1) : 0;
        for (const Change* change : changes.sliced(survive))
            lost.insert(change);
    }
    losses.undone = int(lost.size());

    QHash<quint64, QByteArray> paths;
    for (const QString& top : {m_root, m_log + QStringLiteral("/kept")}) {
        QDirIterator files(top, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QByteArray path = QFile::encodeName(files.next());
            struct stat status{};
            if (::lstat(path.constData(), &status) == 0)
                paths.insert(status.st_ino, path);
        }
    }
    for (auto change = all.rbegin(); change != all.rend(); ++change)
        if (lost.contains(&*change) && isOfAFile(*change) && paths.contains(change->record.object))
            undoInFile(*change, paths.value(change->record.object));
    for (auto change = all.rbegin(); change != all.rend(); ++change)
        if (lost.contains(&*change) && !isOfAFile(*change))
            undoInDirectory(*change);

    QDir(m_log).removeRecursively();
    QDir().mkpath(m_log + QStringLiteral("/kept"));
    return losses;
}

} // namespace parlor::test
