#pragma once

#include <QStringView>

namespace parlor::server {

/// Marks on one letter that no writing needs more of; what is higher stands over the lines of others.
inline constexpr int marksMost = 64;

/// Whether a letter of the text carries more marks (Unicode general category M) than that, whatever is put
/// between them that shows nothing.
[[nodiscard]] bool stacksMarks(QStringView text);

} // namespace parlor::server
