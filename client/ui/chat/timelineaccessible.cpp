#include "client/ui/chat/timelineaccessible.h"

#include "client/ui/chat/timelineview.h"

namespace parlor::client {

/// One message; it lives as long as its list and reads the row's text when asked.
class TimelineAccessible::Row final : public QAccessibleInterface {
public:
    Row(TimelineView* view, int row) : m_view(view), m_row(row) {}

    [[nodiscard]] bool isValid() const override {
        return m_view != nullptr && m_view->model() != nullptr && m_row < m_view->model()->rowCount();
    }

    [[nodiscard]] QObject* object() const override { return nullptr; }

    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }

    [[nodiscard]] QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(m_view);
    }

    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }

    [[nodiscard]] int childCount() const override { return 0; }

    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    void setText(QAccessible::Text, const QString&) override {}

    [[nodiscard]] QString text(QAccessible::Text kind) const override {
        return isValid() && kind == QAccessible::Name ? spokenText(m_view->model()->at(m_row)) : QString();
    }

    [[nodiscard]] QRect rect() const override {
        if (!isValid())
            return {};
        const RowLayout& layout = m_view->rowLayout(m_row);
        const QPoint top =
            m_view->viewport()->mapToGlobal(QPoint(0, static_cast<int>(m_view->rowTop(m_row))));
        return {top, QSize(m_view->viewport()->width(), static_cast<int>(layout.height))};
    }

    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }

    [[nodiscard]] QAccessible::State state() const override {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        if (isValid()) {
            state.focused = m_view->currentRow() == m_row;
            state.offscreen = m_row < m_view->firstVisibleRow() || m_row > m_view->lastVisibleRow();
        }
        return state;
    }

    [[nodiscard]] int row() const { return m_row; }

private:
    QPointer<TimelineView> m_view;
    int m_row;
};

TimelineAccessible::TimelineAccessible(TimelineView* view) : QAccessibleWidget(view, QAccessible::List) {}

TimelineAccessible::~TimelineAccessible() {
    for (const auto& [row, id] : m_rows)
        QAccessible::deleteAccessibleInterface(id);
}

QAccessibleInterface* TimelineAccessible::make(const QString& /*className*/, QObject* object) {
    auto* view = qobject_cast<TimelineView*>(object);
    return view != nullptr ? new TimelineAccessible(view) : nullptr;
}

TimelineView* TimelineAccessible::view() const {
    return static_cast<TimelineView*>(object());
}

int TimelineAccessible::childCount() const {
    return view()->model() != nullptr ? view()->model()->rowCount() : 0;
}

QAccessibleInterface* TimelineAccessible::child(int index) const {
    if (index < 0 || index >= childCount())
        return nullptr;
    auto known = m_rows.find(index);
    if (known == m_rows.end())
        known = m_rows.emplace(index, QAccessible::registerAccessibleInterface(new Row(view(), index))).first;
    return QAccessible::accessibleInterface(known->second);
}

int TimelineAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const auto* row = dynamic_cast<const Row*>(child);
    return row != nullptr ? row->row() : -1;
}

QAccessibleInterface* TimelineAccessible::childAt(int x, int y) const {
    for (int row = view()->firstVisibleRow(); row >= 0 && row <= view()->lastVisibleRow(); ++row)
        if (QAccessibleInterface* found = child(row); found != nullptr && found->rect().contains(x, y))
            return found;
    return nullptr;
}

QAccessibleInterface* TimelineAccessible::focusChild() const {
    return child(view()->currentRow());
}

} // namespace parlor::client
