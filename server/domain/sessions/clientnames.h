#pragma once

#include <QStringView>

namespace parlor::server {

/// Client ids of tokens that anybody is given begin so. A key's program that names its clients so gets their
/// rate.
inline constexpr QStringView anonymousClientPrefix = u"anonymous-";

} // namespace parlor::server
