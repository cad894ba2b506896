#include "client/ui/settings/settingspage.h"

#include "client/models/names.h"
#include "client/ui/settings/devicespage.h"
#include "client/ui/settings/notificationspage.h"
#include "client/ui/settings/settingscard.h"
#include "client/ui/settings/settingsgroup.h"
#include "client/ui/settings/settingsnav.h"
#include "client/ui/settings/themetiles.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/segment.h"
#include "client/ui/widgets/textfield.h"
#include "client/ui/widgets/toggle.h"
#include "shared/core/task.h"

#include <QPainter>
#include <QScrollArea>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace parlor::client {

namespace t = tokens::settings;

namespace {

class KeyCaps final : public QWidget {
public:
    explicit KeyCaps(const QString& keys) : m_keys(keys) {
        setFixedSize(static_cast<int>(keyCapWidth(keys)), 20);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        drawKeyCap(painter, width(), height() / 2.0, m_keys);
    }

private:
    QString m_keys;
};

} // namespace

SettingsPage::SettingsPage(State& state, Actions& actions, Executor& executor, Preferences& preferences,
                           QWidget* parent)
    : QWidget(parent),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_preferences(preferences),
      m_nav(new SettingsNav(this)),
      m_pages(new QStackedWidget(this)),
      m_title(new Label({}, TextSize::Title, Colour::Text, 600, this)) {
    setFocusProxy(m_nav);
    addPage(u"user"_qs, tr("Account"), makeAccount());
    addPage(u"palette"_qs, tr("Appearance"), makeAppearance());
    addPage(u"bell"_qs, tr("Notifications"), new NotificationsPage(m_state, m_actions, m_preferences));
    addPage(u"keyboard"_qs, tr("Keyboard"), makeKeyboard());
    auto* devices = new DevicesPage(m_actions, m_executor);
    connect(devices, &DevicesPage::told, this, &SettingsPage::told);
    addPage(u"monitor"_qs, tr("Devices"), devices);
    addPage(u"info"_qs, tr("About"), makeAbout());
    connect(m_nav, &SettingsNav::signOutAsked, this, &SettingsPage::signOutAsked);
    connect(m_nav, &SettingsNav::chosen, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        m_title->setText(m_nav->titleOf(index));
    });
    m_nav->setCurrent(1);
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (changes.account)
            refreshAccount();
    });
    refreshAccount();
}

void SettingsPage::addPage(const QString& icon, const QString& title, QWidget* content) {
    QStringList words;
    for (const Label* label : content->findChildren<Label*>())
        words << label->text();
    m_nav->add(icon, title, words.join(u' '));
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    m_pages->addWidget(scroll);
}

QWidget* SettingsPage::makeAccount() {
    auto* page = new QWidget;
    auto* column = settingsColumn(page);
    auto* who = new SettingsCard;
    auto* out = new Button(tr("Sign out"), Button::Kind::Grey);
    out->setIconName(u"log-out"_qs);
    connect(out, &QAbstractButton::clicked, this, &SettingsPage::signOutAsked);
    m_name = new Label({}, TextSize::Body, Colour::TextMuted);
    m_server = new Label({}, TextSize::Body, Colour::TextMuted);
    m_name->setAlignment(Qt::AlignRight);
    m_server->setAlignment(Qt::AlignRight);
    who->addRow(tr("Name"), {}, m_name);
    who->addRow(tr("Server"), {}, m_server);
    who->addRow(tr("This device"), tr("Signing out removes everything from it"), out);
    addSettingsGroup(column, tr("Who you are"), who);
    auto* password = new QWidget;
    auto* fields = new QVBoxLayout(password);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->setSpacing(16);
    m_old = new TextField(tr("Current password"));
    m_new = new TextField(tr("New password"));
    m_old->setSecret();
    m_new->setSecret();
    auto* change = new Button(tr("Change password"), Button::Kind::Filled);
    change->setEnabled(false);
    connect(change, &QAbstractButton::clicked, this, &SettingsPage::changePassword);
    connect(m_new, &TextField::submitted, this, &SettingsPage::changePassword);
    for (TextField* field : {m_old, m_new}) {
        field->setMaximumWidth(tokens::signIn::form);
        connect(field, &TextField::textEdited, field, [field] { field->setError({}); });
        connect(field->edit(), &QLineEdit::textChanged, change,
                [this, change] { change->setEnabled(!m_old->text().isEmpty() && !m_new->text().isEmpty()); });
        fields->addWidget(field);
    }
    fields->addWidget(change);
    addSettingsGroup(column, tr("Password"), password);
    column->addStretch(1);
    return page;
}

