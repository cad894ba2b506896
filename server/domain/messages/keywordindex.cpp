#include "server/domain/messages/keywordindex.h"

#include "shared/auth/names.h"
#include "shared/protocol/keywords.h"

#include <algorithm>

namespace parlor::server {

void KeywordIndex::set(PersonId person, const QStringList& words) {
    for (const QString& old : m_words.take(person)) {
        const QString bucket = firstWordOf(old).toString();
        auto& keywords = m_buckets[bucket];
        keywords[old].remove(person);
        if (keywords.value(old).isEmpty())
            keywords.remove(old);
        if (keywords.isEmpty())
            m_buckets.remove(bucket);
    }
    if (words.isEmpty())
        return;
    m_words.insert(person, words);
    for (const QString& word : words)
        m_buckets[firstWordOf(word).toString()][word].insert(person);
}

QList<PersonId> KeywordIndex::alertedBy(PersonId author, const QString& text) const {
    if (m_buckets.isEmpty() || text.isEmpty())
        return {};
    const QString folded = foldedName(text);
    QSet<PersonId> people;
    collect(folded, {}, people);
    for (const QString& word : wordsOf(folded))
        collect(folded, word, people);
    people.remove(author);
    QList<PersonId> sorted = people.values();
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

void KeywordIndex::collect(const QString& folded, const QString& bucket, QSet<PersonId>& people) const {
    const auto keywords = m_buckets.constFind(bucket);
    if (keywords == m_buckets.constEnd())
        return;
    for (auto keyword = keywords->constBegin(); keyword != keywords->constEnd(); ++keyword)
        if (saysKeyword(folded, keyword.key()))
            people.unite(keyword.value());
}

} // namespace parlor::server
