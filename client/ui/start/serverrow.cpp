#include "client/ui/start/serverrow.h"

#include "client/ui/style/paint.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/face.h"

#include <QPainter>

namespace parlor::client {

namespace {

/// "3f a1 09 …": the first eight bytes are enough to compare by eye.
QString fingerprint(const QByteArray& pin) {
    return QString::fromLatin1(pin.left(8).toHex(' '));
}

} // namespace

ServerRow::ServerRow(QWidget* parent)
    : QWidget(parent), m_trust(new Button(tr("Trust it"), Button::Kind::Text, this)) {
    setFixedHeight(44);
    m_trust->setSize(Button::Size::Small);
    m_trust->adjustSize();
    m_trust->hide();
    connect(m_trust, &QAbstractButton::clicked, this, [this] { Q_EMIT trusted(m_pin); });
}

void ServerRow::clear() {
    m_name.clear();
    m_words.clear();
    m_trust->hide();
    setAccessibleName({});
    update();
}

void ServerRow::show(const ServerInfo& info, const ServerAddress& address) {
    m_name = info.name.isEmpty() ? address.url.host() : info.name;
    m_pin = info.unknownPin;
    if (!m_pin.isEmpty())
        m_words = tr("Its own certificate: %1").arg(fingerprint(m_pin));
    else if (address.url.scheme() == u"http")
        m_words = tr("On this machine");
    else if (!address.pin.isEmpty())
        m_words = tr("Encrypted, known by its certificate");
    else
        m_words = tr("Encrypted connection");
    m_trust->setVisible(!m_pin.isEmpty());
    m_trust->setAccessibleName(tr("Trust the certificate %1").arg(fingerprint(m_pin)));
    setAccessibleName(m_name + u", "_qs + m_words);
    update();
}

void ServerRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_trust->move(width() - m_trust->width() - 8, (height() - m_trust->height()) / 2);
}

void ServerRow::paintEvent(QPaintEvent* /*event*/) {
    if (m_name.isEmpty())
        return;
    QPainter painter(this);
    drawShape(painter, rect(), Corners::all(tokens::radius::control), theme().colour(Colour::Sunken));
    drawFace(painter, QRectF(10, 8, 28, 28), faceOfServer(m_name), theme().colour(Colour::Sunken));
    const double x = 48;
    const double right = m_trust->isHidden() ? width() - 10 : m_trust->x() - 8;
    drawLine(painter, QRectF(x, 5, right - x, 18), m_name, theme().font(TextSize::Small, 600),
             theme().colour(Colour::Text));
    drawLine(painter, QRectF(x, 22, right - x, 16), m_words, theme().font(TextSize::Caption),
             theme().colour(m_pin.isEmpty() ? Colour::TextMuted : Colour::WarningText));
}

} // namespace parlor::client
