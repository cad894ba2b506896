#pragma once

#include <QRandomGenerator>
#include <QString>

namespace parlor::test {

/// A cut of the power, for a server behind the shim: once its process is dead, everything that no fsync had
/// made durable is undone. What the kernel might have written by itself is up to chance: of each file and
/// each directory the first changes survive, however many.
class PowerCut {
public:
    /// Watches `root` from now on; `log`: a directory of its own on the same file system.
    PowerCut(QString root, QString log);

    struct Losses {
        int changes = 0; ///< that were not durable
        int undone = 0;
    };

    /// Nothing at all survives without `random`. Afterwards the log is empty.
    Losses cut(QRandomGenerator* random);

    [[nodiscard]] QString root() const { return m_root; }

    [[nodiscard]] QString log() const { return m_log; }

private:
    QString m_root, m_log;
};

} // namespace parlor::test
