#pragma once

#include <QWidget>

class QVBoxLayout;

namespace parlor::client {

/// A rounded outline around rows of 64 px with lines between them.
class SettingsCard final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsCard(QWidget* parent = nullptr);

    /// Title and help at the left, `control` (taken over) at the right.
    void addRow(const QString& title, const QString& help, QWidget* control);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_column;
};

} // namespace parlor::client
