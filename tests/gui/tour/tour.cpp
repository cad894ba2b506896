#include "tests/gui/tour/tour.h"

#include "client/models/names.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/composeredit.h"
#include "client/ui/chat/emojipicker.h"
#include "client/ui/chat/sendsheet.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/gallery/gallerypage.h"
#include "client/ui/gallery/galleryview.h"
#include "client/ui/lightbox/lightbox.h"
#include "client/ui/settings/settingsnav.h"
#include "client/ui/start/startpage.h"
#include "client/ui/transfers/transferspanel.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/textfield.h"
#include "client/ui/window/chatcontroller.h"
#include "client/ui/window/librarycontroller.h"
#include "client/ui/window/newchatsheet.h"
#include "client/ui/window/photosending.h"
#include "client/ui/window/quickswitcher.h"
#include "client/ui/window/searchpage.h"
#include "client/ui/window/shell.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include <algorithm>
#include <csignal>

namespace parlor::client {

namespace {

constexpr int patienceMs = 20'000;
constexpr int restMs = 400;       ///< fades end
constexpr int picturesMs = 1'500; ///< pictures arrive
constexpr QSize whole(1440, 900), slim(640, 900);

} // namespace

bool Tour::missed(const QString& view) {
    QTextStream(stderr) << "not reached: " << view << '\n';
    return false;
}

void Tour::shoot(QWidget& window, const QString& name) {
    QTest::qWait(restMs);
    const QString file = u"%1/%2-%3.png"_qs.arg(m.out, name, m.suffix);
    if (window.grab().save(file))
        QTextStream(stdout) << file << '\n' << Qt::flush;
}

bool Tour::run(const QString& server, const QString& name, const QString& password) {
    return signIn(server, name, password) && chat() && hovered() && sheets() && narrow() && lightboxInChat()
           && gallery() && settings() && transfers() && offline();
}

bool Tour::trust() {
    for (Button* button : m.window.startPage()->findChildren<Button*>())
        if (button->text() == u"Trust it" && button->isVisible())
            QTest::mouseClick(button, Qt::LeftButton);
    return false;
}

bool Tour::signIn(const QString& server, const QString& name, const QString& password) {
    shoot(u"sign-in-empty"_qs);
    m.window.startPage()->setAddress(server);
    for (TextField* field : m.window.startPage()->findChildren<TextField*>()) {
        if (field->edit()->accessibleName() == u"Name")
            QTest::keyClicks(field->edit(), name);
        if (field->edit()->accessibleName() == u"Password")
            QTest::keyClicks(field->edit(), password);
    }
    Button* submit = nullptr;
    for (Button* button : m.window.startPage()->findChildren<Button*>())
        if (button->text() == u"Sign in")
            submit = button;
    // A server with its own certificate is trusted here as a person would by pressing the button.
    if (submit == nullptr || !QTest::qWaitFor([&] { return submit->isEnabled() || trust(); }, patienceMs))
        return missed(u"sign-in"_qs);
    shoot(u"sign-in"_qs);
    QTest::mouseClick(submit, Qt::LeftButton);
    return QTest::qWaitFor([this] { return m.window.shell()->isVisible(); }, patienceMs)
           || missed(u"signed-in"_qs);
}

bool Tour::open(const QString& name) {
    ChannelId found;
    const bool known = QTest::qWaitFor(
        [&] {
            for (const ChannelView& view : m.client.state().channels())
                if (view.state.member && nameOf(m.client.state(), view.state) == name)
                    found = view.state.channel.id;
            return found.isValid();
        },
        patienceMs);
    if (!known)
        return missed(name);
    m.window.chat()->open(found);
    return QTest::qWaitFor([this] { return m.window.chat()->feed().model()->rowCount() > 0; }, patienceMs)
           || missed(name);
}

bool Tour::chat() {
    if (!open(u"Weekend hikes"_qs) || !m.talk.goOn())
        return false;
    QTest::keyClicks(m.window.shell()->chat()->composer()->findChild<ComposerEdit*>(),
                     u"And bring the flask, Bo"_qs);
    QTest::qWait(picturesMs);
    shoot(u"chat"_qs);
    m.window.shell()->setDetailsWanted(false);
    shoot(u"chat-wide"_qs);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up, Qt::ControlModifier);
    shoot(u"chat-reply"_qs);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    m.window.shell()->chat()->composer()->setText({});
    if (!open(u"Family"_qs))
        return false;
    QTest::qWait(picturesMs);
    shoot(u"chat-family"_qs);
    if (!open(u"Ada Bergström"_qs))
        return false;
    m.window.shell()->setDetailsWanted(true);
    shoot(u"chat-direct"_qs);
    return open(u"Weekend hikes"_qs);
}

