#include "tests/support/memorysearch.h"

#include "shared/protocol/searchword.h"
#include "tests/support/memorypages.h"

#include <algorithm>

namespace parlor::test {

namespace {

/// Words in lower case without accents, as far as tests need it.
QString plain(const QString& text) {
    QString kept;
    for (const QChar c : text.normalized(QString::NormalizationForm_D).toLower())
        if (c.category() != QChar::Mark_NonSpacing)
            kept += c.isLetterOrNumber() ? c : QChar(u' ');
    return u' ' + kept.simplified() + u' ';
}

bool isUnspaced(const QString& text) {
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x0e00; });
}

bool contains(const QString& text, const SearchTerm& term) {
    const QString wanted = plain(term.text).trimmed();
    if (isUnspaced(wanted))
        return plain(text).contains(wanted);
    return plain(text + u' ' + wordsBeside(text))
        .contains(u' ' + wanted + (term.prefix ? QString() : QStringLiteral(" ")));
}

} // namespace

Result<QList<FoundMessage>> searchIn(const MemoryState& state, const MessageSearch& search) {
    if (!isIndexed(search) && !search.since && !search.before)
        return fail(ErrorCode::BadRequest);
    QList<FoundMessage> found;
    for (const MemoryState::MessageRow& row : std::as_const(state.messages)) {
        const Membership reader = state.channels.value(row.channel).members.value(search.reader);
        const bool fits =
            reader.member && row.serial >= reader.visibleFrom && !row.now.deleted
            && state.standingOf(search.reader, state.channels.value(row.channel)).may(ChannelRight::History)
            && (search.inside.isEmpty() || search.inside.contains(row.channel))
            && (search.from.isEmpty() || search.from.contains(row.author))
            && (!search.hasPhotos || !row.now.entry.photos.isEmpty())
            && (!search.hasLinks || row.now.entry.text.contains(QStringLiteral("://")))
            && (!search.hasData || !row.now.entry.data.isEmpty()) && row.time >= search.since.value_or(0)
            && (!search.before || row.time < *search.before)
            && (!search.beforeId.isValid() || row.id < search.beforeId)
            && std::all_of(search.terms.begin(), search.terms.end(), [&](const SearchTerm& term) {
                   return !hasSearchWord(term.text) || contains(row.now.entry.text, term) != term.exclude;
               });
        if (fits)
            found.prepend({row.channel, MemoryPages::atFirstPlace(row), row.now.entry.text});
    }
    return found.mid(0, search.limit);
}

} // namespace parlor::test
