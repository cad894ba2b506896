#include "client/cli/historycommand.h"

#include "client/cli/output.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/snippet.h"

namespace parlor::cli {

namespace {
constexpr int patienceMs = 30'000;

/// How far all of the others are; nothing when nobody else is there. Who has told nothing has nothing yet.
std::optional<Receipt> slowestOf(const QList<Receipt>& receipts, PersonId me, int others) {
    std::optional<Receipt> slowest;
    int told = 0;
    for (const Receipt& receipt : receipts) {
        if (receipt.person == me)
            continue;
        ++told;
        if (!slowest)
            slowest = receipt;
        slowest->delivered = std::min(slowest->delivered, receipt.delivered);
        slowest->read = std::min(slowest->read, receipt.read);
    }
    return told < others ? std::optional(Receipt()) : slowest;
}

QString withoutMarks(QString snippet) {
    return snippet.remove(QChar(snippetMatchBegins)).remove(QChar(snippetMatchEnds));
}

} // namespace

HistoryCommand::HistoryCommand(Context& context, HistoryOptions options)
    : m_context(context), m_options(std::move(options)), m_dialog(context, {[this] { ask(); }, {}, {}, {}}) {}

void HistoryCommand::start() {
    m_context.withAccount([this](const client::Account& account) {
        m_me = account.person.id;
        m_dialog.open(patienceMs, false);
    });
}

void HistoryCommand::ask() {
    const ChannelState* state = m_dialog.channel(m_options.channel);
    if (!state)
        return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
    History history;
    history.channel = state->channel.id;
    history.limit = std::min<int>(limits::historyPage, m_options.limit - static_cast<int>(m_events.size()));
    if (!m_events.isEmpty())
        history.before = m_events.first().serial;
    else if (m_options.before)
        history.before = Serial(*m_options.before);
    m_dialog.requests().send(history, [this](const Result<Answer>& answer) {
        // Asked again from the same place when the connection is back.
        if (!answer && answer.error().code == ErrorCode::NetworkFailed)
            return;
        const auto* page = answer ? std::get_if<HistoryPage>(&*answer) : nullptr;
        if (!page)
            return m_context.fail(answer ? Error{ErrorCode::BadFrame, {}, 0} : answer.error());
        m_dialog.learn(page->people);
        QList<Event> events;
        for (const Event& event : page->events)
            if (!std::holds_alternative<Skipped>(event.body))
                events.append(event);
        m_events = events + m_events;
        if (page->more && !events.isEmpty() && m_events.size() < m_options.limit)
            return ask();
        const ChannelState* place = m_dialog.channel(m_options.channel);
        if (m_context.json && place && keepsReceipts(place->channel.kind, place->memberCount))
            return askReceipts(*place);
        print();
    });
}

void HistoryCommand::askReceipts(const ChannelState& state) {
    m_dialog.requests().send(ListReceipts{state.channel.id},
                             [this, others = state.memberCount - 1](const Result<Answer>& answer) {
                                 if (!answer && answer.error().code == ErrorCode::NetworkFailed)
                                     return;
                                 if (const auto* told = answer ? std::get_if<Receipts>(&*answer) : nullptr)
                                     m_slowest = slowestOf(told->receipts, m_me, others);
                                 print();
                             });
}

void HistoryCommand::print() {
    for (const Event& event : std::as_const(m_events)) {
        const QString author = m_dialog.nameOf(event.author);
        if (!m_context.json) {
            printLine(toText(event, author));
            continue;
        }
        QJsonObject object = toJson(event, author);
        if (m_slowest && event.author == m_me && std::holds_alternative<MessagePosted>(event.body)) {
            object.insert(u"delivered"_qs, m_slowest->delivered >= event.serial);
            object.insert(u"read"_qs, m_slowest->read >= event.serial);
        }
        printLine(object);
    }
    m_context.finish(ExitCode::Ok);
}

SearchCommand::SearchCommand(Context& context, SearchOptions options)
    : m_context(context), m_options(std::move(options)), m_dialog(context, {[this] { ask(); }, {}, {}, {}}) {}

void SearchCommand::start() {
    m_context.withAccount([this](const client::Account&) { m_dialog.open(patienceMs, false); });
}

void SearchCommand::ask() {
    Search search;
    search.query = m_options.query;
    search.beforeId = m_before;
    search.limit = std::min(limits::searchPage, m_options.limit - m_printed);
    if (!m_options.channel.isEmpty()) {
        const ChannelState* state = m_dialog.channel(m_options.channel);
        if (!state)
            return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
        search.channel = state->channel.id;
    }
    m_dialog.requests().send(search, [this](const Result<Answer>& answer) {
        if (!answer && answer.error().code == ErrorCode::NetworkFailed)
            return;
        const auto* page = answer ? std::get_if<SearchPage>(&*answer) : nullptr;
        if (!page)
            return m_context.fail(answer ? Error{ErrorCode::BadFrame, {}, 0} : answer.error());
        print(*page);
    });
}

void SearchCommand::print(const SearchPage& page) {
    // Hits do not come with people: names that are not known are asked for by their channels first.
    for (const SearchHit& hit : page.hits) {
        if (m_dialog.knows(hit.event.author))
            continue;
        m_dialog.requests().send(
            ListMembers{hit.channel}, [this, page, author = hit.event.author](const Result<Answer>& answer) {
                if (!answer && answer.error().code == ErrorCode::NetworkFailed)
                    return;
                if (const auto* list = answer ? std::get_if<MemberList>(&*answer) : nullptr)
                    for (const Member& member : list->members)
                        m_dialog.learn({member.person});
                if (!m_dialog.knows(author)) {
                    Person former;
                    former.id = author;
                    former.name = author.toString();
                    m_dialog.learn({former});
                }
                print(page);
            });
        return;
    }
    for (const SearchHit& hit : page.hits) {
        const QString author = m_dialog.nameOf(hit.event.author);
        if (m_context.json) {
            QJsonObject object = toJson(hit.event, author);
            object.insert(u"channel"_qs, hit.channel.toString());
            object.insert(u"snippet"_qs, withoutMarks(hit.snippet));
            printLine(object);
        } else {
            const ChannelState* state = m_dialog.channel(hit.channel.toString());
            const QString place = state ? m_dialog.nameOf(*state) : hit.channel.toString();
            printLine(place + u' ' + toText(hit.event, author));
        }
        ++m_printed;
        m_before = hit.event.message;
    }
    if (page.more && !page.hits.isEmpty() && m_printed < m_options.limit)
        return ask();
    m_context.finish(ExitCode::Ok);
}

} // namespace parlor::cli
