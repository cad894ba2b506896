#include "client/ui/window/searchpage.h"

#include "client/models/names.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/searchfield.h"
#include "client/ui/widgets/segment.h"
#include "client/ui/window/searchdelegate.h"
#include "client/ui/window/searchtips.h"
#include "shared/core/task.h"

#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

namespace parlor::client {

namespace {
constexpr int askAfterMs = 250;
constexpr int pageSize = 30;

/// How many there are; `more` when older ones were not fetched yet.
QString countWords(qsizetype found, bool more) {
    const QString count = QLocale().toString(found);
    if (more)
        return SearchPageView::tr("More than %1 messages").arg(count);
    return found == 1 ? SearchPageView::tr("1 message") : SearchPageView::tr("%1 messages").arg(count);
}

} // namespace

SearchPageView::SearchPageView(State& state, Actions& actions, Executor& executor, QWidget* parent)
    : QWidget(parent),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_field(new SearchField(tr("Search messages"))),
      m_words(new Label({}, TextSize::Small, Colour::TextMuted)),
      m_scopeBox(new QWidget),
      m_list(new QListView),
      m_tips(new SearchTips) {
    setFocusProxy(m_field->edit());
    m_delay.setSingleShot(true);
    m_delay.setInterval(askAfterMs);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(tokens::chatHeader::padLeft, 10, tokens::chatHeader::padLeft, 10);
    top->setSpacing(16);
    top->addWidget(m_field, 1);
    top->addWidget(m_scopeBox);
    top->addStretch();
    // As long as a line of what is found.
    m_field->setMaximumWidth(tokens::settings::content);
    auto* scope = new QHBoxLayout(m_scopeBox);
    scope->setContentsMargins(0, 0, 0, 0);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new SearchDelegate(this));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Found messages"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    auto* words = new QHBoxLayout;
    words->setContentsMargins(tokens::chatHeader::padLeft, 0, tokens::chatHeader::padLeft, 0);
    words->addWidget(m_words);
    column->addLayout(words);
    column->addWidget(m_list, 1);
    column->addWidget(m_tips, 1);
    m_words->setWrapping(true);
    m_list->hide();
    m_words->hide();
    m_scopeBox->hide();
    connect(m_tips, &SearchTips::picked, this, [this](const QString& picked) {
        m_field->edit()->setText(picked);
        m_field->edit()->setFocus();
    });
    connect(m_field, &SearchField::textChanged, this, [this](const QString& text) {
        m_list->setVisible(!text.trimmed().isEmpty());
        m_tips->setVisible(text.trimmed().isEmpty());
        m_delay.start();
    });
    connect(&m_delay, &QTimer::timeout, this, [this] { ask(false); });
    const auto open = [this](const QModelIndex& index) {
        const SearchRow& row = m_model.at(index.row());
        Q_EMIT opened(row.channel, row.serial);
    };
    connect(m_list, &QAbstractItemView::clicked, this, open);
    connect(m_list, &QAbstractItemView::activated, this, open);
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (m_more && !m_asking && value > m_list->verticalScrollBar()->maximum() - m_list->height())
            ask(true);
    });
}

void SearchPageView::begin(ChannelId channel, const QString& words) {
    m_channel = channel;
    refreshScope();
    m_field->edit()->setText(words);
    m_field->edit()->setFocus();
    m_field->edit()->selectAll();
    ask(false);
}

void SearchPageView::refreshScope() {
    delete m_scope;
    m_scope = nullptr;
    const ChannelView* view = m_state.channel(m_channel);
    m_scopeBox->setVisible(view != nullptr);
    if (view == nullptr)
        return;
    m_scope = new Segment(tr("Where to search"), {nameOf(m_state, view->state).left(24), tr("Everywhere")});
    m_scopeBox->layout()->addWidget(m_scope);
    connect(m_scope, &Segment::chosen, this, [this] { ask(false); });
}

void SearchPageView::say(const QString& words) {
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
}

void SearchPageView::ask(bool next) {
    const QString query = m_field->edit()->text().trimmed();
    const int asked = ++m_asked;
    if (query.isEmpty()) {
        m_model.setRows({});
        say({});
        return;
    }
    Search search;
    search.query = query;
    search.limit = pageSize;
    if (m_scope != nullptr && m_scope->current() == 0)
        search.channel = m_channel;
    if (next && m_model.rowCount() > 0)
        search.beforeId = m_model.at(m_model.rowCount() - 1).message;
    m_asking = true;
    whenDone(
        m_actions.search(search), &m_executor, this, [this, asked, next](const Result<FoundMessages>& found) {
            if (asked != m_asked)
                return;
            m_asking = false;
            if (!found) {
                if (!next) {
                    m_more = false;
                    m_model.setRows({});
                }
                say(found.error().code == ErrorCode::BadRequest ? tr("Write at least one word to look for.")
                                                                : textFor(found.error().code));
                return;
            }
            QList<SearchRow> rows = next ? m_model.rows() : QList<SearchRow>();
            rows << searchRowsOf(m_state, found->page);
            m_model.setRows(rows);
            m_more = found->page.more;
            const QString reach = searchReachOf(m_state, *found);
            if (rows.isEmpty())
                say((tr("Nothing was found.") + u' ' + reach).trimmed());
            else
                say(countWords(rows.size(), m_more) + (reach.isEmpty() ? QString() : u"  ·  "_qs + reach));
        });
}

void SearchPageView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    m_field->edit()->setFocus();
}

void SearchPageView::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    drawHairline(painter, 0, tokens::chatHeader::height - 1, width(), theme().colour(Colour::Divider));
}

} // namespace parlor::client
