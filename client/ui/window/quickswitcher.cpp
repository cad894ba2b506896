#include "client/ui/window/quickswitcher.h"

#include "client/models/names.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/fuzzymatch.h"
#include "client/ui/widgets/picklist.h"
#include "shared/core/task.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace parlor::client {

namespace t = tokens::switcher;

namespace {

enum Kind { OpenChannel, JoinChannel, WritePerson, SearchWords };

struct Ranked {
    PickRow row;
    int score;
    qint64 time = 0; ///< ms, of the last message; 0 without one
};

/// Best match first, then where somebody wrote last; the rest by name, so that the order is the same each
/// time.
bool comesBefore(const Ranked& a, const Ranked& b) {
    if (a.score != b.score)
        return a.score > b.score;
    if (a.time != b.time)
        return a.time > b.time;
    const int names = QString::localeAwareCompare(a.row.name, b.row.name);
    return names != 0 ? names < 0 : std::pair(a.row.kind, a.row.id) < std::pair(b.row.kind, b.row.id);
}

/// The 56 px field and the 40 px footer are painted here; the edit lies over it.
class SwitcherField final : public QWidget {
public:
    SwitcherField() {
        setFixedHeight(t::field);
        edit = new QLineEdit(this);
        edit->setFrame(false);
        QPalette clear = edit->palette();
        clear.setColor(QPalette::Base, Qt::transparent);
        edit->setPalette(clear);
        edit->setFont(theme().font(TextSize::Title, 400));
    }

    QLineEdit* edit;

protected:
    void resizeEvent(QResizeEvent* /*event*/) override {
        edit->setGeometry(48, 4, width() - 48 - 64, height() - 8);
    }

    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        drawIcon(painter, QPointF(16, (height() - 20) / 2.0), u"search"_qs, 20,
                 theme().colour(Colour::TextMuted));
        drawKeyCap(painter, width() - 16, height() / 2.0, u"Esc"_qs);
        drawHairline(painter, 1, height() - 1, width() - 2, theme().colour(Colour::Divider));
    }
};

class SwitcherFooter final : public QWidget {
public:
    SwitcherFooter() { setFixedHeight(t::footer); }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        drawHairline(painter, 1, 0, width() - 2, theme().colour(Colour::Divider));
        double x = 16;
        const QFont font = theme().font(TextSize::Caption);
        const auto hint = [&](const QStringList& keys, const QString& words) {
            for (const QString& key : keys) {
                const double wide = keyCapWidth(key);
                drawKeyCap(painter, x + wide, height() / 2.0, key);
                x += wide + 6;
            }
            x += drawLine(painter, QRectF(x, 0, width() - x, height()), words, font,
                          theme().colour(Colour::TextMuted))
                 + 16;
        };
        hint({u"↑"_qs, u"↓"_qs}, QuickSwitcher::tr("Move"));
        hint({u"Enter"_qs}, QuickSwitcher::tr("Open"));
        hint({u"#"_qs}, QuickSwitcher::tr("Channels only"));
        hint({u"@"_qs}, QuickSwitcher::tr("People only"));
    }
};

QString memberWords(int count) {
    return count > 0
               ? (count == 1 ? QuickSwitcher::tr("1 member") : QuickSwitcher::tr("%1 members").arg(count))
               : QString();
}

void append(QList<PickRow>& rows, const QString& title, QList<Ranked>& found, qsizetype most) {
    if (found.isEmpty())
        return;
    std::sort(found.begin(), found.end(), comesBefore);
    PickRow header;
    header.header = true;
    header.name = title;
    rows << header;
    for (const Ranked& one : found.first(std::min(found.size(), most)))
        rows << one.row;
}

} // namespace

QuickSwitcher::QuickSwitcher(const State& state, Actions& actions, Executor& executor, QWidget* window)
    : Sheet({}, t::width, t::top, window), m_state(state), m_list(new PickList) {
    setAccessibleName(tr("Go to"));
    setPadding(0, 0);
    auto* field = new SwitcherField;
    m_edit = field->edit;
    m_edit->setPlaceholderText(tr("Go to a chat or person"));
    m_edit->setAccessibleName(m_edit->placeholderText());
    m_edit->installEventFilter(this);
    m_list->setFocusPolicy(Qt::NoFocus);
    body()->addWidget(field);
    body()->addSpacing(4);
    body()->addWidget(m_list);
    body()->addSpacing(8);
    body()->addWidget(new SwitcherFooter);
    connect(m_edit, &QLineEdit::textChanged, this, &QuickSwitcher::refresh);
    connect(m_list, &PickList::picked, this, [this](const PickRow& row) {
        close();
        switch (row.kind) {
        case OpenChannel:
            Q_EMIT channelChosen(ChannelId(row.id));
            break;
        case JoinChannel:
            Q_EMIT joinChosen(ChannelId(row.id));
            break;
        case WritePerson:
            Q_EMIT personChosen(PersonId(row.id));
            break;
        case SearchWords:
            Q_EMIT searchChosen(m_edit->text());
            break;
        default:
            break;
        }
    });
    whenDone(actions.discoverChannels(), &executor, this, [this](const Result<QList<ChannelState>>& found) {
        if (found) {
            m_discovered = *found;
            refresh();
        }
    });
    refresh();
}

