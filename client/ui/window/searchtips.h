#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace parlor::client {

/// What stands where the found messages will be: how to ask. A press on a line writes it into the field.
class SearchTips final : public QWidget {
    Q_OBJECT
public:
    explicit SearchTips(QWidget* parent = nullptr);

Q_SIGNALS:
    void picked(const QString& words);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Tip {
        QString words, meaning;
    };

    [[nodiscard]] QRectF lineOf(qsizetype tip) const;
    [[nodiscard]] qsizetype tipAt(QPointF point) const;

    QList<Tip> m_tips;
    qsizetype m_hover = -1;
};

} // namespace parlor::client
