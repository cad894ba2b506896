#include "client/ui/window/newchatsheet.h"

#include "client/models/names.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/fuzzymatch.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/picklist.h"
#include "client/ui/widgets/searchfield.h"
#include "client/ui/widgets/segment.h"
#include "client/ui/widgets/textfield.h"
#include "client/ui/widgets/toggle.h"
#include "shared/core/task.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace parlor::client {

namespace {

constexpr int sheetWidth = 480;
constexpr int listRows = 5;
constexpr int listGap = 12; // px from the search to the list
constexpr int findAfterMs = 200;

// The parts are as much wider as the ring around the switch, whose track ends where the fields do.
constexpr QMargins inset(0, 0, Toggle::outset, 0);

QVBoxLayout* columnOf(QWidget* widget, const QMargins& margins) {
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(margins);
    column->setSpacing(0);
    return column;
}

} // namespace

NewChatSheet::NewChatSheet(const State& state, Actions& actions, Executor& executor, QWidget* window)
    : Sheet(tr("New chat"), sheetWidth, tokens::sheet::top, window),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_parts(new QStackedWidget) {
    auto* parts = new Segment(tr("Kind of chat"), {tr("New channel"), tr("Join a channel"), tr("A person")});
    parts->setRaised();
    m_parts->addWidget(makeChannelPart());
    m_parts->addWidget(makeJoinPart());
    m_parts->addWidget(makePersonPart());
    body()->setContentsMargins(tokens::sheet::padX, 0, tokens::sheet::padX - Toggle::outset,
                               tokens::sheet::padX);
    body()->addWidget(parts);
    body()->addSpacing(16);
    body()->addWidget(m_parts);
    fitPart();
    connect(parts, &Segment::chosen, this, [this](int part) {
        m_parts->setCurrentIndex(part);
        fitPart();
        if (part == int(Part::Channel))
            m_name->edit()->setFocus();
        else
            (part == int(Part::Join) ? m_joinSearch : m_personSearch)->edit()->setFocus();
    });
    m_find.setSingleShot(true);
    m_find.setInterval(findAfterMs);
    connect(&m_find, &QTimer::timeout, this, [this] { findPeople(m_personSearch->edit()->text()); });
    whenDone(actions.discoverChannels(), &executor, this, [this](const Result<QList<ChannelState>>& found) {
        if (found)
            m_discovered = *found;
        m_joinList->setEmptyWords(found ? tr("There is no other public channel.")
                                        : textFor(found.error().code));
        fillJoin(m_joinSearch->edit()->text());
    });
    findPeople({});
}

void NewChatSheet::open(Part part) {
    Sheet::open();
    findChild<Segment*>()->setCurrent(int(part));
    if (part == Part::Channel)
        m_name->edit()->setFocus();
}

void NewChatSheet::fitPart() {
    // A list keeps the place of all its rows: while one types nothing moves.
    const int list = tokens::listPane::search::height + listGap + listRows * tokens::switcher::row;
    m_parts->setFixedHeight(
        m_parts->currentIndex() == int(Part::Channel) ? m_parts->currentWidget()->sizeHint().height() : list);
    if (isVisible())
        place();
}

QWidget* NewChatSheet::makeChannelPart() {
    auto* part = new QWidget;
    auto* column = columnOf(part, {});
    m_name = new TextField(tr("Name"));
    m_name->edit()->setPlaceholderText(tr("Weekend hikes"));
    m_topic = new TextField(tr("What it is about"));
    m_private = new Toggle(tr("Private"));
    m_create = new Button(tr("Create channel"), Button::Kind::Filled);
    m_create->setEnabled(false);
    auto* privacy = new QHBoxLayout;
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new Label(tr("Private"), TextSize::Body, Colour::Text, 500));
    words->addWidget(new Label(tr("Only those who are invited see it"), TextSize::Small, Colour::TextMuted));
    privacy->addLayout(words, 1);
    privacy->addWidget(m_private);
    auto* cancel = new Button(tr("Cancel"), Button::Kind::Grey);
    auto* fields = new QVBoxLayout;
    fields->setContentsMargins(inset);
    fields->setSpacing(16);
    fields->addWidget(m_name);
    fields->addWidget(m_topic);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(inset);
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    column->addLayout(fields);
    column->addSpacing(16);
    column->addLayout(privacy);
    column->addSpacing(24);
    column->addLayout(buttons);
    connect(cancel, &QAbstractButton::clicked, this, &Sheet::close);
    connect(m_name, &TextField::textEdited, this, [this](const QString& text) {
        if (m_name->hasError()) {
            m_name->setError({});
            fitPart();
        }
        m_create->setEnabled(!text.trimmed().isEmpty());
    });
    connect(m_name, &TextField::submitted, this, &NewChatSheet::create);
    connect(m_topic, &TextField::submitted, this, &NewChatSheet::create);
    connect(m_create, &QAbstractButton::clicked, this, &NewChatSheet::create);
    return part;
}

