#pragma once

#include "client/ui/chat/detailspane.h"

#include <QList>
#include <QRectF>

namespace parlor::client {

/// What scrolls in the details pane; painted as one widget, so that a thousand members cost nothing.
class DetailsPane::Content final : public QWidget {
public:
    explicit Content(DetailsPane* pane);

    void setDetails(const Details& details);
    void setPictures(PictureSource* pictures);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Part { None, Mute, Search, Invite, AllPhotos, Add, Photo, Member };

    struct Spot {
        Part part = Part::None;
        int index = 0;
        friend bool operator==(const Spot&, const Spot&) = default;
    };

    struct Tile {
        Part part;
        QString icon, words;
    };

    void place();

    /// Between two people: nobody is listed, the other's presence stands below the name.
    [[nodiscard]] bool isDirect() const { return m_details.face.person; }

    [[nodiscard]] QString secondLine() const;
    [[nodiscard]] QList<Tile> tiles() const;
    [[nodiscard]] Spot spotAt(QPoint point) const;
    [[nodiscard]] QRectF tile(int index) const;
    [[nodiscard]] QRectF photo(int index) const;
    [[nodiscard]] QRectF member(int index) const;

    DetailsPane* m_pane;
    Details m_details;
    PictureSource* m_pictures = nullptr;
    Spot m_hover;
    double m_tilesTop = 0, m_photosTop = 0, m_membersTop = 0;
};

} // namespace parlor::client
