#include "shared/auth/capability.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace parlor {

namespace {

constexpr qsizetype maxResource = 512;

constexpr auto operations = std::to_array<QLatin1StringView>(
    {"publish"_L1, "subscribe"_L1, "presence"_L1, "history"_L1, "stats"_L1, "channel-metadata"_L1,
     "annotation-publish"_L1, "annotation-subscribe"_L1, "message-update-own"_L1, "message-update-any"_L1,
     "message-delete-own"_L1, "message-delete-any"_L1, "upload"_L1, "download"_L1});

bool isKnown(QStringView operation) {
    return std::find(operations.begin(), operations.end(), operation) != operations.end();
}

bool isIgnored(QStringView operation) {
    return operation.startsWith("push-"_L1) || operation.startsWith("object-"_L1)
           || operation == "privileged-headers"_L1 || operation == "presence-subscribe"_L1;
}

// A resource taken apart: its kind in brackets and its segments; `open` when the last was `*` (one or more).
struct Pattern {
    QString kind;
    QStringList segments; ///< without the open end
    bool open = false;

    explicit Pattern(QString text) {
        if (text.startsWith(u'[')) {
            const auto close = text.indexOf(u']');
            if (close > 0) {
                kind = text.mid(1, close - 1);
                text.remove(0, close + 1);
            }
        }
        segments = text.split(u':');
        open = segments.last() == "*"_L1;
        if (open)
            segments.removeLast();
    }

    [[nodiscard]] bool isForChannels() const { return kind.isEmpty() || kind == "*"_L1; }

    [[nodiscard]] bool matches(const QList<QStringView>& resource) const {
        if (open ? resource.size() <= segments.size() : resource.size() != segments.size())
            return false;
        for (qsizetype i = 0; i < segments.size(); ++i)
            if (segments.at(i) != "*"_L1 && segments.at(i) != resource.at(i))
                return false;
        return true;
    }

    [[nodiscard]] QString text() const {
        QStringList all = segments;
        if (open)
            all.append(u"*"_s);
        return (kind.isEmpty() ? QString() : u'[' + kind + u']') + all.join(u':');
    }
};

std::optional<QString> meetWords(const QString& a, const QString& b) {
    if (a == b || b == "*"_L1)
        return a;
    if (a == "*"_L1)
        return b;
    return std::nullopt;
}

// What both patterns match; always a pattern itself. A channel of no stated kind is one kind, which `[*]`
// covers too.
std::optional<QString> meet(Pattern a, Pattern b) {
    if (a.segments.size() > b.segments.size())
        std::swap(a, b);
    const bool longer = b.segments.size() > a.segments.size();
    const auto kind = meetWords(a.kind, b.kind);
    if (!kind || !(a.open ? b.open || longer : !b.open && !longer))
        return std::nullopt;
    Pattern both = b;
    both.kind = *kind;
    for (qsizetype i = 0; i < a.segments.size(); ++i) {
        const auto segment = meetWords(a.segments.at(i), b.segments.at(i));
        if (!segment)
            return std::nullopt;
        both.segments[i] = *segment;
    }
    return both.text();
}

bool isAll(const QStringList& rights) {
    return rights.size() == 1 && rights.first() == "*"_L1;
}

QStringList common(const QStringList& a, const QStringList& b) {
    if (isAll(a))
        return b;
    if (isAll(b))
        return a;
    QStringList both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
}

// Into the sorted list `rights`.
void add(QStringList& rights, const QStringList& more) {
    if (isAll(rights))
        return;
    if (isAll(more)) {
        rights = more;
        return;
    }
    rights.append(more);
    rights.sort();
    rights.removeDuplicates();
}

Result<QStringList> operationsFrom(const QJsonValue& value) {
    const QJsonArray array = value.toArray();
    if (array.isEmpty())
        return fail(ErrorCode::BadRequest, u"an empty list of operations"_s);
    QStringList rights;
    for (const auto& element : array) {
        const QString operation = element.toString();
        if (operation == "*"_L1) {
            if (array.size() > 1)
                return fail(ErrorCode::BadRequest, u"* beside another operation"_s);
            return QStringList{u"*"_s};
        }
        if (isKnown(operation))
            rights.append(operation);
        else if (!isIgnored(operation))
            return fail(ErrorCode::BadRequest, u"an unknown operation"_s);
    }
    rights.sort();
    rights.removeDuplicates();
    return rights;
}

} // namespace

Capability Capability::all() {
    Capability all;
    all.m_rights.insert(u"*"_s, {u"*"_s});
    return all;
}

Result<Capability> Capability::parse(const QByteArray& json) {
    const auto object = codec::parseObject(json, limits::jsonBody);
    if (!object)
        return fail(ErrorCode::BadRequest, u"the capability is no JSON object"_s);
    return fromJson(*object);
}

Result<Capability> Capability::fromJson(const QJsonObject& json) {
    Capability capability;
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (it.key().isEmpty() || it.key().size() > maxResource)
            return fail(ErrorCode::BadRequest, u"an empty or overlong resource"_s);
        TRY_ASSIGN(const QStringList rights, operationsFrom(it.value()));
        if (!rights.isEmpty())
            capability.m_rights.insert(it.key(), rights);
    }
    return capability;
}

QByteArray Capability::toJson() const {
    QJsonObject object;
    for (auto it = m_rights.begin(); it != m_rights.end(); ++it)
        object.insert(it.key(), QJsonArray::fromStringList(it.value()));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool Capability::allows(QStringView resource, QStringView operation) const {
    if (!isKnown(operation))
        return false;
    // Most tokens allow everything: this is asked for every command.
    if (const auto all = m_rights.constFind(u"*"_s); all != m_rights.constEnd() && isAll(*all))
        return true;
    const QList<QStringView> segments = resource.split(u':');
    for (auto it = m_rights.begin(); it != m_rights.end(); ++it) {
        if (!isAll(it.value()) && !it.value().contains(operation))
            continue;
        const Pattern pattern(it.key());
        if (pattern.isForChannels() && pattern.matches(segments))
            return true;
    }
    return false;
}

Capability Capability::intersect(const Capability& other) const {
    Capability result;
    for (auto mine = m_rights.begin(); mine != m_rights.end(); ++mine) {
        for (auto theirs = other.m_rights.begin(); theirs != other.m_rights.end(); ++theirs) {
            const QStringList rights = common(mine.value(), theirs.value());
            if (rights.isEmpty())
                continue;
            if (const auto resource = meet(Pattern(mine.key()), Pattern(theirs.key())))
                add(result.m_rights[*resource], rights);
        }
    }
    return result;
}

} // namespace parlor
