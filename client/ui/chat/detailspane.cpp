#include "client/ui/chat/detailspane.h"

#include "client/ui/chat/detailscontent.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/label.h"

#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace parlor::client {

DetailsPane::DetailsPane(QWidget* parent)
    : QWidget(parent), m_content(new Content(this)), m_scroll(new QScrollArea(this)) {
    setFixedWidth(tokens::details::width);
    auto* header = new QHBoxLayout;
    header->setContentsMargins(tokens::details::padX, 0, 12, 1);
    auto* shut = new IconButton(u"x"_qs);
    setHint(shut, tr("Close details"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    connect(shut, &QAbstractButton::clicked, this, &DetailsPane::closeAsked);
    header->addWidget(new Label(tr("Details"), TextSize::Title, Colour::Text), 1);
    header->addWidget(shut);
    auto* bar = new QWidget;
    bar->setFixedHeight(tokens::details::header);
    bar->setLayout(header);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_scroll, 1);
}

void DetailsPane::setDetails(const Details& details) {
    m_content->setDetails(details);
}

void DetailsPane::setPictures(PictureSource* pictures) {
    m_content->setPictures(pictures);
}

void DetailsPane::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    drawVerticalHairline(painter, 0, 0, height(), theme().colour(Colour::Divider));
    drawHairline(painter, 0, tokens::details::header - 1, width(), theme().colour(Colour::Divider));
}

} // namespace parlor::client
