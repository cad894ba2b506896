#pragma once

#include "client/models/photogridmodel.h"
#include "client/ui/widgets/picturesource.h"

#include <QList>
#include <QWidget>

class QStackedWidget;

namespace parlor::client {

class EmptyState;
class GalleryHeader;
class GalleryView;
class Scrubber;
class SelectionBar;

/// The Photos page: header or selection bar, the grid with its scrubber, or what to do when there is nothing
/// yet. Intents leave as signals; the window gives them to Actions.
class GalleryPage final : public QWidget {
    Q_OBJECT
public:
    GalleryPage(PhotoGridModel* model, PictureSource* pictures, QWidget* parent = nullptr);

    [[nodiscard]] GalleryView* view() const { return m_view; }

Q_SIGNALS:
    void opened(int index);
    void addAsked();
    void filesDropped(const QStringList& files);
    void searchAsked();
    void favouriteAsked(const QList<parlor::PhotoId>& photos, bool favourite);
    void sendAsked(const QList<parlor::PhotoId>& photos);
    void downloadAsked(const QList<parlor::PhotoId>& photos);
    void binAsked(const QList<parlor::PhotoId>& photos);

protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void refresh();

    PhotoGridModel* m_model;
    QStackedWidget* m_top;
    QStackedWidget* m_content;
    GalleryHeader* m_header;
    SelectionBar* m_bar;
    GalleryView* m_view;
    Scrubber* m_scrubber;
    EmptyState* m_empty;
};

} // namespace parlor::client
