#include "server/app/databaselife.h"

#include "server/app/datadirectory.h"

#include <QFile>
#include <QRandomGenerator>

#include <sys/stat.h>

namespace parlor::server {

namespace {
const QString none = QStringLiteral("none"); // a database that never got its first mark
} // namespace

DatabaseLife::DatabaseLife(const QString& directory, QString database)
    : m_path(directory + u"/life"_qs), m_database(std::move(database)) {
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QStringList words = QString::fromLatin1(file.read(4'096)).split(u'\n', Qt::SkipEmptyParts);
    m_number = words.value(0);
    m_marks = words.mid(1);
}

bool DatabaseLife::isAnother(const QString& mark) const {
    if (m_number.isEmpty())
        return !mark.isEmpty();
    return m_number != fileNumber() || !m_marks.contains(mark.isEmpty() ? none : mark);
}

Result<QString> DatabaseLife::expectNew(const QString& mark) {
    QString next = QString::number(QRandomGenerator::system()->generate64(), 16);
    TRY(write({mark.isEmpty() ? none : mark, next}));
    return next;
}

Status DatabaseLife::keep(const QString& mark) {
    return write({mark});
}

QString DatabaseLife::fileNumber() const {
    struct stat status{};
    if (::stat(QFile::encodeName(m_database).constData(), &status) != 0)
        return {};
    return QString::number(status.st_ino);
}

Status DatabaseLife::write(const QStringList& marks) {
    m_number = fileNumber();
    m_marks = marks;
    return writePrivateFile(m_path, (m_number + u'\n' + marks.join(u'\n') + u'\n').toLatin1());
}

} // namespace parlor::server
