#pragma once

#include "client/ui/widgets/face.h"

#include <QStackedWidget>
#include <QWidget>

namespace parlor::client {

class Banner;
class ChatHeader;
class Composer;
class EmptyState;
class PictureSource;
class TimelineView;
class TypingFooter;

/// A conversation from header to footer, or what to do when there is none. It takes pictures that are dropped
/// on it.
class ChatPage final : public QWidget {
    Q_OBJECT
public:
    explicit ChatPage(QWidget* parent = nullptr);

    [[nodiscard]] ChatHeader* header() const { return m_header; }

    [[nodiscard]] TimelineView* timeline() const { return m_timeline; }

    [[nodiscard]] Composer* composer() const { return m_composer; }

    [[nodiscard]] TypingFooter* footer() const { return m_footer; }

    [[nodiscard]] Banner* banner() const { return m_banner; }

    void setPictures(PictureSource* pictures);
    /// Shows the conversation, or the empty state.
    void setChatShown(bool shown);
    [[nodiscard]] bool isChatShown() const;
    void setBannerShown(bool shown);
    void setNarrow(bool narrow);
    /// Nobody may write here: words instead of the composer; empty shows the composer.
    void setClosedWords(const QString& words);

Q_SIGNALS:
    void filesDropped(const QStringList& files);
    void imageDropped(const QImage& image);
    void newChannelAsked();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class DropOverlay;

    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ChatHeader* m_header;
    Banner* m_banner;
    TimelineView* m_timeline;
    Composer* m_composer;
    TypingFooter* m_footer;
    class Label* m_closed;
    DropOverlay* m_overlay;
};

} // namespace parlor::client