void SettingsPage::refreshAccount() {
    if (!m_state.account())
        return;
    const Account& account = *m_state.account();
    m_name->setText(nameOf(m_state, account.person.id) == account.person.name
                        ? account.person.name
                        : u"%1 (@%2)"_qs.arg(account.person.displayName, account.person.name));
    m_server->setText(account.serverName.isEmpty()
                          ? account.server.url.host()
                          : u"%1, %2"_qs.arg(account.serverName, account.server.url.host()));
    Face face;
    face.id = account.person.id.value();
    face.name = nameOf(m_state, account.person.id);
    m_nav->setAccount(face, face.name,
                      account.serverName.isEmpty() ? account.server.url.host() : account.serverName);
}

void SettingsPage::changePassword() {
    if (m_old->text().isEmpty() || m_new->text().isEmpty())
        return;
    whenDone(m_actions.changePassword(m_old->text(), m_new->text()), &m_executor, this,
             [this](const Status& status) {
                 if (!status) {
                     (status.error().code == ErrorCode::WrongPassword ? m_old : m_new)
                         ->setError(textFor(status.error().code));
                     return;
                 }
                 m_old->setText({});
                 m_new->setText({});
                 Q_EMIT told(u"circle-check"_qs, tr("The password is changed"));
             });
}

QWidget* SettingsPage::makeAppearance() {
    auto* page = new QWidget;
    auto* column = settingsColumn(page);
    auto* tiles = new ThemeTiles(m_preferences.themeChoice());
    connect(tiles, &ThemeTiles::chosen, this,
            [this](ThemeChoice choice) { m_preferences.setThemeChoice(choice); });
    // The tiles stand on the text's edge; the ring of the chosen one hangs out.
    addSettingsGroup(column, tr("Theme"), tiles, ThemeTiles::outset);

    auto* text = new SettingsCard;
    auto* size = new QWidget;
    auto* sizeRow = new QHBoxLayout(size);
    sizeRow->setContentsMargins(0, 0, 0, 0);
    sizeRow->setSpacing(10);
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setRange(8, 16);
    slider->setFixedSize(160, 20);
    slider->setAccessibleName(tr("Text size"));
    auto* percent = new Label({}, TextSize::Small, Colour::Text, 500);
    percent->setFixedWidth(48);
    percent->setAlignment(Qt::AlignRight);
    const auto show = [slider, percent](double zoom) {
        const QSignalBlocker quiet(slider);
        slider->setValue(qRound(zoom * 10));
        percent->setText(u"%1 %"_qs.arg(qRound(zoom * 100)));
    };
    show(m_preferences.zoom());
    connect(slider, &QSlider::valueChanged, this, [this](int value) { m_preferences.setZoom(value / 10.0); });
    connect(&m_preferences, &Preferences::changed, slider, [this, show] { show(m_preferences.zoom()); });
    auto* lower = new Label(u"A"_qs, TextSize::Caption, Colour::TextMuted);
    lower->setAlignment(Qt::AlignRight); // a label is 20 px wide at least: its letter stands at the slider
    sizeRow->addWidget(lower);
    sizeRow->addWidget(slider);
    sizeRow->addWidget(new Label(u"A"_qs, TextSize::Title, Colour::TextMuted, 400));
    sizeRow->addWidget(percent);
    text->addRow(tr("Text size"), tr("Ctrl + and Ctrl − do the same everywhere"), size);
    auto* list = new Segment(tr("Chat list"), {tr("Two lines"), tr("Compact")});
    list->setCurrent(m_preferences.compactList() ? 1 : 0);
    connect(list, &Segment::chosen, this, [this](int index) { m_preferences.setCompactList(index == 1); });
    text->addRow(tr("Chat list"), tr("Two lines show who wrote last"), list);
    auto* details = new Toggle(tr("Details pane opens by itself"));
    details->setChecked(m_preferences.detailsShown());
    connect(details, &QAbstractButton::toggled, this, [this](bool on) { m_preferences.setDetailsShown(on); });
    connect(&m_preferences, &Preferences::changed, details, [this, details] {
        const QSignalBlocker quiet(details);
        details->setChecked(m_preferences.detailsShown());
    });
    text->addRow(tr("Details pane opens by itself"), tr("On windows wider than 900 px"), details);
    addSettingsGroup(column, tr("Text and layout"), text, 0, ThemeTiles::below);

    auto* motion = new SettingsCard;
    auto* reduce = new Toggle(tr("Reduce motion"));
    reduce->setChecked(m_preferences.reducedMotion());
    connect(reduce, &QAbstractButton::toggled, this, [this](bool on) { m_preferences.setReducedMotion(on); });
    motion->addRow(tr("Reduce motion"), tr("Pictures and panels appear at once"), reduce);
    addSettingsGroup(column, tr("Motion"), motion);
    column->addStretch(1);
    return page;
}

