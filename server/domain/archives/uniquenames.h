#pragma once

#include <QHash>
#include <QSet>
#include <QString>

namespace parlor::server {

/// Clean file names of which no two are alike, not even where case does not count: the second becomes
/// "name (2).jpg". The same names in the same order give the same answers.
class UniqueNames {
public:
    /// `folder`: empty or ending with '/'.
    QString take(const QString& folder, const QString& name);
    /// True when take() would have to give it a number.
    [[nodiscard]] bool isTaken(const QString& folder, const QString& name) const;

private:
    QSet<QString> m_taken;      ///< folded
    QHash<QString, int> m_last; ///< the number that was given last
};

} // namespace parlor::server
