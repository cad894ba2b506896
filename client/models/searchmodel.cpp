#include "client/models/searchmodel.h"

#include "client/models/names.h"

namespace parlor::client {

namespace {

constexpr char16_t matchStart = 0xE000, matchEnd = 0xE001;

/// Takes the marks out of the snippet and keeps their places.
void setSnippet(SearchRow& row, const QString& marked) {
    int start = -1;
    for (const QChar c : marked) {
        if (c == QChar(matchStart)) {
            start = static_cast<int>(row.snippet.size());
        } else if (c == QChar(matchEnd)) {
            if (start >= 0)
                row.matches.append({start, static_cast<int>(row.snippet.size()) - start});
            start = -1;
        } else {
            row.snippet += c == u'\n' ? QChar(u' ') : c;
        }
    }
}

} // namespace

QVariant SearchModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SearchRow& row = at(index.row());
    if (role == Qt::DisplayRole)
        return row.snippet;
    if (role == Qt::AccessibleTextRole)
        return tr("%1 in %2: %3").arg(row.authorName, row.place, row.snippet);
    return {};
}

QList<SearchRow> searchRowsOf(const State& state, const SearchPage& page) {
    QList<SearchRow> rows;
    for (const SearchHit& hit : page.hits) {
        SearchRow row;
        row.channel = hit.channel;
        row.message = hit.event.message;
        row.serial = hit.event.serial;
        row.key = u"%1/%2"_qs.arg(hit.channel.toString(), hit.event.message.toString());
        row.author = hit.event.author;
        row.authorName =
            hit.event.author == state.me() ? SearchModel::tr("You") : nameOf(state, hit.event.author);
        row.time = hit.event.time;
        if (const ChannelView* view = state.channel(hit.channel))
            row.place = nameOf(state, view->state);
        const auto* posted = std::get_if<MessagePosted>(&hit.event.body);
        setSnippet(row, hit.snippet.isEmpty() && posted != nullptr ? posted->entry.text : hit.snippet);
        rows << row;
    }
    return rows;
}

QString searchReachOf(const State& state, const FoundMessages& found) {
    if (!found.onDevice)
        return {};
    QString offline = SearchModel::tr("You are offline. This was found on this device.");
    constexpr qsizetype namedMost = 3;
    QStringList names;
    for (const ChannelId channel : found.notWhole)
        if (const ChannelView* view = state.channel(channel); view && names.size() < namedMost)
            names.append(nameOf(state, view->state));
    if (names.isEmpty())
        return offline;
    const qsizetype others = found.notWhole.size() - names.size();
    const QString list = names.join(SearchModel::tr(", "));
    return offline + u' '
           + (others > 0
                  ? SearchModel::tr("Older messages in %1 and %n more are not here.", nullptr, int(others))
                        .arg(list)
                  : SearchModel::tr("Older messages in %1 are not here.").arg(list));
}

} // namespace parlor::client
