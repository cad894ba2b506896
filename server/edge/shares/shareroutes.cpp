#include "server/edge/shares/shareroutes.h"

#include "server/edge/http/jsonbody.h"
#include "server/edge/http/libraryroute.h"
#include "server/edge/http/ownaddress.h"
#include "server/edge/photos/photoanswers.h"

#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int usualPage = 100;

QJsonValue timeOrNull(const std::optional<std::int64_t>& time) {
    return time ? QJsonValue(static_cast<qint64>(*time)) : QJsonValue(QJsonValue::Null);
}

QJsonObject toJson(const Share& share) {
    QJsonObject out{{u"id"_s, share.id.toString()},
                    {u"mode"_s, QString(nameOf(share.mode))},
                    {u"location"_s, share.showsLocation},
                    {u"title"_s, share.shownTitle()},
                    {u"password"_s, !share.passwordHash.isEmpty()},
                    {u"created_at"_s, static_cast<qint64>(share.createdAt)},
                    {u"expires_at"_s, timeOrNull(share.expiresAt)},
                    {u"revoked_at"_s, timeOrNull(share.revokedAt)},
                    {u"views"_s, static_cast<qint64>(share.views)}};
    if (share.album.isValid())
        out.insert(u"album"_s, share.album.toString());
    if (share.deviceLimit) {
        out.insert(u"devices"_s, *share.deviceLimit);
        out.insert(u"devices_used"_s, share.devices);
    }
    if (share.mode == ShareMode::Upload) {
        out.insert(u"files_left"_s, share.room.files);
        out.insert(u"bytes_left"_s, static_cast<qint64>(share.room.bytes));
    }
    return out;
}

/// Reads a body's fields; the first that does not fit stays in status().
class Fields {
public:
    explicit Fields(const QJsonObject& body) : m_body(body) {}

    std::optional<QString> text(const QString& key) {
        const QJsonValue value = take(key, [](const QJsonValue& v) { return v.isString(); });
        return value.isString() ? std::optional(value.toString()) : std::nullopt;
    }

    std::optional<bool> flag(const QString& key) {
        const QJsonValue value = take(key, [](const QJsonValue& v) { return v.isBool(); });
        return value.isBool() ? std::optional(value.toBool()) : std::nullopt;
    }

    std::optional<std::int64_t> number(const QString& key) {
        const QJsonValue value =
            take(key, [](const QJsonValue& v) { return v.isDouble() && v.toInteger(-1) >= 0; });
        return value.isDouble() ? std::optional<std::int64_t>(value.toInteger()) : std::nullopt;
    }

    /// Null takes away what is there: the end, the limit.
    std::optional<std::optional<std::int64_t>> numberOrNull(const QString& key) {
        using Said = std::optional<std::optional<std::int64_t>>;
        if (m_body.value(key).isNull())
            return Said(std::in_place);
        const std::optional<std::int64_t> value = number(key);
        return value ? Said(value) : Said();
    }

    std::optional<ShareMode> mode(const QString& key) {
        const auto name = text(key);
        const auto mode = name ? shareModeFrom(*name) : std::nullopt;
        m_good = m_good && (!name || mode);
        return mode;
    }

    template<class T>
    T id(const QString& key) {
        const auto said = text(key);
        const auto id = said ? T::fromString(*said) : std::nullopt;
        m_good = m_good && (!said || id);
        return id.value_or(T());
    }

    QList<PhotoId> photos(const QString& key) {
        QList<PhotoId> ids;
        const QJsonArray values = take(key, [](const QJsonValue& v) { return v.isArray(); }).toArray();
        for (const QJsonValue& value : values) {
            const auto id = PhotoId::fromString(value.toString());
            m_good = m_good && id;
            ids.append(id.value_or(PhotoId()));
        }
        return ids;
    }

    [[nodiscard]] bool isGood() const { return m_good; }

private:
    template<class Fits>
    QJsonValue take(const QString& key, Fits fits) {
        const QJsonValue value = m_body.value(key);
        m_good = m_good && (value.isUndefined() || fits(value));
        return value;
    }

    const QJsonObject& m_body;
    bool m_good = true;
};

/// How many may open a link; none inside: any number.
std::optional<std::optional<int>> devicesFrom(Fields& in) {
    const auto said = in.numberOrNull(u"devices"_s);
    if (!said)
        return std::nullopt;
    constexpr std::int64_t tooMany = INT_MAX;
    return *said ? std::optional(static_cast<int>(std::min(**said, tooMany))) : std::optional<int>();
}

/// Of a link that guests may put photos in.
std::optional<ShareRoom> roomFrom(Fields& in, const ShareRoom& usual) {
    const auto files = in.number(u"files"_s);
    const auto bytes = in.number(u"bytes"_s);
    if (!files && !bytes)
        return std::nullopt;
    constexpr std::int64_t tooMany = INT_MAX;
    return ShareRoom{static_cast<int>(std::min(files.value_or(usual.files), tooMany)),
                     bytes.value_or(usual.bytes)};
}

} // namespace

ShareRoutes::ShareRoutes(ShareService& shares, Executor& executor, QString publicUrl, QObject* parent)
    : QObject(parent), m_shares(shares), m_executor(executor), m_publicUrl(std::move(publicUrl)) {}

