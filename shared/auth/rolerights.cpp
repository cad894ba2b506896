#include "shared/auth/rolerights.h"

namespace parlor {

namespace {

/// Takes part where it was let in: makes no places of its own and counts nothing.
Capability guestRights() {
    const auto rights = Capability::parse(
        R"({"channel:*":["annotation-publish","annotation-subscribe","history","message-delete-any",)"
        R"("message-delete-own","message-update-any","message-update-own","presence","publish","subscribe"],)"
        R"("library":["download","upload"],"topic:*":["history","presence","publish","subscribe"],)"
        R"("app:*":["history","presence","publish","subscribe"]})");
    return rights.value_or(Capability());
}

} // namespace

const Capability& rightsOf(Role role) {
    static const Capability guest = guestRights();
    static const Capability all = Capability::all();
    return role == Role::Guest ? guest : all;
}

bool roleAllows(Role role, QStringView resource, QStringView operation) {
    return role != Role::Guest || rightsOf(role).allows(resource, operation);
}

} // namespace parlor
