#include "client/ui/chat/sendsheet.h"

#include "client/core/photos/smallercopy.h"
#include "client/ui/chat/emojipicker.h"
#include "client/ui/chat/mosaic.h"
#include "client/ui/gallery/gallerywords.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/segment.h"
#include "client/ui/widgets/textfield.h"

#include <QFileInfo>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace parlor::client {

namespace {
constexpr int plate = 28;
constexpr int smaller = 0, original = 1; ///< of the choice
} // namespace

/// The mosaic; tiles are dragged onto one another to change the order, and removed by the cross on them.
class SendSheet::Tiles final : public QWidget {
public:
    Tiles(SendSheet* sheet, PictureSource* pictures) : QWidget(sheet), m_sheet(sheet), m_pictures(pictures) {
        setMouseTracking(true);
        connect(pictures, &PictureSource::localArrived, this, [this] {
            layOut();
            m_sheet->weigh();
        });
    }

    void layOut() {
        QList<QSize> sizes;
        for (const QString& file : std::as_const(m_sheet->m_files)) {
            const QPixmap pixmap = m_pictures->localPicture(file, probe());
            if (!pixmap.isNull())
                m_sizes.insert(file, pixmap.size() * 8);
            sizes << m_sizes.value(file, QSize(400, 300));
        }
        m_mosaic = layOutMosaic(sizes, tokens::sheet::mosaicWidth, false, false);
        const double scale =
            sizes.size() == 1 ? 1 : double(tokens::sheet::mosaicWidth) / std::max(1.0, m_mosaic.size.width());
        for (MosaicTile& tile : m_mosaic.tiles)
            tile.rect = QRectF(tile.rect.topLeft() * scale, tile.rect.size() * scale);
        setFixedHeight(static_cast<int>(m_mosaic.size.height() * scale));
        m_sheet->place();
        update();
    }

    [[nodiscard]] const QHash<QString, QSize>& sizes() const { return m_sizes; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        for (qsizetype i = 0; i < m_mosaic.tiles.size(); ++i) {
            const MosaicTile& tile = m_mosaic.tiles[i];
            fillRounded(painter, tile.rect, tile.corners, theme().colour(Colour::Field));
            const QSize pixels = (tile.rect.size() * devicePixelRatioF()).toSize();
            drawRoundedPixmap(painter, tile.rect, tile.corners,
                              m_pictures->localPicture(m_sheet->m_files.at(i), pixels),
                              i == m_dragged ? 0.5 : 1);
            if (i == m_hover && m_dragged < 0) {
                drawPlate(painter, grip(tile.rect), u"grip-vertical"_qs);
                drawPlate(painter, cross(tile.rect), u"x"_qs);
            }
            if (i == m_hover && m_dragged >= 0 && m_dragged != i)
                strokeRounded(painter, tile.rect, tile.corners, theme().colour(Colour::Accent), 3);
        }
    }

    void mouseMoveEvent(QMouseEvent* event) override {
        const int hover = at(event->position());
        if (hover != m_hover) {
            m_hover = hover;
            update();
        }
    }

    void mousePressEvent(QMouseEvent* event) override {
        const int index = at(event->position());
        if (index < 0)
            return;
        if (cross(m_mosaic.tiles[index].rect).contains(event->position())) {
            m_sheet->m_files.removeAt(index);
            m_hover = -1;
            m_sheet->refresh();
            return;
        }
        m_dragged = index;
    }

    void mouseReleaseEvent(QMouseEvent* event) override {
        const int index = at(event->position());
        if (m_dragged >= 0 && index >= 0 && index != m_dragged)
            m_sheet->m_files.move(m_dragged, index);
        m_dragged = -1;
        layOut();
    }

    void leaveEvent(QEvent* /*event*/) override {
        m_hover = -1;
        update();
    }

private:
    static QSize probe() { return {512, 512}; }

    static QRectF grip(const QRectF& tile) { return {tile.left() + 8, tile.top() + 8, plate, plate}; }

