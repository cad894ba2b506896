#include "shared/protocol/query.h"

#include "shared/protocol/searchword.h"

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace parlor {

namespace {

constexpr qsizetype mostTerms = 32;

struct Token {
    QString key;   ///< before the colon, lower case; empty when there is none
    QString value; ///< without quotes
    QString whole; ///< as written
    bool quoted = false;
    bool starred = false;
    bool excluded = false;
};

bool isQuote(QChar c) {
    return c == u'"' || c == u'\u201C' || c == u'\u201D' || c == u'\u201E';
}

class Lexer {
public:
    explicit Lexer(QStringView text) : m_text(text) {}

    std::optional<Token> next() {
        while (m_at < m_text.size() && m_text.at(m_at).isSpace())
            ++m_at;
        if (m_at == m_text.size())
            return std::nullopt;
        const qsizetype start = m_at;
        Token token;
        token.excluded = excluded();
        if (!token.excluded)
            token.key = key();
        token.quoted = m_at < m_text.size() && isQuote(m_text.at(m_at));
        token.value = token.quoted ? quoted() : bare();
        if (!token.quoted && token.value.endsWith(u'*')) {
            token.starred = true;
            while (token.value.endsWith(u'*'))
                token.value.chop(1);
        }
        token.whole = m_text.sliced(start, m_at - start).toString();
        return token;
    }

private:
    // A dash that a word or phrase follows at once.
    bool excluded() {
        const bool dash = m_text.at(m_at) == u'-' && m_at + 1 < m_text.size()
                          && (m_text.at(m_at + 1).isLetterOrNumber() || isQuote(m_text.at(m_at + 1)));
        m_at += dash ? 1 : 0;
        return dash;
    }

    // Letters up to a colon that something follows.
    QString key() {
        qsizetype end = m_at;
        while (end < m_text.size() && m_text.at(end).isLetter() && m_text.at(end).unicode() < 0x80)
            ++end;
        if (end == m_at || end + 1 >= m_text.size() || m_text.at(end) != u':' || m_text.at(end + 1).isSpace())
            return {};
        QString key = m_text.sliced(m_at, end - m_at).toString().toLower();
        if (key != "from"_L1 && key != "in"_L1 && key != "has"_L1 && key != "before"_L1 && key != "after"_L1)
            return {};
        m_at = end + 1;
        return key;
    }

    QString quoted() {
        const qsizetype start = ++m_at;
        while (m_at < m_text.size() && !isQuote(m_text.at(m_at)))
            ++m_at;
        const QString value = m_text.sliced(start, m_at - start).toString();
        if (m_at < m_text.size())
            ++m_at;
        return value.simplified();
    }

    QString bare() {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && !m_text.at(m_at).isSpace() && !isQuote(m_text.at(m_at)))
            ++m_at;
        return m_text.sliced(start, m_at - start).toString();
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

// A year, a month or a day of the proleptic Gregorian calendar (ISO 8601); its first day.
std::optional<QDate> dateOf(const QString& text) {
    const QStringList parts = text.split(u'-');
    constexpr auto lengths = std::to_array<qsizetype>({4, 2, 2});
    std::array<int, 3> numbers{0, 1, 1};
    if (parts.size() > 3)
        return std::nullopt;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QString& part = parts.at(i);
        const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
        if (part.size() != lengths.at(std::size_t(i)) || !std::all_of(part.begin(), part.end(), isDigit))
            return std::nullopt;
        numbers.at(std::size_t(i)) = part.toInt();
    }
    const QDate date(numbers[0], numbers[1], numbers[2]);
    return date.isValid() ? std::optional(date) : std::nullopt;
}

bool addName(QStringList& names, QString name, QChar sign) {
    if (name.startsWith(sign))
        name.remove(0, 1);
    if (name.isEmpty())
        return false;
    if (!names.contains(name) && names.size() < mostTerms)
        names.append(name);
    return true;
}

bool addFilter(Query& query, const Token& token) {
    if (token.key == "from"_L1)
        return addName(query.from, token.value, u'@');
    if (token.key == "in"_L1)
        return addName(query.in, token.value, u'#');
    if (token.key == "has"_L1) {
        const QString what = token.value.toLower();
        bool* flag = nullptr;
        if (what == "photo"_L1 || what == "photos"_L1 || what == "image"_L1)
            flag = &query.hasPhoto;
        else if (what == "link"_L1 || what == "links"_L1)
            flag = &query.hasLink;
        else if (what == "data"_L1)
            flag = &query.hasData;
        if (flag != nullptr)
            *flag = true;
        return flag != nullptr;
    }
    const auto date = dateOf(token.value);
    if (!date)
        return false;
    if (token.key == "before"_L1)
        query.before = query.before ? std::min(*query.before, *date) : *date;
    else
        query.after = query.after ? std::max(*query.after, *date) : *date;
    return true;
}

} // namespace

Query parseQuery(QStringView text) {
    Query query;
    Lexer lexer(text);
    while (auto token = lexer.next()) {
        if (!token->key.isEmpty()) {
            if (addFilter(query, *token))
                continue;
            query.misunderstood.append(token->whole);
            token->value = token->whole;
            token->quoted = token->starred = false;
        }
        if (query.terms.size() == mostTerms || !hasSearchWord(token->value))
            continue;
        const bool phrase = token->quoted && token->value.contains(u' ');
        query.terms.append({token->value, token->starred, phrase, token->excluded});
    }
    return query;
}

} // namespace parlor
