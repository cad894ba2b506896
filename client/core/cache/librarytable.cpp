#include "client/core/cache/librarytable.h"

#include <QSqlQuery>

namespace parlor::client {

Status LibraryTable::change(const std::vector<LibraryEntry>& entries, const std::vector<PhotoId>& removed) {
    return m_sql.together([&]() -> Status {
        for (const LibraryEntry& entry : entries)
            TRY(m_sql.run(u"INSERT OR REPLACE INTO library (id, taken, ratio, flags, thumb, placeholder) "
                          "VALUES (?, ?, ?, ?, ?, ?)"_qs,
                          {qint64(entry.id.value()), qint64(entry.takenLocal), double(entry.ratio),
                           int(entry.flags), static_cast<qint64>(entry.thumbHash),
                           entry.placeholder.isNull() ? QByteArray("") : entry.placeholder}));
        for (const PhotoId id : removed)
            TRY(m_sql.run(u"DELETE FROM library WHERE id = ?"_qs, {qint64(id.value())}));
        return {};
    });
}

Status LibraryTable::clear() {
    return m_sql.run(u"DELETE FROM library"_qs);
}

Result<std::vector<LibraryEntry>> LibraryTable::all() {
    std::vector<LibraryEntry> found;
    TRY(m_sql.each(
        u"SELECT id, taken, ratio, flags, thumb, placeholder FROM library ORDER BY taken DESC, id DESC"_qs,
        {}, [&](const QSqlQuery& row) {
            LibraryEntry entry;
            entry.id = PhotoId(row.value(0).toLongLong());
            entry.takenLocal = row.value(1).toLongLong();
            entry.ratio = static_cast<float>(row.value(2).toDouble());
            entry.flags = static_cast<std::uint8_t>(row.value(3).toInt());
            entry.thumbHash = static_cast<std::uint64_t>(row.value(4).toLongLong());
            entry.placeholder = row.value(5).toByteArray();
            found.push_back(std::move(entry));
        }));
    return found;
}

} // namespace parlor::client
