#include "client/ui/widgets/confirmation.h"

#include "client/ui/style/tokens.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/sheet.h"

#include <QHBoxLayout>

namespace parlor::client {

namespace {

constexpr int confirmWidth = 420;

} // namespace

void confirm(QWidget* window, const QString& title, const QString& words, const QString& button,
             Button::Kind kind, const std::function<void()>& act) {
    auto* sheet = new Sheet(title, confirmWidth, tokens::switcher::top, window);
    auto* text = new Label(words, TextSize::Body, Colour::TextMuted);
    text->setWrapping(true);
    text->setFixedHeight(text->heightForWidth(confirmWidth - 2 * tokens::sheet::padX));
    auto* cancel = new Button(QObject::tr("Cancel"), Button::Kind::Grey);
    auto* go = new Button(button, kind);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(go);
    sheet->body()->addWidget(text);
    sheet->body()->addSpacing(20);
    sheet->body()->addLayout(row);
    QObject::connect(cancel, &QAbstractButton::clicked, sheet, &Sheet::close);
    QObject::connect(go, &QAbstractButton::clicked, sheet, [sheet, act] {
        sheet->close();
        act();
    });
    sheet->open();
    go->setFocus();
}

} // namespace parlor::client
