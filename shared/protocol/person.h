#pragma once

#include "shared/core/ids.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace parlor {

/// Rights of a person on the whole server, rising.
enum class Role { Guest, Member, Moderator, Admin, Owner };

/// "guest", "member", "moderator", "admin", "owner": on the wire, in rows and commands.
QLatin1StringView nameOf(Role role);
std::optional<Role> roleFrom(QStringView name);

/// What others may see of a person.
struct Person {
    PersonId id;
    QString name;        ///< sign-in name, unique without case: letters, digits, `-`, `_`, `.`
    QString displayName; ///< for people; may be any cleaned text
    Role role = Role::Member;
    QJsonObject metadata; ///< at most 4 KiB

    friend bool operator==(const Person&, const Person&) = default;
};

} // namespace parlor
