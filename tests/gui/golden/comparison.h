#pragma once

#include <QImage>
#include <QString>

namespace parlor::client::golden {

/// How two pictures of the same size differ.
struct Comparison {
    bool sameSize = false;
    int different = 0;    ///< pixels with a channel more than `tolerance` apart
    double meanLevel = 0; ///< of 255, over all channels
    QImage picture;       ///< where: red on the faded original

    /// Antialiasing may round otherwise on another machine; a moved line, another colour or a missing word is
    /// more.
    [[nodiscard]] bool isClose(qint64 pixels) const;
};

inline constexpr int tolerance = 6; ///< levels of 255

Comparison compared(const QImage& expected, const QImage& actual);

/// Holds the picture against tests/golden/widgets/NAME.png, or writes it there when PARLOR_RECORD_GOLDEN is
/// set. Empty when they agree, otherwise words with the files to look at.
QString verdict(const QString& name, const QImage& actual);

} // namespace parlor::client::golden
