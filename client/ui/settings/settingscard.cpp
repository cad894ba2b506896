#include "client/ui/settings/settingscard.h"

#include "client/ui/style/paint.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/toggle.h"

#include <QPainter>
#include <QVBoxLayout>

namespace parlor::client {

SettingsCard::SettingsCard(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SettingsCard::addRow(const QString& title, const QString& help, QWidget* control) {
    auto* row = new QWidget;
    row->setMinimumHeight(theme().scaled(tokens::settings::row));
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(tokens::settings::rowPadX, 8, tokens::settings::rowPadX, 8);
    line->setSpacing(16);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch(1);
    words->addWidget(new Label(title, TextSize::Body, Colour::Text, 500));
    if (!help.isEmpty())
        words->addWidget(new Label(help, TextSize::Small, Colour::TextMuted));
    words->addStretch(1);
    line->addLayout(words, 1);
    if (control != nullptr) {
        if (control->accessibleName().isEmpty())
            control->setAccessibleName(title);
        control->setAccessibleDescription(help);
        line->addWidget(control, 0, Qt::AlignVCenter);
        if (qobject_cast<Toggle*>(control) != nullptr)
            line->setContentsMargins(tokens::settings::rowPadX, 8, tokens::settings::rowPadX - Toggle::outset,
                                     8);
    }
    m_column->addWidget(row);
}

void SettingsCard::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    strokeRounded(painter, rect(), Corners::all(tokens::radius::card), theme().colour(Colour::Divider));
    for (int i = 1; i < m_column->count(); ++i)
        drawHairline(painter, 1, m_column->itemAt(i)->geometry().top(), width() - 2,
                     theme().colour(Colour::Divider));
}

} // namespace parlor::client
