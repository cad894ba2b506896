#include "client/ui/widgets/searchfield.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

namespace parlor::client {

namespace search = tokens::listPane::search;

SearchField::SearchField(const QString& placeholder, QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)) {
    setFixedHeight(search::height);
    setAccessibleName(placeholder);
    setFocusProxy(m_edit);
    m_edit->setFrame(false);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setAccessibleName(placeholder);
    QPalette clear = m_edit->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(clear);
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, &SearchField::textChanged);
}

void SearchField::setKeyHint(const QString& keys) {
    m_keys = keys;
    update();
}

void SearchField::setButtonLike() {
    m_buttonLike = true;
    m_edit->hide();
    setFocusProxy(nullptr);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

QSize SearchField::sizeHint() const {
    return {200, search::height};
}

void SearchField::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    drawShape(painter, rect(), Corners::all(search::radius), theme().colour(Colour::Field));
    const QColor muted = theme().colour(Colour::TextMuted);
    drawIcon(painter, QPointF(10, (height() - search::icon) / 2.0), u"search"_qs, search::icon, muted);
    if (m_buttonLike)
        drawLine(painter, QRectF(34, 0, width() - 80, height()), m_edit->placeholderText(),
                 theme().font(TextSize::Small), muted);
    if (!m_keys.isEmpty() && m_edit->text().isEmpty())
        drawKeyCap(painter, width() - 8, height() / 2.0, m_keys);
    if (m_edit->hasFocus() || FocusVisible::on(this))
        drawFocusRing(painter, rect(), search::radius, false);
}

void SearchField::resizeEvent(QResizeEvent* event) {
    m_edit->setFont(theme().font(TextSize::Small));
    m_edit->setGeometry(32, 2, width() - 44, height() - 4);
    QWidget::resizeEvent(event);
}

void SearchField::mousePressEvent(QMouseEvent* /*event*/) {
    if (m_buttonLike)
        Q_EMIT opened();
    else
        m_edit->setFocus();
}

void SearchField::keyPressEvent(QKeyEvent* event) {
    if (m_buttonLike && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space))
        Q_EMIT opened();
    else
        QWidget::keyPressEvent(event);
}

bool SearchField::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::eventFilter(watched, event);
}

} // namespace parlor::client
