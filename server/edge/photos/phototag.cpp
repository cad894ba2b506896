#include "server/edge/photos/phototag.h"

namespace parlor::server {

namespace {

constexpr std::int64_t never = -1; ///< no photo is at it

/// One tag at the beginning of `list`, which is left with what follows; BadRequest when there is none.
Result<std::int64_t> takeTag(QByteArrayView* list) {
    const bool weak = list->startsWith("W/");
    const qsizetype open = weak ? 2 : 0;
    if (list->size() <= open || list->at(open) != '"')
        return fail(ErrorCode::BadRequest);
    const qsizetype close = list->indexOf('"', open + 1);
    if (close < 0)
        return fail(ErrorCode::BadRequest);
    const QByteArray inside = list->sliced(open + 1, close - open - 1).toByteArray();
    *list = list->sliced(close + 1).trimmed();
    bool ok = false;
    const qint64 revision = inside.toLongLong(&ok);
    const bool ours = ok && !weak && inside == QByteArray::number(revision);
    return ours ? std::int64_t(revision) : never;
}

} // namespace

QByteArray tagOf(const StoredPhoto& photo) {
    return '"' + QByteArray::number(qint64(photo.revision)) + '"';
}

Result<std::optional<QList<std::int64_t>>> revisionsAskedFor(const HttpRequest& request) {
    QList<std::int64_t> revisions;
    bool any = false;
    for (const auto& [name, value] : request.headers) {
        if (name.compare("if-match", Qt::CaseInsensitive) != 0)
            continue;
        QByteArrayView list = QByteArrayView(value).trimmed();
        if (list == "*") {
            any = true;
            continue;
        }
        do {
            TRY_ASSIGN(const std::int64_t revision, takeTag(&list));
            revisions.append(revision);
            if (!list.isEmpty() && !list.startsWith(','))
                return fail(ErrorCode::BadRequest);
            while (list.startsWith(','))
                list = list.sliced(1).trimmed();
        } while (!list.isEmpty());
    }
    if (any || revisions.isEmpty())
        return std::nullopt;
    return std::optional(revisions);
}

} // namespace parlor::server
