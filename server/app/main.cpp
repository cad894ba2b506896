#include "server/app/commandline.h"

#include <QCoreApplication>

int main(int argc, char** argv) {
    // Debian's Qt would otherwise run the domain's loop on glib, whose notifiers cost more (docs: THREADS).
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("parlord"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PARLOR_VERSION));
    return parlor::server::runCommandLine(argc, argv);
}
