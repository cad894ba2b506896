#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"

#include <QApplication>
#include <QLocale>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    const QApplication app(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    parlor::client::Appearance appearance;
    appearance.setChoice(parlor::client::ThemeChoice::Light);
    new parlor::client::FocusVisible(qApp);
    return RUN_ALL_TESTS();
}
