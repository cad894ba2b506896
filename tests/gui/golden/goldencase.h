#pragma once

#include "client/ui/style/appearance.h"
#include "tests/gui/golden/comparison.h"

#include <QApplication>
#include <QWidget>

#include <gtest/gtest.h>

#include <functional>

namespace parlor::client::golden {

/// A widget whose whole paint event is one function, so that pieces that are no widgets can be drawn.
class Stage final : public QWidget {
public:
    using Paint = std::function<void(QPainter&, const QWidget&)>;

    Stage(QSize size, Paint paint) : m_paint(std::move(paint)) { resize(size); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Paint m_paint;
};

/// The widget as it is drawn in an active window.
QImage shot(QWidget& widget, const QRect& part = {});

/// "NAME-THEME@SCALE" of the screen's scale.
QString goldenName(const QString& name, ThemeChoice choice);

/// One test runs for each theme; the scale comes from QT_SCALE_FACTOR.
class Golden : public ::testing::TestWithParam<ThemeChoice> {
protected:
    void SetUp() override { Appearance::instance()->setChoice(GetParam()); }

    static void expectGolden(const QString& name, const QImage& picture) {
        const QString fault = verdict(goldenName(name, GetParam()), picture);
        EXPECT_TRUE(fault.isEmpty()) << qPrintable(fault);
    }
};

} // namespace parlor::client::golden
