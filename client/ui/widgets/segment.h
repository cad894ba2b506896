#pragma once

#include <QStringList>
#include <QWidget>

namespace parlor::client {

/// Two or three choices side by side, one of them taken.
class Segment final : public QWidget {
    Q_OBJECT
public:
    Segment(const QString& name, const QStringList& choices, QWidget* parent = nullptr);

    [[nodiscard]] int current() const { return m_current; }

    void setCurrent(int index);
    /// It stands on a sheet.
    void setRaised();
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] double widthOf(int index) const;

    QStringList m_choices;
    int m_current = 0;
    bool m_raised = false;
};

} // namespace parlor::client
