#include "client/ui/lightbox/versionmenu.h"

#include "client/ui/style/iconcache.h"

namespace parlor::client {

VersionMenu::VersionMenu(bool original, bool online, QWidget* parent) : QMenu(parent) {
    const QString words = original ? tr("Show the edited photo") : tr("Show the original version");
    connect(addAction(menuIcon(QStringLiteral("layers")), words + QStringLiteral("\tO")), &QAction::triggered,
            this, &VersionMenu::versionAsked);
    QAction* part = addAction(menuIcon(QStringLiteral("copy")), tr("They do not belong together…"));
    part->setEnabled(online);
    connect(part, &QAction::triggered, this, &VersionMenu::partAsked);
}

} // namespace parlor::client
