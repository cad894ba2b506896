#pragma once

#include "client/models/channelrow.h"
#include "client/ui/widgets/picturesource.h"

#include <QStyledItemDelegate>

namespace parlor::client {

/// Paints sections and chats of the list. Nothing in a row changes its height.
class ChannelDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ChannelDelegate(QObject* parent = nullptr);

    void setPictures(PictureSource* pictures) { m_pictures = pictures; }

    void setCompact(bool compact) { m_compact = compact; }

    /// Fixes "now" (ms UTC) for times and days; 0 takes the clock.
    void setNow(qint64 ms) { m_now = ms; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintSection(QPainter& painter, const QRect& rect, const ChannelRow& row) const;
    void paintChat(QPainter& painter, const QStyleOptionViewItem& option, const ChannelRow& row) const;
    void paintPreview(QPainter& painter, const QRectF& line, const ChannelRow& row) const;

    PictureSource* m_pictures = nullptr;
    bool m_compact = false;
    qint64 m_now = 0;
};

} // namespace parlor::client
