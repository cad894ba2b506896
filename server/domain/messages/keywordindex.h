#pragma once

#include "shared/core/ids.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QStringList>

namespace parlor::server {

/// Whose keywords a text holds, without looking at every keyword of everybody. Domain thread only.
class KeywordIndex {
public:
    /// `words` by cleanKeywords(): all of the person's.
    void set(PersonId person, const QStringList& words);

    /// In order of id, without the author; whether they read the channel is not asked.
    [[nodiscard]] QList<PersonId> alertedBy(PersonId author, const QString& text) const;

private:
    void collect(const QString& folded, const QString& bucket, QSet<PersonId>& people) const;

    QHash<PersonId, QStringList> m_words;
    QHash<QString, QHash<QString, QSet<PersonId>>> m_buckets; ///< first word → keyword → who
};

} // namespace parlor::server