void ShareRoutes::addTo(RouteTable& table) {
    const auto add = [&](const char* method, const QString& pattern, auto handler) {
        Route route = libraryRoute<ShareId>(method, pattern, ErrorCode::NotFound, handler);
        route.rate = route.method == "GET" ? RateKind::Read : RateKind::Write;
        table.add(std::move(route));
    };
    const QString all = u"/v1/shares"_s;
    const QString one = u"/v1/shares/{id}"_s;
    add("GET", all, [this](const Exchange& e, PersonId who, ShareId) { list(e, who); });
    add("POST", all, [this](const Exchange& e, PersonId who, ShareId) { create(e, who); });
    add("GET", one, [this](const Exchange& e, PersonId who, ShareId id) {
        when(m_shares.byId(who, id), [e](const Result<Share>& share) {
            e->respond(share ? json(toJson(*share)) : problem(share.error()));
        });
    });
    add("PATCH", one, [this](const Exchange& e, PersonId who, ShareId id) { edit(e, who, id); });
    add("DELETE", one, [this](const Exchange& e, PersonId who, ShareId id) { remove(e, who, id); });
}

void ShareRoutes::list(const Exchange& exchange, PersonId person) {
    const QUrlQuery& query = exchange->request().query;
    const QString place = query.queryItemValue(u"before"_s);
    const auto before = place.isEmpty() ? std::optional(ShareId()) : ShareId::fromString(place);
    const auto limit = numberFrom(query, u"limit"_s, usualPage, ShareService::largestPage);
    if (!before || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_shares.list(person, *before, static_cast<int>(*limit)), [exchange](const Result<ShareList>& list) {
        if (!list)
            return exchange->respond(problem(list.error()));
        QJsonArray shares;
        for (const Share& share : list->shares)
            shares.append(toJson(share));
        exchange->respond(json({{u"shares"_s, shares},
                                {u"next"_s, list->end ? QJsonValue(QJsonValue::Null)
                                                      : QJsonValue(list->shares.last().id.toString())},
                                {u"end"_s, list->end}}));
    });
}

void ShareRoutes::create(const Exchange& exchange, PersonId person) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, person](const QJsonObject& body) {
        Fields in(body);
        ShareWish wish;
        wish.album = in.id<AlbumId>(u"album"_s);
        wish.photos = in.photos(u"photos"_s);
        wish.mode = in.mode(u"mode"_s).value_or(ShareMode::View);
        wish.showsLocation = in.flag(u"location"_s).value_or(false);
        wish.title = in.text(u"title"_s).value_or(QString());
        wish.password = in.text(u"password"_s).value_or(QString());
        if (const auto end = in.numberOrNull(u"expires_at"_s))
            wish.expiresAt = *end;
        if (const auto limit = devicesFrom(in))
            wish.deviceLimit = *limit;
        wish.room = roomFrom(in, ShareService::usualRoom).value_or(ShareService::usualRoom);
        if (!in.isGood())
            return exchange->respond(problem(ErrorCode::BadRequest));
        when(m_shares.create(person, wish, exchange->request().peer),
             [this, exchange](const Result<MadeShare>& made) {
                 if (!made)
                     return exchange->respond(problem(made.error()));
                 QJsonObject out = toJson(made->share);
                 out.insert(u"token"_s, made->token);
                 out.insert(u"link"_s, linkTo(made->token, exchange->request()));
                 exchange->respond(json(out, 201));
             });
    });
}

void ShareRoutes::save(const Exchange& exchange, PersonId person, ShareId id, const ShareChange& change,
                       bool isGood) {
    if (!isGood)
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_shares.edit(person, id, change, exchange->request().peer), [exchange](const Result<Share>& share) {
        exchange->respond(share ? json(toJson(*share)) : problem(share.error()));
    });
}

void ShareRoutes::edit(const Exchange& exchange, PersonId person, ShareId id) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, person, id](const QJsonObject& body) {
        Fields in(body);
        ShareChange change;
        change.mode = in.mode(u"mode"_s);
        change.showsLocation = in.flag(u"location"_s);
        change.title = in.text(u"title"_s);
        change.password = in.text(u"password"_s);
        change.expiresAt = in.numberOrNull(u"expires_at"_s);
        change.deviceLimit = devicesFrom(in);
        change.forgetsDevices = in.flag(u"forget_devices"_s).value_or(false);
        if (!roomFrom(in, ShareService::usualRoom))
            return save(exchange, person, id, change, in.isGood());
        // One of both numbers leaves the other as it is.
        when(m_shares.byId(person, id), [this, exchange, person, id, body, change](const Result<Share>& now) {
            if (!now)
                return exchange->respond(problem(now.error()));
            Fields room(body);
            ShareChange whole = change;
            whole.room = roomFrom(room, now->room);
            save(exchange, person, id, whole, room.isGood());
        });
    });
}

void ShareRoutes::remove(const Exchange& exchange, PersonId person, ShareId id) {
    when(m_shares.revoke(person, id), [exchange](const Status& revoked) {
        exchange->respond(revoked ? noContent() : problem(revoked.error()));
    });
}

QString ShareRoutes::linkTo(const QString& token, const HttpRequest& request) const {
    return ownAddress(m_publicUrl, request) + u"/s/"_s + token;
}

} // namespace parlor::server
