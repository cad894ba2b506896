#pragma once

#include "client/ui/style/theme.h"

#include <QList>
#include <QPointF>
#include <QSizeF>
#include <QString>
#include <QStringList>
#include <QTextLayout>
#include <QUrl>

class QPainter;

namespace parlor::client {

/// The words of one bubble, laid out in steps of the line height. Links are http, https and mailto only.
class MessageText {
public:
    struct Link {
        qsizetype start, length;
        QUrl url;
    };

    MessageText(const QString& text, const QStringList& mentions, bool edited, const Theme& theme);

    /// Breaks the lines at `width`; size() is known afterwards.
    void layOut(double width);

    [[nodiscard]] QSizeF size() const { return m_size; }

    [[nodiscard]] double step() const { return m_step; }

    [[nodiscard]] const QString& text() const { return m_text; }

    [[nodiscard]] const QList<Link>& links() const { return m_links; }

    /// The place in the text nearest to `point`, which counts from the top left.
    [[nodiscard]] qsizetype positionAt(QPointF point) const;
    [[nodiscard]] QUrl linkAt(QPointF point) const;
    /// The word around a place: start and end.
    [[nodiscard]] std::pair<qsizetype, qsizetype> wordAt(qsizetype position) const;

    /// Draws with its top left at `at`, characters from `selectionStart` to `selectionEnd` on the selection's
    /// ground.
    void draw(QPainter& painter, QPointF at, qsizetype selectionStart, qsizetype selectionEnd) const;

private:
    [[nodiscard]] int lineAt(double y) const;

    QString m_text; ///< without the "edited" mark
    QList<Link> m_links;
    QList<std::pair<qsizetype, qsizetype>> m_mentions;
    QTextLayout m_layout;
    double m_step;
    QSizeF m_size;
    Theme m_theme;
};

} // namespace parlor::client
