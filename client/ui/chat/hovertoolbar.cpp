#include "client/ui/chat/hovertoolbar.h"

#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"

#include <QMouseEvent>

namespace parlor::client {

namespace t = tokens::hoverToolbar;

HoverToolbar::HoverToolbar(QWidget* viewport) : FloatingPanel(t::radius, ShadowKind::Popup, viewport) {
    hide();
    setMouseTracking(true);
    int x = shadowMargins().left() + t::padding;
    const auto add = [&](const QString& icon, const QString& words, const QKeySequence& keys, auto signal) {
        auto* button = new IconButton(icon, this);
        button->setSizes(t::button, t::icon);
        button->setFocusPolicy(Qt::NoFocus);
        button->move(x, shadowMargins().top() + t::padding);
        setHint(button, words, keys);
        connect(button, &QAbstractButton::clicked, this, signal);
        x += t::button;
    };
    add(u"smile-plus"_qs, tr("React"), {}, &HoverToolbar::react);
    add(u"reply"_qs, tr("Reply"), QKeySequence(Qt::Key_R), &HoverToolbar::reply);
    add(u"copy"_qs, tr("Copy text"), QKeySequence::Copy, &HoverToolbar::copy);
    add(u"ellipsis"_qs, tr("More"), {}, &HoverToolbar::more);
}

void HoverToolbar::mouseMoveEvent(QMouseEvent* event) {
    // The shadow reaches over other rows: there the pointer is on the timeline.
    event->setAccepted(panel().contains(event->pos()));
}

QSize HoverToolbar::panelSize() {
    return {4 * t::button + 2 * t::padding, t::height};
}

} // namespace parlor::client
