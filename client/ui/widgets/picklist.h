#pragma once

#include "client/ui/widgets/face.h"

#include <QList>
#include <QWidget>

namespace parlor::client {

/// One thing that can be picked.
struct PickRow {
    bool header = false; ///< words only
    Face face;
    QString icon; ///< instead of a face
    QString name;
    QList<int> matched; ///< letters of the name that the person typed
    QString note;
    qint64 unread = 0;
    bool dot = false;
    qint64 id = 0; ///< whose meaning is the owner's
    int kind = 0;
};

/// A short list to pick from: arrows, Enter, mouse. The rows are few; it grows to its content or scrolls by
/// itself.
class PickList final : public QWidget {
    Q_OBJECT
public:
    explicit PickList(QWidget* parent = nullptr);

    void setRows(const QList<PickRow>& rows);

    [[nodiscard]] const QList<PickRow>& rows() const { return m_rows; }

    /// Words in place of rows.
    void setEmptyWords(const QString& words);
    void setMaximumRows(int rows);
    void step(int by);
    void pickCurrent();
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void picked(const parlor::client::PickRow& row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] int heightOf(int row) const;
    [[nodiscard]] int rowAt(int y) const;
    [[nodiscard]] int contentHeight() const;
    void showCurrent();

    QList<PickRow> m_rows;
    QString m_emptyWords;
    int m_current = -1;
    int m_scroll = 0;
    int m_maximum = 9;
};

} // namespace parlor::client
