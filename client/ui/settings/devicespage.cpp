#include "client/ui/settings/devicespage.h"

#include "client/models/clockwords.h"
#include "client/ui/settings/settingscard.h"
#include "client/ui/settings/settingsgroup.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/label.h"
#include "shared/core/task.h"

#include <QDateTime>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace parlor::client {

namespace {

QString momentWords(qint64 ms) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms);
    if (time.date() == QDate::currentDate())
        return DevicesPage::tr("today, %1").arg(clockWords(ms));
    return u"%1, %2"_qs.arg(QLocale().toString(time.date(), u"d MMMM yyyy"_qs), clockWords(ms));
}

} // namespace

DevicesPage::DevicesPage(Actions& actions, Executor& executor, QWidget* parent)
    : QWidget(parent), m_actions(actions), m_executor(executor), m_column(settingsColumn(this)) {
    m_column->addStretch(1);
}

void DevicesPage::showEvent(QShowEvent* event) {
    load();
    QWidget::showEvent(event);
}

void DevicesPage::load() {
    whenDone(m_actions.sessions(), &m_executor, this, [this](const Result<QList<DeviceSession>>& sessions) {
        if (sessions)
            show(*sessions);
        else if (m_content == nullptr)
            say(sessions.error().code == ErrorCode::NetworkFailed
                    ? tr("The list of devices comes when the server is back.")
                    : textFor(sessions.error().code));
    });
}

void DevicesPage::replace(QWidget* content) {
    if (m_content != nullptr) {
        m_content->hide();
        m_content->deleteLater();
    }
    m_content = content;
    m_column->insertWidget(0, content);
}

void DevicesPage::say(const QString& words) {
    replace(new Label(words, TextSize::Body, Colour::TextMuted));
}

void DevicesPage::show(const QList<DeviceSession>& sessions) {
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* here = new SettingsCard;
    auto* others = new SettingsCard;
    QList<DeviceSession> sorted = sessions;
    std::stable_sort(sorted.begin(), sorted.end(), [](const DeviceSession& a, const DeviceSession& b) {
        return a.lastSeenAt > b.lastSeenAt;
    });
    QList<SessionId> ended;
    for (const DeviceSession& one : std::as_const(sorted)) {
        const QString name = one.device.isEmpty() ? tr("Unnamed device") : one.device;
        const QString where = one.address.isEmpty() ? QString() : tr(", from %1").arg(one.address);
        if (one.current) {
            here->addRow(name, tr("Signed in %1").arg(momentWords(one.createdAt)) + where, nullptr);
            continue;
        }
        auto* out = new Button(tr("Sign out"), Button::Kind::Grey);
        out->setSize(Button::Size::Small);
        connect(out, &QAbstractButton::clicked, this, [this, id = one.id] { end({id}); });
        others->addRow(name, tr("Last seen %1").arg(momentWords(one.lastSeenAt)) + where, out);
        ended << one.id;
    }
    addSettingsGroup(column, tr("This device"), here);
    if (ended.isEmpty()) {
        delete others;
    } else {
        addSettingsGroup(column, tr("Other devices"), others);
        if (ended.size() > 1) {
            auto* all = new Button(tr("Sign out everywhere else"), Button::Kind::Grey);
            connect(all, &QAbstractButton::clicked, this, [this, ended] { end(ended); });
            column->addSpacing(tokens::space::l);
            auto* row = new QHBoxLayout;
            row->setContentsMargins(DevicesPage::edge, 0, 0, 0);
            row->addWidget(all);
            row->addStretch(1);
            column->addLayout(row);
        }
    }
    replace(content);
}

void DevicesPage::end(const QList<SessionId>& sessions) {
    for (const SessionId session : sessions)
        whenDone(m_actions.endSession(session), &m_executor, this, [this](const Status& status) {
            if (status)
                Q_EMIT told(u"circle-check"_qs, tr("That device is signed out"));
            else
                Q_EMIT told(u"circle-alert"_qs, textFor(status.error().code));
            load();
        });
}

} // namespace parlor::client
