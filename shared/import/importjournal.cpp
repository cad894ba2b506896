#include "shared/import/importjournal.h"

#include <QCryptographicHash>
#include <QFileInfo>

namespace parlor {

QByteArray ImportJournal::keyOf(const QString& source, const SourceFile& file) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QFileInfo(source).absoluteFilePath().toUtf8() + '\n' + file.path.toUtf8() + '\n'
                 + QByteArray::number(qint64(file.size)) + '\n' + QByteArray::number(qint64(file.changedAt)));
    return hash.result().left(16);
}

Status ImportJournal::open(const QString& path, SyncFile sync) {
    if (path.isEmpty())
        return {};
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::ReadWrite))
        return fail(ErrorCode::FileFailed, path + u": "_qs + m_file.errorString());
    m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    qint64 whole = 0; // a line that was cut off by a death is written over
    while (!m_file.atEnd()) {
        const QByteArray line = m_file.readLine(256);
        if (!line.endsWith('\n'))
            break;
        whole += line.size();
        const QList<QByteArray> words = line.trimmed().split(' ');
        if (words.size() == 2 && words.at(0) == "begun")
            m_begun.insert(QByteArray::fromHex(words.at(1)));
        if (words.at(0) == "ended")
            forgetDone();
        if (words.size() != 3 || words.at(0) != "done")
            continue;
        const QByteArray sha256 = QByteArray::fromHex(words.at(2));
        m_done.insert(QByteArray::fromHex(words.at(1)), sha256);
    }
    if (!m_file.resize(whole) || !m_file.seek(whole))
        return fail(ErrorCode::FileFailed, path + u": "_qs + m_file.errorString());
    m_sync = std::move(sync);
    m_descriptor = m_file.handle();
    return m_sync ? m_sync(m_descriptor, path) : Status();
}

Status ImportJournal::sync() const {
    return m_sync ? m_sync(m_descriptor, {}) : Status();
}

QByteArray ImportJournal::doneHash(const QString& source, const SourceFile& file) const {
    return m_done.value(keyOf(source, file));
}

Status ImportJournal::begin(const QByteArray& sha256) {
    m_begun.insert(sha256);
    return write("begun " + sha256.toHex() + '\n');
}

void ImportJournal::forgetDone() {
    const QList<QByteArray> done = m_done.values();
    m_begun.subtract(QSet<QByteArray>(done.begin(), done.end()));
}

Status ImportJournal::finish(const QString& source, const SourceFile& file, const QByteArray& sha256) {
    const QByteArray key = keyOf(source, file);
    if (m_done.value(key) == sha256)
        return {};
    m_done.insert(key, sha256);
    return write("done " + key.toHex() + ' ' + sha256.toHex() + '\n');
}

Status ImportJournal::end() {
    if (m_begun.isEmpty())
        return {};
    forgetDone();
    return write("ended\n");
}

Status ImportJournal::write(const QByteArray& line) {
    if (!m_file.isOpen())
        return {};
    if (m_file.write(line) != line.size() || !m_file.flush())
        return fail(ErrorCode::FileFailed, m_file.errorString());
    return {};
}

} // namespace parlor
