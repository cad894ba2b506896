#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"

#include <QApplication>
#include <QLocale>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    qputenv("TZ", "UTC");
    qputenv("FONTCONFIG_FILE", PARLOR_SOURCE_DIR "/tests/gui/golden/fonts.conf");
    const QApplication app(argc, argv);
    QApplication::setCursorFlashTime(0);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    parlor::client::Appearance appearance;
    appearance.setReducedMotion(true);
    new parlor::client::FocusVisible(qApp);
    return RUN_ALL_TESTS();
}
