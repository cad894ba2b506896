#pragma once

#include "shared/core/result.h"

#include <QString>
#include <QStringList>

namespace parlor::server {

/// Tells whether the database is the one that was last open in this directory. Each opening leaves a new
/// random mark both in the database and in a file beside it: a database with an older mark, or another file
/// altogether, is a copy from an earlier time that was put back, and the cursors that are out there say
/// nothing about it. Blocks; one thread.
class DatabaseLife {
public:
    /// `database`: the database file; the marks stand in `<directory>/life`.
    DatabaseLife(const QString& directory, QString database);

    /// `mark` is the one in the database, empty for a fresh one.
    [[nodiscard]] bool isAnother(const QString& mark) const;

    /// A new mark that may be in the database from now on, beside `mark`. FileFailed.
    Result<QString> expectNew(const QString& mark);

    /// It is in the database, durably: no other will do. FileFailed.
    Status keep(const QString& mark);

private:
    [[nodiscard]] QString fileNumber() const;
    Status write(const QStringList& marks);

    QString m_path, m_database;
    QString m_number;    ///< of the file that was last open; empty: no life was noted yet
    QStringList m_marks; ///< that the database may have
};

} // namespace parlor::server
