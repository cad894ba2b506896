#pragma once

#include "client/models/transfermodel.h"
#include "client/ui/widgets/picturesource.h"

#include <QStyledItemDelegate>

namespace parlor::client {

/// Paints a transfer: thumb, name, bar, status; and knows where its buttons stand.
class TransferDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum class Part { None, First, Cancel, TryAgain, Show, Clear };

    TransferDelegate(PictureSource* pictures, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// What lies at a point of a row's rectangle.
    [[nodiscard]] static Part partAt(const QRect& row, const TransferRow& transfer, QPoint point);

private:
    PictureSource* m_pictures;
};

} // namespace parlor::client
