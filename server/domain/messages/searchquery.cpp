#include "server/domain/messages/searchquery.h"

#include <QDate>
#include <QDateTime>
#include <QTimeZone>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

struct Piece {
    QString text;
    bool quoted = false;
    bool excluded = false;
};

QList<Piece> piecesOf(const QString& text) {
    QList<Piece> pieces;
    qsizetype i = 0;
    while (i < text.size()) {
        if (text.at(i).isSpace()) {
            ++i;
            continue;
        }
        Piece piece;
        if (text.at(i) == u'-' && i + 1 < text.size() && !text.at(i + 1).isSpace()) {
            piece.excluded = true;
            ++i;
        }
        piece.quoted = text.at(i) == u'"';
        const qsizetype start = piece.quoted ? i + 1 : i;
        qsizetype end = start;
        while (end < text.size() && (piece.quoted ? text.at(end) != u'"' : !text.at(end).isSpace()))
            ++end;
        piece.text = text.mid(start, end - start).trimmed();
        i = piece.quoted ? end + 1 : end;
        if (!piece.text.isEmpty())
            pieces.append(piece);
    }
    return pieces;
}

Result<std::int64_t> dayOf(const QString& text) {
    const QDate date = QDate::fromString(text, Qt::ISODate);
    if (!date.isValid())
        return fail(ErrorCode::BadRequest);
    return QDateTime(date, QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch();
}

} // namespace

Result<SearchQuery> parseSearch(const QString& text) {
    SearchQuery query;
    for (const Piece& piece : piecesOf(text)) {
        const qsizetype colon = piece.quoted || piece.excluded ? -1 : piece.text.indexOf(u':');
        const QString key = colon > 0 ? piece.text.left(colon).toLower() : QString();
        const QString value = colon > 0 ? piece.text.mid(colon + 1) : QString();
        if (key == u"from" && !value.isEmpty()) {
            query.from = value.startsWith(u'@') ? value.mid(1) : value;
        } else if (key == u"in" && !value.isEmpty()) {
            query.in = value.startsWith(u'#') ? value.mid(1) : value;
        } else if (key == u"has" && (value == u"photo" || value == u"photos")) {
            query.hasPhotos = true;
        } else if (key == u"before") {
            TRY_ASSIGN(query.before, dayOf(value));
        } else if (key == u"after") {
            TRY_ASSIGN(query.since, dayOf(value));
        } else {
            const bool prefix = !piece.quoted && piece.text.size() > 1 && piece.text.endsWith(u'*');
            query.terms.append({prefix ? piece.text.chopped(1) : piece.text, prefix, piece.excluded});
        }
    }
    const bool anyWord = std::any_of(query.terms.begin(), query.terms.end(),
                                     [](const SearchTerm& term) { return !term.exclude; });
    if (!anyWord && query.from.isEmpty() && !query.hasPhotos)
        return fail(ErrorCode::BadRequest);
    return query;
}

} // namespace parlor::server
