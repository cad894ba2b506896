#pragma once

#include <QDate>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace parlor {

/// What a search asks for: `word`, `begin*`, `"a phrase"`, `-without`, `from:name`, `in:channel`,
/// `has:photo|link|data`, `before:2024-05-31`, `after:2024-05` (a year, a month or a day). Names with spaces
/// stand in quotes: `from:"Anna B"`; a leading `@` or `#` of a name is dropped. Everything given must hold;
/// several `from:` or `in:` mean any of them. What looks like a filter but is none stays a word and is listed
/// in `misunderstood`.
struct Query {
    struct Term {
        QString text;
        bool prefix = false;   ///< what begins like this
        bool phrase = false;   ///< several words, next to each other
        bool excluded = false; ///< must not be there
        friend bool operator==(const Term&, const Term&) = default;
    };

    QList<Term> terms;
    QStringList from;
    QStringList in;
    bool hasPhoto = false, hasLink = false, hasData = false;
    std::optional<QDate> before; ///< older than the start of this day
    std::optional<QDate> after;  ///< from the start of this day on
    QStringList misunderstood;   ///< as written: `before:soon`

    [[nodiscard]] bool isEmpty() const {
        return terms.isEmpty() && from.isEmpty() && in.isEmpty() && !hasPhoto && !hasLink && !hasData
               && !before && !after;
    }

    friend bool operator==(const Query&, const Query&) = default;
};

/// Never fails and takes time linear in the text; at most 32 terms and 32 names are kept.
Query parseQuery(QStringView text);

} // namespace parlor