QWidget* SettingsPage::makeKeyboard() {
    auto* page = new QWidget;
    auto* column = settingsColumn(page);
    const auto card = [](const QList<std::pair<QString, QString>>& rows) {
        auto* made = new SettingsCard;
        for (const auto& [words, keys] : rows)
            made->addRow(words, {}, new KeyCaps(keys));
        return made;
    };
    addSettingsGroup(column, tr("Going places"),
                     card({{tr("Go to a chat or person"), u"Ctrl K"_qs},
                           {tr("Previous or next chat"), u"Alt ↑ ↓"_qs},
                           {tr("Previous or next unread chat"), u"Alt Shift ↑ ↓"_qs},
                           {tr("Back and forward"), u"Alt ← →"_qs},
                           {tr("Search in this chat"), u"Ctrl F"_qs},
                           {tr("Search everywhere"), u"Ctrl Shift F"_qs},
                           {tr("Next part of the window"), u"F6"_qs}}));
    addSettingsGroup(column, tr("Writing"),
                     card({{tr("Send"), u"Enter"_qs},
                           {tr("New line"), u"Shift Enter"_qs},
                           {tr("Edit my last message"), u"↑"_qs},
                           {tr("Reply to an older or newer message"), u"Ctrl ↑ ↓"_qs},
                           {tr("Send photos"), u"Ctrl U"_qs},
                           {tr("Leave a reply, then mark as read"), u"Esc"_qs}}));
    addSettingsGroup(column, tr("Window"),
                     card({{tr("Larger or smaller text"), u"Ctrl + −"_qs},
                           {tr("Details"), u"Ctrl Shift I"_qs},
                           {tr("Transfers"), u"Ctrl J"_qs},
                           {tr("Settings"), u"Ctrl ,"_qs},
                           {tr("Quit"), u"Ctrl Q"_qs}}));
    column->addStretch(1);
    return page;
}

QWidget* SettingsPage::makeAbout() {
    auto* page = new QWidget;
    auto* column = settingsColumn(page);
    auto* card = new SettingsCard;
    auto* version = new Label(QString::fromLatin1(PARLOR_VERSION), TextSize::Body, Colour::TextMuted);
    version->setAlignment(Qt::AlignRight);
    card->addRow(tr("Parlor"), tr("A place to talk and to keep the pictures"), version);
    card->addRow(tr("Qt"), tr("The toolkit, under the GNU LGPL, version 3"), nullptr);
    card->addRow(tr("Inter"), tr("The typeface, under the SIL Open Font License"), nullptr);
    card->addRow(tr("Lucide"), tr("The icons, under the ISC License"), nullptr);
    addSettingsGroup(column, tr("This program"), card);
    column->addStretch(1);
    return page;
}

void SettingsPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int left = m_nav->width();
    m_nav->setGeometry(0, 0, left, height());
    m_title->setGeometry(left + tokens::chatHeader::padLeft, 0, width() - left - 48,
                         tokens::chatHeader::height);
    m_pages->setGeometry(left, tokens::chatHeader::height, width() - left,
                         height() - tokens::chatHeader::height);
}

void SettingsPage::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    drawHairline(painter, m_nav->width(), tokens::chatHeader::height - 1, width(),
                 theme().colour(Colour::Divider));
}

} // namespace parlor::client