void QuickSwitcher::open() {
    Sheet::open();
    m_edit->setFocus();
}

void QuickSwitcher::refresh() {
    QString typed = m_edit->text().trimmed();
    const bool placesOnly = typed.startsWith(u'#'), peopleOnly = typed.startsWith(u'@');
    if (placesOnly || peopleOnly)
        typed = typed.mid(1);
    QList<Ranked> unread, known;
    QSet<PersonId> written;
    const auto rank = [&typed](PickRow row, QList<Ranked>& into, int bonus, qint64 time = 0) {
        if (const auto match = fuzzyMatch(typed, row.name)) {
            row.matched = match->letters;
            into.append({row, match->score + bonus, time});
        }
    };
    for (const ChannelView& view : m_state.channels()) {
        const PersonId other = otherOf(m_state, view.state);
        if (!view.state.member || (placesOnly && other.isValid()) || (peopleOnly && !other.isValid()))
            continue;
        written.insert(other);
        PickRow row;
        row.kind = OpenChannel;
        row.id = view.state.channel.id.value();
        row.name = nameOf(m_state, view.state);
        row.face.person = other.isValid();
        row.face.id = other.isValid() ? other.value() : row.id;
        row.face.name = row.name;
        row.face.emoji = emojiOf(view.state.channel);
        row.note = other.isValid() ? QString() : memberWords(view.state.memberCount);
        row.unread = view.state.muted ? 0 : view.state.unread;
        row.dot = view.state.mentions == 0 && !other.isValid();
        // Where somebody wrote lately comes first among equals.
        const qint64 days =
            view.lastMessage ? (m_state.connection().since - view.lastMessage->time) / 86'400'000 : 365;
        rank(row, row.unread > 0 ? unread : known,
             days < 2    ? 2
             : days < 14 ? 1
                         : 0,
             view.lastMessage ? view.lastMessage->time : 0);
    }
    if (!typed.isEmpty() && !placesOnly)
        for (const Person& person : m_state.people()) {
            if (person.id == m_state.me() || written.contains(person.id))
                continue;
            PickRow row;
            row.kind = WritePerson;
            row.id = person.id.value();
            row.name = nameOf(m_state, person.id);
            row.face.id = row.id;
            row.face.name = row.name;
            row.note = u'@' + person.name;
            rank(row, known, 0);
        }
    if (!typed.isEmpty() && !peopleOnly)
        for (const ChannelState& channel : std::as_const(m_discovered)) {
            if (const ChannelView* view = m_state.channel(channel.channel.id);
                view != nullptr && view->state.member)
                continue;
            PickRow row;
            row.kind = JoinChannel;
            row.id = channel.channel.id.value();
            row.name = channel.channel.name;
            row.face.person = false;
            row.face.emoji = emojiOf(channel.channel);
            row.note = tr("Not joined, %1").arg(memberWords(channel.memberCount));
            rank(row, known, -2);
        }
    QList<PickRow> rows;
    append(rows, tr("Unread"), unread, 4);
    append(rows, tr("Channels and people"), known, 7);
    if (!typed.isEmpty()) {
        PickRow header;
        header.header = true;
        header.name = tr("Go to");
        PickRow search;
        search.kind = SearchWords;
        search.icon = u"search"_qs;
        search.name = tr("Search everywhere for “%1”").arg(typed);
        rows << header << search;
    }
    m_list->setRows(rows);
    m_list->setEmptyWords(tr("Nothing is here yet."));
    place();
}

bool QuickSwitcher::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Up:
            m_list->step(-1);
            return true;
        case Qt::Key_Down:
        case Qt::Key_Tab:
            m_list->step(1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            m_list->pickCurrent();
            return true;
        default:
            break;
        }
    }
    return Sheet::eventFilter(watched, event);
}

} // namespace parlor::client
