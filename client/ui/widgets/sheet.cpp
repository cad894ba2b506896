#include "client/ui/widgets/sheet.h"

#include "client/ui/style/paint.h"
#include "client/ui/widgets/floatingpanel.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/label.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace parlor::client {

Sheet::Sheet(const QString& title, int width, int top, QWidget* window)
    : QWidget(window),
      m_panel(new FloatingPanel(tokens::sheet::radius, ShadowKind::Popup, this)),
      m_column(new QVBoxLayout),
      m_body(new QVBoxLayout),
      m_width(width),
      m_top(top),
      m_scrim(this, tokens::motion::sheet) {
    setFocusPolicy(Qt::StrongFocus);
    hide();
    auto* outer = new QVBoxLayout(m_panel);
    outer->setContentsMargins(m_panel->shadowMargins());
    outer->setSpacing(0);
    outer->addLayout(m_column);
    m_column->setSpacing(0);
    m_body->setSpacing(0);
    if (!title.isEmpty()) {
        auto* header = new QHBoxLayout;
        m_title = new Label(title, TextSize::Title, Colour::Text, 600);
        auto* shut = new IconButton(u"x"_qs);
        setHint(shut, tr("Close"), QKeySequence(Qt::Key_Escape));
        connect(shut, &QAbstractButton::clicked, this, &Sheet::close);
        header->setContentsMargins(tokens::sheet::padX, 0, 12, 0);
        header->addWidget(m_title, 1);
        header->addWidget(shut);
        auto* bar = new QWidget;
        bar->setFixedHeight(tokens::sheet::header);
        bar->setLayout(header);
        m_column->addWidget(bar);
    }
    m_column->addLayout(m_body);
    setPadding(tokens::sheet::padX, tokens::sheet::padX);
    window->installEventFilter(this);
}

void Sheet::setTitle(const QString& title) {
    if (m_title != nullptr)
        m_title->setText(title);
    setAccessibleName(title);
}

void Sheet::setPadding(int horizontal, int bottom) {
    m_body->setContentsMargins(horizontal, 0, horizontal, bottom);
}

void Sheet::open() {
    m_focusBefore = QApplication::focusWidget();
    setGeometry(parentWidget()->rect());
    place();
    show();
    raise();
    m_scrim.to(true);
    setFocus();
    focusNextPrevChild(true);
}

void Sheet::close() {
    if (m_closing)
        return;
    m_closing = true;
    parentWidget()->removeEventFilter(this);
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus();
    Q_EMIT closed();
    deleteLater();
}

void Sheet::place() {
    m_panel->layout()->activate();
    const QMargins shadow = m_panel->shadowMargins();
    const int wide = std::min(m_width, width() - 24);
    const int hint = m_panel->hasHeightForWidth()
                         ? m_panel->heightForWidth(wide + shadow.left() + shadow.right())
                         : m_panel->sizeHint().height();
    const int high = std::min(hint - shadow.top() - shadow.bottom(), height() - 24);
    const int top = std::clamp(m_top, 12, std::max(12, height() - high - 12));
    m_panel->setPanel(QRect((width() - wide) / 2, top, wide, high));
}

void Sheet::paintEvent(QPaintEvent* /*event*/) {
    QPainter(this).fillRect(rect(), withAlpha(theme().colour(Colour::Scrim), m_scrim.now()));
}

void Sheet::mousePressEvent(QMouseEvent* event) {
    if (!m_panel->panel().translated(m_panel->pos()).contains(event->pos()))
        close();
}

void Sheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        close();
    // Nothing falls through to the window below.
    event->accept();
}

bool Sheet::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
        place();
    }
    return QWidget::eventFilter(watched, event);
}

bool Sheet::focusNextPrevChild(bool next) {
    QWidget* from = QApplication::focusWidget();
    if (from == nullptr || (from != this && !isAncestorOf(from)))
        from = this;
    QWidget* at = from;
    do {
        at = next ? at->nextInFocusChain() : at->previousInFocusChain();
        if (at != this && isAncestorOf(at) && at->isVisibleTo(this) && at->isEnabled()
            && (at->focusPolicy() & Qt::TabFocus) && at->focusProxy() == nullptr) {
            at->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    } while (at != from);
    return true;
}

} // namespace parlor::client