QWidget* NewChatSheet::makeJoinPart() {
    auto* part = new QWidget;
    auto* column = columnOf(part, inset);
    m_joinSearch = new SearchField(tr("Find a channel"));
    m_joinList = new PickList;
    m_joinList->setMaximumRows(listRows);
    m_joinList->setEmptyWords(tr("Looking for channels…"));
    column->addWidget(m_joinSearch);
    column->addSpacing(listGap);
    column->addWidget(m_joinList);
    column->addStretch(1);
    connect(m_joinSearch, &SearchField::textChanged, this, &NewChatSheet::fillJoin);
    connect(m_joinList, &PickList::picked, this, [this](const PickRow& row) {
        whenDone(m_actions.joinChannel(ChannelId(row.id)), &m_executor, this,
                 [this](const Result<ChannelId>& channel) { finish(channel); });
    });
    return part;
}

QWidget* NewChatSheet::makePersonPart() {
    auto* part = new QWidget;
    auto* column = columnOf(part, inset);
    m_personSearch = new SearchField(tr("Find a person"));
    m_personList = new PickList;
    m_personList->setMaximumRows(listRows);
    column->addWidget(m_personSearch);
    column->addSpacing(listGap);
    column->addWidget(m_personList);
    column->addStretch(1);
    connect(m_personSearch, &SearchField::textChanged, this, [this] { m_find.start(); });
    connect(m_personList, &PickList::picked, this, [this](const PickRow& row) {
        whenDone(m_actions.startDirect({PersonId(row.id)}), &m_executor, this,
                 [this](const Result<ChannelId>& channel) { finish(channel); });
    });
    return part;
}

void NewChatSheet::create() {
    const QString name = m_name->text().trimmed();
    if (name.isEmpty())
        return;
    m_create->setEnabled(false);
    whenDone(m_actions.createChannel(name, m_private->isChecked() ? Visibility::Private : Visibility::Public,
                                     m_topic->text().trimmed()),
             &m_executor, this, [this](const Result<ChannelId>& channel) {
                 m_create->setEnabled(true);
                 finish(channel);
             });
}

void NewChatSheet::fillJoin(const QString& typed) {
    QList<PickRow> rows;
    for (const ChannelState& channel : std::as_const(m_discovered)) {
        const auto match = fuzzyMatch(typed, channel.channel.name);
        if (channel.member || !match)
            continue;
        PickRow row;
        row.id = channel.channel.id.value();
        row.name = channel.channel.name;
        row.matched = match->letters;
        row.face.person = false;
        row.face.emoji = emojiOf(channel.channel);
        row.note = channel.channel.topic.isEmpty() ? tr("%n member(s)", nullptr, channel.memberCount)
                                                   : channel.channel.topic;
        rows << row;
    }
    m_joinList->setRows(rows);
}

void NewChatSheet::findPeople(const QString& typed) {
    whenDone(m_actions.findPeople(typed.trimmed()), &m_executor, this,
             [this](const Result<QList<Person>>& people) {
                 QList<PickRow> rows;
                 for (const Person& person : people ? *people : m_state.people().values()) {
                     if (person.id == m_state.me())
                         continue;
                     PickRow row;
                     row.id = person.id.value();
                     row.name = person.displayName.isEmpty() ? person.name : person.displayName;
                     row.face.id = row.id;
                     row.face.name = row.name;
                     row.note = u'@' + person.name;
                     rows << row;
                 }
                 m_personList->setRows(rows);
                 m_personList->setEmptyWords(people ? tr("Nobody by that name.")
                                                    : textFor(people.error().code));
             });
}

void NewChatSheet::finish(const Result<ChannelId>& channel) {
    if (channel) {
        close();
        Q_EMIT ready(*channel);
    } else if (m_parts->currentIndex() == int(Part::Channel)) {
        m_name->setError(textFor(channel.error().code));
        fitPart();
    } else {
        (m_parts->currentIndex() == int(Part::Join) ? m_joinList : m_personList)->setRows({});
        (m_parts->currentIndex() == int(Part::Join) ? m_joinList : m_personList)
            ->setEmptyWords(textFor(channel.error().code));
    }
}

} // namespace parlor::client
