#pragma once

#include <QWidget>

namespace parlor::client {

/// When it was taken or sent, and which of how many it is, on a pill that makes the words readable over any
/// photo. Spans the stage.
class LightboxTitle final : public QWidget {
    Q_OBJECT
public:
    explicit LightboxTitle(QWidget* parent = nullptr);

    /// Pixels from the stage's top: the bar's, or more where the words are zoomed.
    static int heightOver(int bar);

    void setWords(const QString& first, const QString& second);
    /// The pill stands in [left, right) of the bar.
    void setRoom(int left, int right);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_first;
    QString m_second;
    int m_left = 0;
    int m_right = 0;
};

} // namespace parlor::client
