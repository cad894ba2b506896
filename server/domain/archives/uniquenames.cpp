#include "server/domain/archives/uniquenames.h"

#include "shared/auth/names.h"

namespace parlor::server {

QString UniqueNames::take(const QString& folder, const QString& name) {
    const QString clean = cleanFileName(name);
    const qsizetype dot = clean.lastIndexOf(u'.');
    const QString stem = dot > 0 ? clean.left(dot) : clean;
    const QString extension = dot > 0 ? clean.mid(dot) : QString();
    QString path = folder + clean;
    int& last = m_last[path.toCaseFolded()];
    for (int number = std::max(last, 1); m_taken.contains(path.toCaseFolded());) {
        last = ++number;
        path = folder + u"%1 (%2)%3"_qs.arg(stem).arg(number).arg(extension);
    }
    m_taken.insert(path.toCaseFolded());
    return path;
}

bool UniqueNames::isTaken(const QString& folder, const QString& name) const {
    return m_taken.contains((folder + cleanFileName(name)).toCaseFolded());
}

} // namespace parlor::server
