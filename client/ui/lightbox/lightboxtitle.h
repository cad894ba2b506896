#pragma once

#include <QWidget>

namespace parlor::client {

/// When it was taken, and which of how many it is.
class LightboxTitle final : public QWidget {
    Q_OBJECT
public:
    explicit LightboxTitle(QWidget* parent = nullptr);

    void setWords(const QString& first, const QString& second);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_first;
    QString m_second;
};

} // namespace parlor::client
