#pragma once

#include <QAbstractItemModel>
#include <QHash>
#include <QList>
#include <QSet>

namespace parlor::client {

/// Turns "the rows are now these" into the smallest usual set of row signals: equal keys stay, gone ones are
/// removed, new ones inserted in runs, changed ones announced; a changed order moves single rows.
/// `Model` gives access to the protected begin/end calls by being a friend or by forwarding them.
template<class Row, class Model>
void replaceRows(Model& model, QList<Row>& rows, const QList<Row>& wanted) {
    QSet<QString> keys;
    for (const Row& row : wanted)
        keys.insert(row.key);
    for (qsizetype i = rows.size() - 1; i >= 0; --i) {
        if (keys.contains(rows[i].key))
            continue;
        qsizetype first = i;
        while (first > 0 && !keys.contains(rows[first - 1].key))
            --first;
        model.removeRun(static_cast<int>(first), static_cast<int>(i),
                        [&] { rows.remove(first, i - first + 1); });
        i = first;
    }
    QSet<QString> present;
    for (const Row& row : rows)
        present.insert(row.key);
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (i < rows.size() && rows[i].key == wanted[i].key)
            continue;
        if (present.contains(wanted[i].key)) {
            qsizetype from = i;
            while (rows[from].key != wanted[i].key)
                ++from;
            model.moveOne(static_cast<int>(from), static_cast<int>(i), [&] { rows.move(from, i); });
            continue;
        }
        qsizetype last = i;
        while (last + 1 < wanted.size() && !present.contains(wanted[last + 1].key))
            ++last;
        model.insertRun(static_cast<int>(i), static_cast<int>(last), [&] {
            for (qsizetype at = i; at <= last; ++at)
                rows.insert(at, wanted[at]);
        });
        i = last;
    }
    for (qsizetype i = 0; i < wanted.size();) {
        if (rows[i] == wanted[i]) {
            ++i;
            continue;
        }
        const qsizetype first = i;
        for (; i < wanted.size() && !(rows[i] == wanted[i]); ++i)
            rows[i] = wanted[i];
        model.changeRun(static_cast<int>(first), static_cast<int>(i - 1));
    }
}

/// A flat list model of rows that have a `key` and can be compared.
template<class Row>
class KeyedListModel : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    [[nodiscard]] const Row& at(int row) const { return m_rows.at(row); }

    [[nodiscard]] const QList<Row>& rows() const { return m_rows; }

    /// The place of a key, -1 for none. Looked for from `near` on in both directions.
    [[nodiscard]] int indexOf(const QString& key, int near = 0) const {
        const auto count = static_cast<int>(m_rows.size());
        for (int distance = 0; near - distance >= 0 || near + distance < count; ++distance)
            for (const int at : {near - distance, near + distance})
                if (at >= 0 && at < count && m_rows[at].key == key)
                    return at;
        return -1;
    }

    void setRows(const QList<Row>& rows) { replaceRows(*this, m_rows, rows); }

    template<class Fn>
    void removeRun(int first, int last, Fn change) {
        beginRemoveRows({}, first, last);
        change();
        endRemoveRows();
    }

    template<class Fn>
    void insertRun(int first, int last, Fn change) {
        beginInsertRows({}, first, last);
        change();
        endInsertRows();
    }

    template<class Fn>
    void moveOne(int from, int to, Fn change) {
        beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
        change();
        endMoveRows();
    }

    void changeRun(int first, int last) { Q_EMIT this->dataChanged(this->index(first), this->index(last)); }

protected:
    QList<Row> m_rows;
};

} // namespace parlor::client
