#include "server/store/keywordstoresqlite.h"

#include "server/store/personeventtable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Result<QStringList> wordsOf(Connection& connection, PersonId person) {
    TRY_ASSIGN(Rows rows, connection.statement("keywords.of_person"_L1).run(person));
    QStringList words;
    while (rows.next())
        words.append(rows.text(0));
    return words;
}

} // namespace

Task<Status> SqliteKeywordStore::setKeywords(PersonId person, QStringList words) {
    words.sort();
    words.removeDuplicates();
    return m_writer.submit<void>([person, words](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(QStringList before, wordsOf(connection, person));
        before.sort(); // SQLite orders by bytes
        if (before == words)
            return {};
        TRY(connection.table<PersonEventTable>().append(person, KeywordsChanged{words}, effects));
        TRY(connection.statement("keywords.clear"_L1).run(person));
        for (const QString& word : words)
            TRY(connection.statement("keywords.insert"_L1).run(person, word));
        return {};
    });
}

Task<Result<QStringList>> SqliteKeywordStore::keywords(PersonId person) {
    return m_readers.run<QStringList>([person](Connection& connection) -> Result<QStringList> {
        TRY_ASSIGN(QStringList words, wordsOf(connection, person));
        words.sort();
        return words;
    });
}

Task<Result<QHash<PersonId, QStringList>>> SqliteKeywordStore::allKeywords() {
    return m_readers.run<QHash<PersonId, QStringList>>(
        [](Connection& connection) -> Result<QHash<PersonId, QStringList>> {
            TRY_ASSIGN(Rows rows, connection.statement("keywords.all"_L1).run());
            QHash<PersonId, QStringList> all;
            while (rows.next())
                all[rows.id<PersonId>(0)].append(rows.text(1));
            return all;
        });
}

} // namespace parlor::server
