#pragma once

#include <QByteArray>

namespace parlor::bench {

/// CPU seconds that no pipeline with these codecs can do without: entropy decoding of the JPEG, and encoding
/// its view.
double floorSeconds(const QByteArray& jpeg);

} // namespace parlor::bench
