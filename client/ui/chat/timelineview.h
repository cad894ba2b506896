#pragma once

#include "client/ui/chat/rowpainter.h"
#include "client/ui/chat/timelinerows.h"
#include "client/ui/widgets/face.h"
#include "client/ui/widgets/picturesource.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QTimer>

namespace parlor::client {

class HoverToolbar;
class Pill;

/// The messages of a channel. What one looks at never moves by itself: every change keeps an anchor row in
/// its place to the pixel, or the bottom edge when one is at the bottom. It only shows and reports; it
/// changes nothing.
class TimelineView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TimelineView(QWidget* parent = nullptr);
    ~TimelineView() override;

    /// `model` is not owned and outlives the view or is replaced. The view goes to its end.
    void setModel(TimelineModel* model);

    [[nodiscard]] TimelineModel* model() const { return m_model; }

    void setPictures(PictureSource* pictures);

    void setFaces(std::function<Face(PersonId, const QString&)> faces) { m_faces = std::move(faces); }

    void setNarrow(bool narrow);
    /// The day that is "Today".
    void setToday(const QDate& today);

    [[nodiscard]] bool isAtBottom() const;
    /// The first row whose own message is on screen, for where one is; -1 when empty.
    [[nodiscard]] int firstVisibleRow() const;
    [[nodiscard]] int lastVisibleRow() const;
    /// Place of a row's top in the viewport, in px.
    [[nodiscard]] double rowTop(int row) const;

    /// The boxes of a row, in viewport coordinates through rowTop().
    const RowLayout& rowLayout(int row) { return m_rows.layout(row); }

    [[nodiscard]] QString selectedText() const;

    [[nodiscard]] int currentRow() const { return m_current; }

public Q_SLOTS:
    void goToBottom();
    void goToTop();
    /// Scrolls a row to the upper third and flashes it.
    void showRow(int row, bool flash);
    /// Scrolls so that the "New messages" line is on top, if there is one; otherwise to the bottom.
    void openAtUnread();
    void scrollPage(int direction);
    void setUnreadBelow(int count);
    void copySelection();
    void setCurrentRow(int row);

Q_SIGNALS:
    void replyAsked(const QString& key);
    void reactAsked(const QString& key, const QPoint& globalPos);
    void reactionToggled(const QString& key, const QString& emoji, bool add);
    void menuAsked(const QString& key, const QPoint& globalPos);
    void photoOpened(const QString& key, int index);
    void uploadCancelled(const QString& key);
    void retryAsked(const QString& key);
    void discardAsked(const QString& key);
    void quoteOpened(parlor::MessageId message);
    void personOpened(parlor::PersonId person);
    void linkOpened(const QUrl& url);
    /// The newest message that has been on screen while the window was active.
    void seenUpTo(parlor::Serial serial);
    /// Less than three screens remain above.
    void olderWanted();
    void atBottomChanged(bool atBottom);
    /// A printable key: it belongs to the composer.
    void typed(QKeyEvent* event);
    void copied();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Anchor {
        bool bottom = true;
        QList<std::pair<QString, double>> rows; ///< key, distance of its top from the viewport's bottom
    };

    struct Place {
        int row = -1;
        qsizetype position = 0;
        friend auto operator<=>(const Place&, const Place&) = default;
    };

    [[nodiscard]] Anchor takeAnchor() const;
    void settle(const Anchor& anchor);
    /// Of rows far from what is on screen.
    void freeLayouts();
    void updateRange();
    [[nodiscard]] double padTop() const;
    [[nodiscard]] double scrollTop() const;
    void setScrollTop(double y);
    [[nodiscard]] double contentHeight() const;
    [[nodiscard]] int rowAtViewport(double y) const;

    void hoverAt(QPoint point);
    void placeToolbar();
    void placePills();
    void reportSeen();
    void press(const RowBox& box, int row);
    [[nodiscard]] Place placeAt(QPoint point);
    [[nodiscard]] std::pair<Place, Place> selection() const;
    [[nodiscard]] TileLook tileFor(const TimelineItem& item, const RowBox& box);

    TimelineModel* m_model = nullptr;
    PictureSource* m_pictures = nullptr;
    std::function<Face(PersonId, const QString&)> m_faces;
    TimelineRows m_rows;
    Anchor m_pending;
    bool m_stick = true;
    bool m_settling = false;
    bool m_reportedBottom = true;

    HoverToolbar* m_toolbar;
    Pill* m_date;
    Pill* m_jump;
    QTimer m_dateHide;
    QTimer m_frames; ///< runs while something fades or flashes
    QElapsedTimer m_clock;
    QHash<PhotoId, qint64> m_arrivals;
    QString m_flashKey;
    qint64 m_flashStart = 0;

    int m_hoverRow = -1;
    const RowBox* m_hoverBox = nullptr;
    int m_current = -1;
    Place m_anchorPlace, m_cursorPlace;
    bool m_selecting = false;
    QPoint m_pressPoint;
    const RowBox* m_pressBox = nullptr;
    int m_pressRow = -1;
    Serial m_seen;
    int m_unreadBelow = 0;
};

} // namespace parlor::client
