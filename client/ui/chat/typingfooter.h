#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

namespace parlor::client {

/// The 28 px under the composer that are always there: who types, or what waits to be sent, and a key hint.
class TypingFooter final : public QWidget {
    Q_OBJECT
public:
    explicit TypingFooter(QWidget* parent = nullptr);

    /// "Bo is typing…"; empty for nobody.
    void setTyping(const QString& words);
    /// "2 messages go out when the server is back"; goes before typing.
    void setQueued(const QString& words);
    void setHintWords(const QString& words);
    void setNarrow(bool narrow);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_typing, m_queued, m_hint;
    bool m_narrow = false;
    QTimer m_tick;
    QElapsedTimer m_clock;
};

} // namespace parlor::client
