#include "client/ui/gallery/galleryview.h"
#include "tests/gui/golden/flatpictures.h"
#include "tests/gui/golden/goldencase.h"

#include <QTest>

namespace parlor::client::golden {

namespace {

/// Three photos of a day in 2019, so that the year is always written.
LibraryColumns threePhotos() {
    LibraryColumns columns;
    const std::int64_t noon = QDateTime(QDate(2019, 5, 12), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
    for (int i = 0; i < 3; ++i) {
        columns.ids.emplace_back(3 - i);
        columns.takenLocal.push_back(noon - i * 60'000LL);
        columns.ratios.push_back(i == 1 ? 0.75F : 1.5F);
        columns.flags.push_back(i == 0 ? LibraryFavourite : 0);
        columns.thumbHashes.push_back(1);
        columns.placeholders.emplace_back();
        columns.placeholderSizes.push_back(0);
    }
    return columns;
}

} // namespace

class GoldenTile : public Golden {
protected:
    void SetUp() override {
        Golden::SetUp();
        model.setColumns(threePhotos());
        view.setTargetRow(160);
        view.resize(640, 240);
        view.show();
        QApplication::setActiveWindow(&view);
        view.setFocus();
        QCoreApplication::processEvents();
    }

    [[nodiscard]] QImage tile(int index) { return view.viewport()->grab(view.rectOf(index)).toImage(); }

    FlatPictures pictures;
    PhotoGridModel model;
    GalleryView view{&model, &pictures};
};

TEST_P(GoldenTile, States) {
    expectGolden(u"tile-favourite"_qs, tile(0));
    QTest::mouseMove(view.viewport(), view.rectOf(1).center());
    expectGolden(u"tile-hovered"_qs, tile(1));
    QTest::mouseMove(view.viewport(), QPoint(630, 235));
    QTest::keyClick(&view, Qt::Key_Right);
    expectGolden(u"tile-focused"_qs, tile(0));
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right);
    view.selection()->toggle(0);
    expectGolden(u"tile-chosen"_qs, tile(0));
    expectGolden(u"tile-choosable"_qs, tile(1));
    expectGolden(u"grid"_qs, view.grab().toImage());
}

INSTANTIATE_TEST_SUITE_P(Themes, GoldenTile,
                         ::testing::Values(ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast),
                         [](const auto& shown) { return nameOf(shown.param).toStdString(); });

} // namespace parlor::client::golden
