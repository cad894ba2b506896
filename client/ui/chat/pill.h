#pragma once

#include "client/ui/widgets/floatingpanel.h"

namespace parlor::client {

/// The floating date (words only) and the jump pill (arrow and words, pressable).
class Pill final : public FloatingPanel {
    Q_OBJECT
public:
    enum class Kind { Date, Jump };

    Pill(Kind kind, QWidget* parent);

    void setWords(const QString& words);
    [[nodiscard]] QSize panelSize() const;
    void appear(bool shown);

Q_SIGNALS:
    void pressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    Kind m_kind;
    QString m_words;
};

} // namespace parlor::client
