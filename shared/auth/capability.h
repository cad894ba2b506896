#pragma once

#include "shared/core/result.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace parlor {

/// Rights as `{"<resource>": ["<operation>", …]}`: the one grammar of sessions, keys and edges.
/// Resources have segments split by ':'; `*` stands for one whole segment, as the last one for one or more;
/// `*` alone is everything; `foo*` is literal. Resources of ours: channel:<id>, topic:<name>, app:<name>,
/// library. Rights are the union over all matching resources. Operations: publish subscribe presence history
/// stats channel-metadata annotation-publish annotation-subscribe message-update-own message-update-any
/// message-delete-own message-delete-any upload download; `*` alone is all of them. push-*, object-*,
/// privileged-headers and presence-subscribe are accepted and dropped. `[*]x` is x of any kind; `[queue]x`,
/// `[meta]x` and other kinds match nothing of ours.
class Capability {
public:
    Capability() = default; ///< no rights at all

    /// Everything on everything.
    static Capability all();

    /// BadRequest for anything malformed: an empty list, an unknown operation, `*` beside another operation.
    static Result<Capability> parse(const QByteArray& json);
    static Result<Capability> fromJson(const QJsonObject& json);

    /// Canonical text: sorted resources, sorted operations, no spaces.
    [[nodiscard]] QByteArray toJson() const;

    [[nodiscard]] bool allows(QStringView resource, QStringView operation) const;

    [[nodiscard]] bool isEmpty() const { return m_rights.isEmpty(); }

    /// What both allow: pairwise, the narrower resource (where two patterns cross: what both match) with the
    /// common operations.
    [[nodiscard]] Capability intersect(const Capability& other) const;

    friend bool operator==(const Capability&, const Capability&) = default;

private:
    QMap<QString, QStringList> m_rights;
};

} // namespace parlor
