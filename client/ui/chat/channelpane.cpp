#include "client/ui/chat/channelpane.h"

#include "client/ui/chat/channeldelegate.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/searchfield.h"

#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

namespace parlor::client {

namespace lp = tokens::listPane;

ChannelPane::ChannelPane(QWidget* parent)
    : QWidget(parent), m_delegate(new ChannelDelegate(this)), m_list(new QListView(this)) {
    auto* header = new QHBoxLayout;
    header->setContentsMargins(lp::headerPadLeft, 0, lp::search::marginX, 0);
    auto* make = new IconButton(u"square-pen"_qs);
    setHint(make, tr("New chat"), QKeySequence(Qt::CTRL | Qt::Key_N));
    connect(make, &QAbstractButton::clicked, this, &ChannelPane::newAsked);
    header->addWidget(new Label(tr("Chats"), TextSize::Heading, Colour::Text, 600), 1);
    header->addWidget(make);
    auto* bar = new QWidget;
    bar->setFixedHeight(lp::header);
    bar->setLayout(header);

    auto* search = new SearchField(tr("Search"));
    search->setKeyHint(keysOf(QKeySequence(Qt::CTRL | Qt::Key_K)));
    search->setButtonLike();
    connect(search, &SearchField::opened, this, &ChannelPane::searchAsked);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(lp::search::marginX, 0, lp::search::marginX, lp::search::marginBottom);
    searchRow->addWidget(search);

    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(m_delegate);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Chats"));
    m_list->viewport()->setAutoFillBackground(false);
    connect(m_list, &QAbstractItemView::clicked, this, &ChannelPane::follow);
    connect(m_list, &QAbstractItemView::activated, this, &ChannelPane::follow);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = m_list->indexAt(at);
        if (index.isValid() && m_model->at(index.row()).kind == ChannelRow::Kind::Chat)
            Q_EMIT menuAsked(m_model->at(index.row()).channel, m_list->viewport()->mapToGlobal(at));
    });

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 1, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addLayout(searchRow);
    column->addWidget(m_list, 1);
}

void ChannelPane::setModel(ChannelListModel* model) {
    m_model = model;
    m_list->setModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] { setCurrent(m_current); });
    connect(model, &QAbstractItemModel::rowsMoved, this, [this] { setCurrent(m_current); });
}

void ChannelPane::setPictures(PictureSource* pictures) {
    m_delegate->setPictures(pictures);
    connect(pictures, &PictureSource::arrived, m_list->viewport(), qOverload<>(&QWidget::update));
    connect(pictures, &PictureSource::refined, m_list->viewport(), qOverload<>(&QWidget::update));
}

void ChannelPane::setCurrent(ChannelId channel) {
    m_current = channel;
    const int row = m_model != nullptr ? m_model->rowOf(channel) : -1;
    if (row < 0) {
        m_list->selectionModel()->clear();
        return;
    }
    m_list->setCurrentIndex(m_model->index(row));
}

void ChannelPane::setCompact(bool compact) {
    m_delegate->setCompact(compact);
    m_list->doItemsLayout();
}

void ChannelPane::setAlone(bool alone) {
    m_alone = alone;
    layout()->setContentsMargins(0, 0, alone ? 0 : 1, 0);
    update();
}

void ChannelPane::setNow(qint64 ms) {
    m_delegate->setNow(ms);
}

void ChannelPane::follow(const QModelIndex& index) {
    const ChannelRow& row = m_model->at(index.row());
    if (row.kind == ChannelRow::Kind::Section) {
        Q_EMIT sectionToggled(row.key);
        setCurrent(m_current);
    } else if (row.kind == ChannelRow::Kind::Chat && row.channel != m_current) {
        m_current = row.channel;
        Q_EMIT opened(row.channel);
    } else if (row.kind == ChannelRow::Kind::Chat) {
        Q_EMIT opened(row.channel);
    }
}

void ChannelPane::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Sunken));
    if (!m_alone)
        drawVerticalHairline(painter, width() - 1, 0, height(), theme().colour(Colour::Divider));
}

} // namespace parlor::client
