#pragma once

#include "client/ui/lightbox/lightboxitems.h"
#include "client/ui/widgets/picturesource.h"

#include <QPointer>
#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>

namespace parlor::client {

class FactsPanel;
class LightboxButton;
class LightboxTitle;
class PhotoStage;
class ZoomPill;

/// One photo over the whole window, with the next and the previous at hand. Covers its parent; Esc closes it
/// and tells which photo one was at. Interface thread only.
class Lightbox final : public QWidget {
    Q_OBJECT
public:
    Lightbox(LightboxItems* items, PictureSource* pictures, QWidget* window);

    void open(int index);
    void close();

    [[nodiscard]] int index() const { return m_index; }

    void setFactsShown(bool shown);
    /// In place of an edited photo the original version that is kept behind it; nothing for others.
    void setOriginalShown(bool shown);

    /// True once it stands there.
    [[nodiscard]] bool showsOriginal() const { return m_onStage.isValid() && m_onStage != m_photo; }

    /// Without the server nothing can be saved; the buttons say so.
    void setOnline(bool online);

Q_SIGNALS:
    void closed(parlor::PhotoId at);
    void favouriteAsked(parlor::PhotoId photo, bool favourite);
    void sendAsked(parlor::PhotoId photo);
    void downloadAsked(parlor::PhotoId photo);
    /// Somebody else's, into one's own library.
    void copyAsked(parlor::PhotoId photo);
    void binAsked(parlor::PhotoId photo);
    /// The edited photo and its original version do not belong together.
    void partAsked(parlor::PhotoId photo);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show(int index);
    void step(int by);
    void place();
    /// The buttons of the bar that this photo has, from the right.
    void placeBar();
    void putOnStage(const PhotoReference& photo);
    /// Of what there is only for edited photos.
    void openMenu();
    void wakeControls();
    void setControlsShown(bool shown);
    void refreshControls();
    void toggleSlideshow();
    void preload();

    LightboxItems* m_items;
    PictureSource* m_pictures;
    PhotoStage* m_stage;
    FactsPanel* m_facts;
    LightboxButton *m_back, *m_send, *m_copy, *m_heart, *m_download, *m_info, *m_bin, *m_more, *m_previous,
        *m_next;
    LightboxTitle* m_title;
    ZoomPill* m_zoom;
    QTimer m_hide;
    QTimer m_slideshow;
    QVariantAnimation m_panel;
    QPointer<QWidget> m_focusBefore;
    int m_index = -1;
    PhotoId m_photo;
    PhotoId m_onStage;       ///< m_photo, or its original version
    bool m_original = false; ///< its original version is wished for
    bool m_controlsShown = true;
    bool m_factsShown = false;
    bool m_online = true;
};

} // namespace parlor::client
