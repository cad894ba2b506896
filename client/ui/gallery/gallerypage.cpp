#include "client/ui/gallery/gallerypage.h"

#include "client/ui/gallery/galleryheader.h"
#include "client/ui/gallery/galleryview.h"
#include "client/ui/gallery/scrubber.h"
#include "client/ui/gallery/selectionbar.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/tokens.h"
#include "client/ui/widgets/emptystate.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPainter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace parlor::client {

namespace {

QStringList filesOf(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    return files;
}

} // namespace

GalleryPage::GalleryPage(PhotoGridModel* model, PictureSource* pictures, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_top(new QStackedWidget(this)),
      m_content(new QStackedWidget(this)),
      m_header(new GalleryHeader),
      m_bar(new SelectionBar),
      m_view(new GalleryView(model, pictures)),
      m_empty(new EmptyState(
          EmptyState::Drawing::Photos, tr("Your photos live here"),
          tr("Drag pictures into this window, or choose files. Only you see them until you share them."),
          tr("Add photos"), QStringLiteral("upload"))) {
    setAcceptDrops(true);
    m_top->setFixedHeight(tokens::gallery::header);
    m_top->addWidget(m_header);
    m_top->addWidget(m_bar);
    auto* grid = new QWidget;
    auto* beside = new QHBoxLayout(grid);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(0);
    beside->addWidget(m_view, 1);
    m_scrubber = new Scrubber(model, m_view, grid);
    beside->addWidget(m_scrubber);
    m_content->addWidget(grid);
    m_content->addWidget(m_empty);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_top);
    column->addWidget(m_content, 1);
    setFocusProxy(m_view);

    PhotoSelection* selection = m_view->selection();
    connect(model, &PhotoGridModel::reset, this, &GalleryPage::refresh);
    connect(selection, &PhotoSelection::changed, this, &GalleryPage::refresh);
    connect(m_view, &GalleryView::opened, this, &GalleryPage::opened);
    connect(m_view, &GalleryView::targetRowChanged, m_header, &GalleryHeader::setTargetRow);
    connect(m_view, &GalleryView::favouriteAsked, this,
            [this](PhotoId id, bool favourite) { Q_EMIT favouriteAsked({id}, favourite); });
    connect(m_header, &GalleryHeader::targetRowChosen, m_view, &GalleryView::setTargetRow);
    connect(m_header, &GalleryHeader::filterChosen, model, [model](int index) {
        model->setFilter(index == 0 ? PhotoGridModel::Filter::All : PhotoGridModel::Filter::Favourites);
    });
    connect(m_header, &GalleryHeader::addAsked, this, &GalleryPage::addAsked);
    connect(m_header, &GalleryHeader::searchAsked, this, &GalleryPage::searchAsked);
    connect(m_empty, &EmptyState::asked, this, &GalleryPage::addAsked);
    connect(m_bar, &SelectionBar::closeAsked, selection, &PhotoSelection::clear);
    connect(m_bar, &SelectionBar::sendAsked, this,
            [this, selection] { Q_EMIT sendAsked(selection->chosen()); });
    connect(m_bar, &SelectionBar::downloadAsked, this,
            [this, selection] { Q_EMIT downloadAsked(selection->chosen()); });
    connect(m_bar, &SelectionBar::favouriteAsked, this,
            [this, selection] { Q_EMIT favouriteAsked(selection->chosen(), true); });
    connect(m_bar, &SelectionBar::binAsked, this, [this, selection] {
        const QList<PhotoId> chosen = selection->chosen();
        selection->clear();
        Q_EMIT binAsked(chosen);
    });
    connect(Appearance::instance(), &Appearance::themeChanged, this, qOverload<>(&QWidget::update));
    refresh();
}

void GalleryPage::refresh() {
    const PhotoSelection* selection = m_view->selection();
    m_bar->setCount(selection->count());
    m_top->setCurrentWidget(selection->isEmpty() ? static_cast<QWidget*>(m_header) : m_bar);
    m_header->setEmpty(m_model->libraryIsEmpty());
    m_content->setCurrentIndex(m_model->libraryIsEmpty() ? 1 : 0);
}

void GalleryPage::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), theme().colour(Colour::Surface));
}

void GalleryPage::dragEnterEvent(QDragEnterEvent* event) {
    if (!filesOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void GalleryPage::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    Q_EMIT filesDropped(filesOf(event->mimeData()));
}

} // namespace parlor::client