    static QRectF cross(const QRectF& tile) {
        return {tile.right() - 8 - plate, tile.top() + 8, plate, plate};
    }

    static void drawPlate(QPainter& painter, const QRectF& rect, const QString& icon) {
        fillRounded(painter, rect, Corners::all(plate / 2.0), theme().colour(Colour::PhotoScrim));
        drawIcon(painter, rect.center() - QPointF(8, 8), icon, 16, theme().colour(Colour::OnPhoto));
    }

    [[nodiscard]] int at(QPointF point) const {
        for (qsizetype i = 0; i < m_mosaic.tiles.size(); ++i)
            if (m_mosaic.tiles[i].rect.contains(point))
                return static_cast<int>(i);
        return -1;
    }

    SendSheet* m_sheet;
    PictureSource* m_pictures;
    Mosaic m_mosaic;
    QHash<QString, QSize> m_sizes;
    int m_hover = -1, m_dragged = -1;
};

/// What a person may rely on, where other programs have a switch.
class SendSheet::Promise final : public QWidget {
public:
    explicit Promise(const QString& words) : m_words(words) {
        setFixedHeight(theme().lineHeight(TextSize::Body));
        setAccessibleName(words);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        drawIcon(painter, QPointF(0, (height() - tokens::icon::small) / 2.0), u"map-pin"_qs,
                 tokens::icon::small, theme().colour(Colour::TextMuted));
        drawLine(painter, QRectF(rect()).adjusted(tokens::icon::small + 8, 0, 0, 0), m_words,
                 theme().font(TextSize::Body), theme().colour(Colour::Text));
    }

private:
    QString m_words;
};

SendSheet::SendSheet(const QString& channel, const QStringList& files, PictureSource* pictures,
                     QWidget* window, int most)
    : Sheet(u" "_qs, tokens::sheet::width, tokens::sheet::top, window),
      m_most(most),
      m_channel(channel),
      m_tiles(new Tiles(this, pictures)),
      m_caption(new TextField({})),
      m_note(new Label({}, TextSize::Caption, Colour::TextMuted)),
      m_sizeRow(new QWidget),
      m_size(new Segment(tr("Size of the photos"), {tr("Smaller"), tr("Original")})),
      m_sizeWords(new Label({}, TextSize::Small, Colour::TextMuted)),
      m_send(new Button(tr("Send"), Button::Kind::Filled)) {
    m_files = files.first(std::min<qsizetype>(files.size(), m_most));
    m_caption->edit()->setPlaceholderText(tr("Add a caption"));
    m_caption->edit()->setAccessibleName(tr("Caption"));
    addEmoji();
    m_send->setIconName(u"arrow-up"_qs);
    auto* add = new Button(tr("Add more"), Button::Kind::Text);
    add->setSize(Button::Size::Small);
    add->setIconName(u"plus"_qs);
    auto* cancel = new Button(tr("Cancel"), Button::Kind::Grey);
    auto* underTiles = new QHBoxLayout;
    add->setFlush(true);
    underTiles->addWidget(add);
    underTiles->addStretch(1);
    underTiles->addWidget(m_note);
    m_note->setAlignment(Qt::AlignRight);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_send);
    body()->addWidget(m_tiles);
    body()->addSpacing(8);
    body()->addLayout(underTiles);
    body()->addSpacing(8);
    body()->addWidget(m_caption);
    body()->addSpacing(14);
    m_size->setRaised();
    auto* size = new QHBoxLayout(m_sizeRow);
    size->setContentsMargins(0, 0, 0, 14);
    size->setSpacing(12);
    size->addWidget(m_size);
    size->addWidget(m_sizeWords, 1);
    m_size->setCurrent(original);
    body()->addWidget(m_sizeRow);
    body()->addWidget(new Promise(tr("Place and camera data are removed for the others")));
    body()->addSpacing(16);
    body()->addLayout(buttons);
    connect(add, &QAbstractButton::clicked, this, &SendSheet::addAsked);
    connect(m_size, &Segment::chosen, this, &SendSheet::weigh);
    connect(cancel, &QAbstractButton::clicked, this, &Sheet::close);
    connect(m_send, &QAbstractButton::clicked, this, &SendSheet::send);
    connect(m_caption, &TextField::submitted, this, &SendSheet::send);
    refresh();
}

