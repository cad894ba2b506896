#pragma once

class QString;
class QVBoxLayout;
class QWidget;

namespace parlor::client {

/// The column of a page of settings, with the margins that all pages share.
QVBoxLayout* settingsColumn(QWidget* page);

/// A title and what belongs to it, below what the column has already. Takes `content` over; `outset` px of it
/// hang out at the left and the top. The last `above` px of what stands above belong to the gap.
void addSettingsGroup(QVBoxLayout* column, const QString& title, QWidget* content, int outset = 0,
                      int above = 0);

} // namespace parlor::client
