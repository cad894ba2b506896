#include "tests/gui/shots/galleryshots.h"

#include "client/ui/gallery/gallerypage.h"
#include "client/ui/gallery/galleryview.h"
#include "client/ui/gallery/scrubber.h"
#include "client/ui/lightbox/librarylightboxitems.h"
#include "client/ui/lightbox/lightbox.h"
#include "client/ui/window/shell.h"
#include "tests/gui/support/democonversation.h"
#include "tests/gui/support/demolibrary.h"
#include "tests/gui/support/demopictures.h"

#include <QApplication>
#include <QTest>

namespace parlor::client {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;

/// Three days as in the design, then years of others.
LibraryColumns designLibrary() {
    constexpr std::array counts{9, 5, 14};
    LibraryColumns columns = demo::demoLibrary(6'000);
    const std::int64_t newest = columns.takenLocal.front() / msPerDay * msPerDay;
    std::size_t at = 0;
    for (std::size_t day = 0; day < counts.size(); ++day)
        for (int i = 0; i < counts.at(day); ++i, ++at) {
            columns.takenLocal[at] =
                newest + (4 - static_cast<std::int64_t>(day)) * msPerDay + (40 - i) * 60'000LL;
            columns.ratios[at] = i % 4 == 2 ? 0.75F : 1.5F;
        }
    return columns;
}

OwnPhoto demoFacts(PhotoId id) {
    OwnPhoto photo;
    photo.id = id;
    photo.name = u"DSC_2047.jpg"_qs;
    photo.size = 18'400'000;
    photo.takenLocal = QDateTime(QDate(2026, 5, 12), QTime(8, 41), Qt::UTC).toMSecsSinceEpoch();
    photo.offsetMinutes = 60;
    photo.facts.width = 6'000;
    photo.facts.height = 4'000;
    photo.facts.make = u"NIKON"_qs;
    photo.facts.model = u"Z 6II"_qs;
    photo.facts.lens = u"NIKKOR Z 24-70mm f/4 S"_qs;
    photo.facts.exposureSeconds = 1.0 / 250;
    photo.facts.fNumber = 8;
    photo.facts.iso = 100;
    photo.facts.focalLengthMm = 35;
    photo.facts.latitude = 54.5721;
    photo.facts.longitude = -3.1468;
    return photo;
}

} // namespace

void shootGallery(const QString& dir, const QString& suffix) {
    const auto save = [&](QWidget& widget, const QString& name) {
        QTest::qWait(350);
        widget.grab().save(dir + u'/' + name + u'-' + suffix);
    };
    demo::DemoPictures pictures;
    PhotoGridModel model;
    model.setColumns(designLibrary());
    Shell shell;
    Face server;
    server.person = false;
    server.picture = pictures.picture(demo::demoPhoto(7, 100, 100), QSize(80, 80));
    shell.rail()->setAccount(server, {});
    auto* page = new GalleryPage(&model, &pictures);
    shell.setPage(Page::Photos, page);
    shell.showPage(Page::Photos);
    shell.resize(1440, 900);
    shell.show();
    QApplication::setActiveWindow(&shell);
    QTest::mouseMove(page->view()->viewport(), page->view()->rectOf(1).center());
    save(shell, u"gallery"_qs);
    auto* scrubber = page->findChild<Scrubber*>();
    QTest::mouseMove(scrubber, QPoint(20, 300));
    save(shell, u"gallery-scrubber"_qs);
    QTest::mouseMove(page->view()->viewport(), QPoint(5, 5));
    for (const int index : {1, 2, 5})
        page->view()->selection()->toggle(index);
    save(shell, u"gallery-selection"_qs);
    page->view()->selection()->clear();
    page->view()->scrollTo(900);
    QTest::keyClick(page->view(), Qt::Key_Right);
    save(shell, u"gallery-focus"_qs);
    LibraryLightboxItems items(&model, [](PhotoId) {});
    Lightbox lightbox(&items, &pictures, &shell);
    lightbox.open(3);
    items.setFacts(demoFacts(model.idAt(3)));
    lightbox.setFactsShown(true);
    save(shell, u"lightbox"_qs);
    lightbox.close();
    model.setColumns({});
    save(shell, u"empty-photos"_qs);
    shell.resize(640, 900);
    model.setColumns(designLibrary());
    save(shell, u"gallery-narrow"_qs);
}

} // namespace parlor::client