void SendSheet::open() {
    Sheet::open();
    m_caption->edit()->setFocus();
}

/// The caption has the emoji of the composer, in its own right end.
void SendSheet::addEmoji() {
    auto* button = new IconButton(u"smile"_qs, m_caption);
    setHint(button, tr("Emoji"));
    auto* end = new QHBoxLayout(m_caption);
    end->setContentsMargins(0, 0, 4, 0);
    end->addStretch(1);
    end->addWidget(button);
    m_caption->edit()->setTextMargins(0, 0, button->sizeHint().width(), 0);
    auto* picker = new EmojiPicker(this);
    connect(button, &QAbstractButton::clicked, this, [this, picker] {
        picker->openAt(m_caption->mapToGlobal(QPoint(m_caption->width() - EmojiPicker::panelWidth / 2, 0)));
    });
    connect(picker, &EmojiPicker::chosen, m_caption, [this](const QString& emoji) {
        m_caption->edit()->insert(emoji);
        m_caption->edit()->setFocus();
    });
}

void SendSheet::addFiles(const QStringList& files) {
    for (const QString& file : files)
        if (m_files.size() < m_most && !m_files.contains(file))
            m_files << file;
    refresh();
}

void SendSheet::refresh() {
    if (m_files.isEmpty()) {
        close();
        return;
    }
    const auto count = static_cast<int>(m_files.size());
    setTitle(count == 1 ? tr("Send a photo to %1").arg(m_channel)
                        : tr("Send %1 photos to %2").arg(count).arg(m_channel));
    const QString full =
        m_most == 10 ? tr("Ten photos make one message") : tr("%1 photos make one message").arg(m_most);
    m_note->setText(count == m_most ? full : count > 1 ? tr("Drag to change the order") : QString());
    m_tiles->layOut();
    weigh();
}

/// What each choice comes to, in words; no choice where it makes no difference.
void SendSheet::weigh() {
    static const QStringList shrinkable{QStringLiteral("jpg"), QStringLiteral("jpeg"), QStringLiteral("png"),
                                        QStringLiteral("webp")};
    std::int64_t whole = 0, less = 0;
    for (const QString& file : std::as_const(m_files)) {
        const std::int64_t bytes = QFileInfo(file).size();
        const QSize shape = m_tiles->sizes().value(file, QSize(3, 2));
        whole += bytes;
        const bool shrinks = shrinkable.contains(QFileInfo(file).suffix().toLower());
        const double ratio = double(shape.width()) / std::max(1, shape.height());
        less += shrinks ? std::min(bytes, smallerBytes(ratio)) : bytes;
    }
    constexpr double worthAsking = 0.8;
    const bool asks = double(less) < worthAsking * double(whole);
    if (!asks)
        m_size->setCurrent(original);
    m_sizeRow->setVisible(asks);
    m_sizeWords->setText(
        m_size->current() == smaller
            ? tr("%1 px, about %2 instead of %3").arg(smallerSide).arg(sizeWords(less), sizeWords(whole))
            : tr("%1, full size").arg(sizeWords(whole)));
    place();
}

void SendSheet::send() {
    const QStringList files = m_files;
    const QString caption = m_caption->text().trimmed();
    const QHash<QString, QSize> sizes = m_tiles->sizes();
    const bool less = m_size->current() == smaller;
    if (less)
        setEnabled(false); // until the copies are there: what is to be seen is not sent yet
    else
        close();
    Q_EMIT sendAsked(files, caption, sizes, less);
}

} // namespace parlor::client
