#include "client/ui/style/appearance.h"
#include "client/ui/widgets/toggle.h"

#include <QCoreApplication>

#include <gtest/gtest.h>

#include <cstdlib>

namespace parlor::client {
namespace {

class ToggleTest : public ::testing::TestWithParam<ThemeChoice> {
protected:
    void SetUp() override {
        Appearance::instance()->setChoice(GetParam());
        toggle.show();
        QCoreApplication::processEvents();
    }

    void TearDown() override { Appearance::instance()->setChoice(before); }

    /// The grey, 0 … 255, at `x` px from the track's left and in its middle.
    [[nodiscard]] int grey(int x) {
        const QImage image = toggle.grab().toImage();
        const double scale = image.devicePixelRatio();
        const QPointF at = QPointF(Toggle::outset + x, toggle.height() / 2.0) * scale;
        return qGray(image.pixel(at.toPoint()));
    }

    ThemeChoice before = Appearance::instance()->choice();
    Toggle toggle{u"Private"_qs};
};

constexpr int knob = 10, empty = 28; // px from the left of a track of 36, switched off

TEST_P(ToggleTest, TheKnobOfWhatIsOffIsToldFromItsTrack) {
    EXPECT_GT(std::abs(grey(knob) - grey(empty)), 80);
}

TEST_P(ToggleTest, TheKnobOfWhatIsDisabledIsToldFromItsTrackToo) {
    toggle.setEnabled(false);
    EXPECT_GT(std::abs(grey(knob) - grey(empty)), 30);
}

INSTANTIATE_TEST_SUITE_P(Themes, ToggleTest,
                         ::testing::Values(ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast),
                         [](const auto& shown) { return nameOf(shown.param).toStdString(); });

} // namespace
} // namespace parlor::client
