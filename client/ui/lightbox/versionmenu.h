#pragma once

#include <QMenu>

namespace parlor::client {

/// What can be done about an edited photo and the original version behind it.
class VersionMenu final : public QMenu {
    Q_OBJECT
public:
    /// `original`: that one is looked at. Without the server the two can't be parted.
    VersionMenu(bool original, bool online, QWidget* parent);

Q_SIGNALS:
    /// The other one of the two.
    void versionAsked();
    /// They do not belong together.
    void partAsked();
};

} // namespace parlor::client