bool Tour::hovered() {
    m.window.shell()->setDetailsWanted(false);
    TimelineView* timeline = m.window.shell()->chat()->timeline();
    timeline->goToBottom();
    QTest::qWait(restMs);
    for (int row = timeline->model()->rowCount() - 1; row >= 0; --row) {
        const TimelineItem& item = timeline->model()->at(row);
        if (item.own || !item.quote)
            continue;
        const QPointF middle = timeline->rowLayout(row).body.center() + QPointF(0, timeline->rowTop(row));
        QTest::mouseMove(timeline->viewport(), middle.toPoint());
        shoot(u"chat-hover"_qs);
        QTest::mouseMove(timeline->viewport(), QPoint(4, 4));
        break;
    }
    m.window.chat()->openEmoji(m.window.shell()->chat()->composer()->emojiPlace());
    shoot(u"emoji"_qs);
    if (auto* picker = m.window.findChild<EmojiPicker*>())
        picker->close();
    return true;
}

bool Tour::sheets() {
    QTest::keyClick(&m.window, Qt::Key_K, Qt::ControlModifier);
    if (auto* switcher = m.window.findChild<QuickSwitcher*>()) {
        shoot(u"quick-switcher-all"_qs);
        QTest::keyClicks(QApplication::focusWidget(), u"ki"_qs);
        shoot(u"quick-switcher"_qs);
        switcher->close();
        QTest::qWait(restMs);
    } else {
        return missed(u"quick-switcher"_qs);
    }
    QStringList files;
    for (const QString& pattern :
         {u"umang*"_qs, u"picos*"_qs, u"Picture_0B*"_qs, u"life*"_qs, u"greentock*"_qs})
        for (const QString& file : QDir(m.photos).entryList({pattern}, QDir::Files))
            files << QDir(m.photos).filePath(file);
    m.window.chat()->photos()->offer(files);
    if (auto* sheet = m.window.findChild<SendSheet*>()) {
        QTest::qWait(picturesMs);
        QTest::keyClicks(QApplication::focusWidget(), u"The whole valley to ourselves"_qs);
        shoot(u"send-sheet"_qs);
        sheet->close();
        QTest::qWait(restMs);
    } else {
        return missed(u"send-sheet"_qs);
    }
    QTest::keyClick(&m.window, Qt::Key_N, Qt::ControlModifier);
    if (auto* sheet = m.window.findChild<NewChatSheet*>()) {
        shoot(u"new-chat"_qs);
        sheet->close();
        QTest::qWait(restMs);
    } else {
        return missed(u"new-chat"_qs);
    }
    m.window.shell()->showPage(Page::Search);
    if (auto* search = m.window.findChild<SearchPageView*>()) {
        search->begin({}, u"saturday"_qs);
        QTest::qWait(picturesMs);
        shoot(u"search"_qs);
    }
    m.window.shell()->showPage(Page::Chats);
    return true;
}

bool Tour::narrow() {
    m.window.shell()->chat()->composer()->focusText();
    m.window.resize(slim);
    shoot(u"narrow"_qs);
    m.window.shell()->setChatOnTop(false);
    shoot(u"narrow-list"_qs);
    m.window.shell()->setChatOnTop(true);
    m.window.resize(whole);
    return true;
}

bool Tour::lightboxInChat() {
    TimelineView* timeline = m.window.shell()->chat()->timeline();
    for (int row = 0; row < timeline->model()->rowCount(); ++row) {
        if (timeline->model()->at(row).photos.isEmpty())
            continue;
        timeline->showRow(row, false);
        QTest::qWait(restMs);
        const RowBox* photo = timeline->rowLayout(row).find(BoxKind::Photo);
        QTest::mouseClick(timeline->viewport(), Qt::LeftButton, {},
                          (photo->rect.center() + QPointF(0, timeline->rowTop(row))).toPoint());
        QTest::qWait(picturesMs);
        shoot(u"lightbox-chat"_qs);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTest::qWait(restMs);
        return true;
    }
    return missed(u"lightbox-chat"_qs);
}

