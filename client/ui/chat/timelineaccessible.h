#pragma once

#include <QAccessibleWidget>

#include <map>
#include <memory>

namespace parlor::client {

class TimelineView;

/// Shows a timeline to screen readers as a list: every message a row of "sender, text, time, state".
class TimelineAccessible final : public QAccessibleWidget {
public:
    explicit TimelineAccessible(TimelineView* view);
    ~TimelineAccessible() override;

    /// To be given to QAccessible::installFactory once.
    static QAccessibleInterface* make(const QString& className, QObject* object);

    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface* child(int index) const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override;
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override;
    [[nodiscard]] QAccessibleInterface* focusChild() const override;

private:
    class Row;
    [[nodiscard]] TimelineView* view() const;
    mutable std::map<int, QAccessible::Id> m_rows; ///< made when they are asked for
};

} // namespace parlor::client
