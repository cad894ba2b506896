#include "client/ui/start/startpage.h"

#include "client/ui/start/serverrow.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/textfield.h"
#include "shared/core/task.h"

#include <QPainter>
#include <QSvgRenderer>
#include <QVBoxLayout>

namespace parlor::client {

namespace t = tokens::signIn;

namespace {

constexpr int lookUpAfterMs = 400;
constexpr int pictureLogo = 128;

void drawLogo(QPainter& painter, const QRectF& square) {
    QSvgRenderer(u":/app/app-icon.svg"_qs).render(&painter, square);
}

class Logo final : public QWidget {
public:
    Logo() { setFixedSize(t::logo, t::logo); }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        drawLogo(painter, rect());
    }
};

} // namespace

StartPage::StartPage(Actions& actions, Executor& executor, QWidget* parent)
    : QWidget(parent),
      m_actions(actions),
      m_executor(executor),
      m_form(new QWidget(this)),
      m_title(new Label(tr("Welcome to Parlor"), TextSize::Display, Colour::Text)),
      m_help(new Label(tr("Sign in to your own server, or paste an invite link."), TextSize::Body,
                       Colour::TextMuted)),
      m_note(new Label(tr("No account? Ask the person who runs the server for an invite."), TextSize::Caption,
                       Colour::TextMuted)),
      m_address(new TextField(tr("Server or invite link"))),
      m_setup(new TextField(tr("Setup code"))),
      m_display(new TextField(tr("Your name, as others see it"))),
      m_name(new TextField(tr("Name"))),
      m_password(new TextField(tr("Password"))),
      m_row(new ServerRow),
      m_submit(new Button(tr("Sign in"), Button::Kind::Filled)) {
    m_lookUp.setSingleShot(true);
    m_lookUp.setInterval(lookUpAfterMs);
    m_password->setSecret();
    m_submit->setSize(Button::Size::Large);
    m_submit->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_note->setAlignment(Qt::AlignHCenter);
    m_address->edit()->setPlaceholderText(u"parlor.example.org"_qs);
    auto* column = new QVBoxLayout(m_form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(new Logo);
    column->addSpacing(28);
    column->addWidget(m_title);
    column->addSpacing(5);
    column->addWidget(m_help);
    column->addSpacing(28);
    column->addWidget(m_address);
    column->addSpacing(8);
    column->addWidget(m_row);
    for (TextField* field : {m_setup, m_display, m_name, m_password}) {
        auto* box = new QWidget;
        auto* inner = new QVBoxLayout(box);
        inner->setContentsMargins(0,
                                  field == m_setup || field == m_display ? 16
                                  : field == m_name                      ? 20
                                                                         : 16,
                                  0, 0);
        inner->addWidget(field);
        column->addWidget(box);
    }
    column->addSpacing(24);
    column->addWidget(m_submit);
    column->addSpacing(20);
    column->addWidget(m_note);
    column->addStretch(1);
    m_form->setFixedWidth(t::form);

    connect(&m_lookUp, &QTimer::timeout, this, &StartPage::lookUp);
    connect(m_address->edit(), &QLineEdit::textChanged, this, [this] {
        ++m_lookUps;
        m_known = false;
        m_code.clear();
        m_needsSetup = false;
        m_address->setError({});
        m_address->setTrailing(TextField::Trailing::None);
        m_row->clear();
        refresh();
        m_lookUp.start();
    });
    connect(m_row, &ServerRow::trusted, this, [this](const QByteArray& pin) {
        m_server.pin = pin;
        lookUp();
    });
    for (TextField* field : {m_setup, m_display, m_name, m_password}) {
        connect(field, &TextField::textEdited, this, [this, field] {
            field->setError({});
            refresh();
        });
        connect(field, &TextField::submitted, this, &StartPage::submit);
    }
    connect(m_address, &TextField::submitted, this, [this] { m_name->edit()->setFocus(); });
    connect(m_submit, &QAbstractButton::clicked, this, &StartPage::submit);
    refresh();
}

void StartPage::setAddress(const QString& text) {
    m_address->setText(text);
}

void StartPage::focusFirst() {
    (m_address->text().isEmpty() ? m_address : m_name)->edit()->setFocus();
}

void StartPage::lookUp() {
    const QString text = m_address->text().trimmed();
    if (text.isEmpty())
        return;
    if (text.startsWith(u"parlor:", Qt::CaseInsensitive)) {
        const auto link = parseInviteLink(text);
        if (!link) {
            m_address->setError(tr("This invite link is not whole."));
            return;
        }
        m_server = link->server;
        m_code = link->code;
    } else {
        const auto address = parseServerAddress(text);
        if (!address) {
            m_address->setError(address.error().code == ErrorCode::PlainHttpPassword
                                    ? textFor(address.error().code)
                                    : tr("This is no address of a server."));
            return;
        }
        const QByteArray pin = address->url == m_server.url ? m_server.pin : QByteArray();
        m_server = *address;
        m_server.pin = pin;
    }
    m_address->setTrailing(TextField::Trailing::Checking);
    const int asked = ++m_lookUps;
    whenDone(m_actions.lookUpServer(m_server), &m_executor, this,
             [this, asked](const Result<ServerInfo>& info) {
                 if (asked != m_lookUps)
                     return;
                 m_address->setTrailing(info && info->unknownPin.isEmpty() ? TextField::Trailing::Good
                                                                           : TextField::Trailing::None);
                 if (info)
                     found(*info);
                 else
                     m_address->setError(info.error().code == ErrorCode::NetworkFailed
                                             ? tr("No server answers at this address.")
                                             : textFor(info.error().code));
                 refresh();
             });
    refresh();
}

void StartPage::found(const ServerInfo& info) {
    m_row->show(info, m_server);
    m_needsSetup = info.setup;
    m_known = info.unknownPin.isEmpty();
}

void StartPage::refresh() {
    m_setup->parentWidget()->setVisible(m_needsSetup && m_code.isEmpty());
    m_display->parentWidget()->setVisible(creates());
    m_submit->setText(creates() ? tr("Create account") : tr("Sign in"));
    m_submit->setAccessibleName(m_submit->text());
    m_help->setText(m_needsSetup        ? tr("This server is new. Its setup code makes you its owner.")
                    : !m_code.isEmpty() ? tr("You are invited. Choose a name and a password.")
                                        : tr("Sign in to your own server, or paste an invite link."));
    const bool code = !m_needsSetup || !m_code.isEmpty() || !m_setup->text().trimmed().isEmpty();
    m_submit->setEnabled(!m_busy && m_known && code && !m_name->text().trimmed().isEmpty()
                         && !m_password->text().isEmpty());
}

void StartPage::setBusy(bool busy) {
    m_busy = busy;
    for (TextField* field : {m_address, m_setup, m_display, m_name, m_password})
        field->setEnabled(!busy);
    refresh();
}

void StartPage::submit() {
    if (!m_submit->isEnabled())
        return;
    setBusy(true);
    const auto done = [this](const Status& status) {
        setBusy(false);
        if (status) {
            m_password->setText({});
            Q_EMIT signedIn();
        } else {
            failed(status.error());
        }
    };
    const QString name = m_name->text().trimmed();
    if (creates())
        whenDone(m_actions.redeemInvite({m_server, m_code.isEmpty() ? m_setup->text().trimmed() : m_code,
                                         name, m_password->text(), m_display->text().trimmed()}),
                 &m_executor, this, done);
    else
        whenDone(m_actions.signIn({m_server, name, m_password->text()}), &m_executor, this, done);
}

void StartPage::failed(const Error& error) {
    // Each failure is told at the field that mends it.
    switch (error.code) {
    case ErrorCode::BadName:
    case ErrorCode::NameTaken:
        m_name->setError(textFor(error.code));
        m_name->edit()->setFocus();
        break;
    case ErrorCode::NotFound:
    case ErrorCode::Gone:
        (m_needsSetup && m_code.isEmpty() ? m_setup : m_address)
            ->setError(tr("This code is not valid any more."));
        break;
    case ErrorCode::NetworkFailed:
    case ErrorCode::TlsFailed:
        m_address->setError(textFor(error.code));
        break;
    default:
        m_password->setError(textFor(error.code));
        m_password->edit()->setFocus();
        m_password->edit()->selectAll();
    }
}

void StartPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool picture = width() >= t::pictureHiddenBelow;
    const int room = picture ? static_cast<int>(width() * (1 - t::pictureShare)) : width();
    m_form->setGeometry((room - t::form) / 2, 0, t::form, height());
}

void StartPage::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    if (width() < t::pictureHiddenBelow)
        return;
    const int left = static_cast<int>(width() * (1 - t::pictureShare));
    painter.fillRect(QRect(left, 0, width() - left, height()), theme().colour(Colour::Sunken));
    drawLogo(painter, QRectF(left + (width() - left - pictureLogo) / 2.0, (height() - pictureLogo) / 2.0,
                             pictureLogo, pictureLogo));
}

} // namespace parlor::client
