#include "client/ui/transfers/transferspanel.h"

#include "client/ui/transfers/transferdelegate.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/label.h"

#include <QKeyEvent>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace parlor::client {

namespace t = tokens::transfers;

namespace {

/// It goes on by itself, and can be held.
bool isRunning(const Transfer& transfer) {
    switch (transfer.state) {
    case TransferState::Hashing:
    case TransferState::Queued:
    case TransferState::Uploading:
    case TransferState::Waiting:
        return true;
    case TransferState::Processing:
    case TransferState::Paused:
    case TransferState::Done:
    case TransferState::Failed:
        break;
    }
    return false;
}

} // namespace

TransfersPanel::TransfersPanel(TransferModel* model, PictureSource* pictures, QWidget* window)
    : FloatingPanel(tokens::radius::bubble, ShadowKind::Popup, window),
      m_model(model),
      m_list(new QListView),
      m_body(new QWidget(this)),
      m_pauseAll(new Button(tr("Pause all"), Button::Kind::Text)) {
    hide();
    setAccessibleName(tr("Transfers"));
    setFocusPolicy(Qt::StrongFocus);
    auto* shut = new IconButton(u"x"_qs);
    setHint(shut, tr("Close"), QKeySequence(Qt::Key_Escape));
    m_pauseAll->setSize(Button::Size::Small);
    m_pauseAll->setIconName(u"pause"_qs);
    m_pauseAll->setIconFilled(true);
    auto* header = new QHBoxLayout;
    header->setContentsMargins(t::row::padLeft, 0, t::row::padRight, 0);
    header->addWidget(new Label(tr("Transfers"), TextSize::Title, Colour::Text), 1);
    header->addWidget(m_pauseAll);
    header->addWidget(shut);
    auto* bar = new QWidget;
    bar->setFixedHeight(t::header);
    bar->setLayout(header);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(model);
    m_list->setItemDelegate(new TransferDelegate(pictures, this));
    m_list->setMouseTracking(true);
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->viewport()->installEventFilter(this);
    m_list->setAccessibleName(tr("Transfers"));
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_list, 1);
    connect(shut, &QAbstractButton::clicked, this, [this] { setShown(false); });
    connect(m_pauseAll, &QAbstractButton::clicked, this, &TransfersPanel::pauseOrResumeAll);
    connect(model, &QAbstractItemModel::dataChanged, this, &TransfersPanel::place);
    connect(model, &QAbstractItemModel::rowsInserted, this, &TransfersPanel::place);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &TransfersPanel::place);
    connect(pictures, &PictureSource::localArrived, m_list->viewport(), qOverload<>(&QWidget::update));
    window->installEventFilter(this);
}

void TransfersPanel::setShown(bool shown) {
    if (shown == isVisible())
        return;
    place();
    setVisible(shown);
    if (shown) {
        raise();
        setFocus();
    }
    Q_EMIT shownChanged(shown);
}

void TransfersPanel::place() {
    const QWidget* window = parentWidget();
    int content = 8;
    for (int row = 0; row < m_model->rowCount(); ++row)
        content += m_list->itemDelegate()->sizeHint({}, m_model->index(row)).height();
    if (m_model->rowCount() == 0)
        content = 64;
    const int height = std::min(t::header + content, window->height() * 7 / 10);
    const int width = std::min<int>(t::width, window->width() - tokens::rail::width - 2 * t::left);
    setPanel(QRect(tokens::rail::width + t::left, window->height() - t::bottom - height, width, height));
    m_body->setGeometry(panel().adjusted(1, 1, -1, -1));
    refreshPause();
}

bool TransfersPanel::isAnyPaused() const {
    return std::ranges::any_of(m_model->rows(), [](const TransferRow& row) {
        return !row.header && row.transfer.state == TransferState::Paused;
    });
}

bool TransfersPanel::isAnyRunning() const {
    return std::ranges::any_of(m_model->rows(),
                               [](const TransferRow& row) { return !row.header && isRunning(row.transfer); });
}

void TransfersPanel::refreshPause() {
    const bool running = isAnyRunning();
    m_pauseAll->setText(running ? tr("Pause all") : tr("Resume all"));
    m_pauseAll->setIconName(running ? u"pause"_qs : u"play"_qs);
    m_pauseAll->setVisible(running || isAnyPaused());
}

void TransfersPanel::pauseOrResumeAll() {
    QList<TransferId> concerned;
    const bool running = isAnyRunning();
    for (const TransferRow& row : m_model->rows())
        if (!row.header && (running ? isRunning(row.transfer) : row.transfer.state == TransferState::Paused))
            concerned << row.transfer.id;
    for (const TransferId id : std::as_const(concerned))
        if (running)
            Q_EMIT pauseAsked(id);
        else
            Q_EMIT resumeAsked(id);
}

void TransfersPanel::clearFinished() {
    QList<TransferId> finished;
    for (const TransferRow& row : m_model->rows())
        if (!row.header && row.transfer.state == TransferState::Done)
            finished << row.transfer.id;
    for (const TransferId id : std::as_const(finished))
        Q_EMIT cancelAsked(id);
}

void TransfersPanel::paintEvent(QPaintEvent* event) {
    FloatingPanel::paintEvent(event);
    QPainter painter(this);
    const QRectF box = panel();
    drawHairline(painter, box.left(), box.top() + t::header, box.width(), theme().colour(Colour::Divider));
    if (m_model->rowCount() == 0)
        drawLine(painter, QRectF(box.left(), box.top() + t::header, box.width(), 64),
                 tr("Nothing is on its way."), theme().font(TextSize::Small),
                 theme().colour(Colour::TextMuted), Qt::AlignHCenter);
}

void TransfersPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        setShown(false);
    else
        FloatingPanel::keyPressEvent(event);
}

bool TransfersPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched == m_list->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const QPoint at = static_cast<QMouseEvent*>(event)->pos();
        const QModelIndex index = m_list->indexAt(at);
        if (index.isValid()) {
            const TransferRow row = m_model->at(index.row());
            switch (TransferDelegate::partAt(m_list->visualRect(index), row, at)) {
            case TransferDelegate::Part::Cancel:
                Q_EMIT cancelAsked(row.transfer.id);
                break;
            case TransferDelegate::Part::TryAgain:
                Q_EMIT resumeAsked(row.transfer.id);
                break;
            case TransferDelegate::Part::First:
                if (row.transfer.state == TransferState::Paused)
                    Q_EMIT resumeAsked(row.transfer.id);
                else
                    Q_EMIT pauseAsked(row.transfer.id);
                break;
            case TransferDelegate::Part::Show:
                setShown(false);
                Q_EMIT showAsked(row.transfer.channel);
                break;
            case TransferDelegate::Part::Clear:
                clearFinished();
                break;
            case TransferDelegate::Part::None:
                break;
            }
        }
    }
    return FloatingPanel::eventFilter(watched, event);
}

} // namespace parlor::client
