#include "client/ui/settings/settingsgroup.h"

#include "client/ui/widgets/label.h"

#include <QVBoxLayout>

namespace parlor::client {

namespace t = tokens::settings;

namespace {
/// What hangs out at the left has to have room inside the page.
constexpr int hang = 4;
} // namespace

QVBoxLayout* settingsColumn(QWidget* page) {
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(tokens::chatHeader::padLeft - hang, tokens::space::xl,
                               tokens::chatHeader::padLeft, tokens::space::xl);
    column->setSpacing(0);
    return column;
}

void addSettingsGroup(QVBoxLayout* column, const QString& title, QWidget* content, int outset, int above) {
    Q_ASSERT(outset <= hang);
    if (column->count() > 0)
        column->addSpacing(t::groupGap - above);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(hang, 0, 0, 0);
    head->addWidget(new Label(title, TextSize::Title, Colour::Text));
    column->addLayout(head);
    column->addSpacing(t::groupTitleGap - outset);
    content->setMaximumWidth(t::content - 2 * tokens::chatHeader::padLeft + outset);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(hang - outset, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(content, 1'000);
    row->addStretch(1);
    column->addLayout(row);
}

} // namespace parlor::client