bool Tour::gallery() {
    m.window.shell()->showPage(Page::Photos);
    if (!QTest::qWaitFor([this] { return m.window.library()->model()->count() > 0; }, patienceMs))
        return missed(u"photos"_qs);
    QTest::qWait(2 * picturesMs);
    shoot(u"photos"_qs);
    QWidget* view = m.window.library()->page()->view()->viewport();
    QTest::mouseMove(view, QPoint(240, 160));
    shoot(u"photos-hover"_qs);
    QScrollBar* bar = m.window.library()->page()->view()->verticalScrollBar();
    bar->setValue(bar->maximum());
    QTest::qWait(picturesMs);
    shoot(u"photos-end"_qs);
    bar->setValue(0);
    m.window.library()->lightbox()->open(std::min(3, m.window.library()->model()->count() - 1));
    QTest::qWait(2 * picturesMs);
    shoot(u"lightbox"_qs);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_I);
    QTest::qWait(picturesMs);
    shoot(u"lightbox-facts"_qs);
    m.window.library()->lightbox()->close();
    QTest::qWait(restMs);
    return true;
}

bool Tour::settings() {
    m.window.shell()->showPage(Page::Settings);
    auto* nav = m.window.findChild<SettingsNav*>();
    if (nav == nullptr)
        return missed(u"settings"_qs);
    for (int page = 0; page < nav->count(); ++page) {
        nav->setCurrent(page);
        QTest::qWait(restMs);
        shoot(u"settings-"_qs + nav->titleOf(page).toLower().replace(u' ', u'-'));
    }
    nav->setCurrent(1);
    m.window.shell()->showPage(Page::Chats);
    return true;
}

bool Tour::transfers() {
    // The library has every sample already; a few bytes after the picture's end make another file of it.
    const QTemporaryDir made;
    QStringList files;
    for (const QString& name : QDir(m.photos).entryList({u"*.jpg"_qs}, QDir::Files).first(4)) {
        const QString copy = made.filePath(name);
        QFile::copy(QDir(m.photos).filePath(name), copy);
        QFile file(copy);
        if (!file.open(QIODevice::Append))
            return missed(u"transfers"_qs);
        file.write(m.suffix.toUtf8());
        files << copy;
    }
    const QList<TransferId> ids = m.client.actions().uploadFiles(files, std::nullopt);
    m.client.actions().pauseTransfer(ids.value(2));
    m.client.actions().pauseTransfer(ids.value(3));
    m.window.findChild<TransfersPanel*>()->setShown(true);
    m.window.shell()->showPage(Page::Photos);
    QTest::qWait(picturesMs);
    shoot(u"transfers"_qs);
    for (const TransferId id : ids)
        m.client.actions().cancelTransfer(id);
    QTest::qWait(restMs);
    shoot(u"transfers-none"_qs);
    m.window.findChild<TransfersPanel*>()->setShown(false);
    m.window.shell()->showPage(Page::Chats);
    return true;
}

bool Tour::offline() {
    if (m.serverProcess == 0)
        return true;
    ::kill(static_cast<pid_t>(m.serverProcess), SIGTERM);
    if (!QTest::qWaitFor([this] { return m.client.state().connection().state != Connectivity::Online; },
                         patienceMs))
        return missed(u"offline"_qs);
    Composer* composer = m.window.shell()->chat()->composer();
    for (const QString& text : {u"Eight it is."_qs, u"I will bring the flask."_qs}) {
        composer->setText(text);
        composer->focusText();
        QTest::keyClick(composer->findChild<ComposerEdit*>(), Qt::Key_Return);
    }
    QTest::qWait(3'000);
    shoot(u"offline"_qs);
    return true;
}

bool Tour::shootEmpty(MainWindow& window) {
    window.resize(whole);
    window.show();
    QApplication::setActiveWindow(&window);
    QTest::qWait(restMs);
    shoot(window, u"empty-chats"_qs);
    window.shell()->showPage(Page::Photos);
    shoot(window, u"empty-photos"_qs);
    window.hide();
    return true;
}

} // namespace parlor::client
