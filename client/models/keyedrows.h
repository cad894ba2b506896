#pragma once

#include <QAbstractItemModel>
#include <QHash>
#include <QList>
#include <QSet>

#include <algorithm>

namespace parlor::client {

/// Turns "the rows from `from` to before `end` are now these" into the smallest usual set of row signals:
/// equal keys stay, gone ones are removed, new ones inserted in runs, changed ones announced; a changed order
/// moves single rows. Costs what the range costs, whatever stands around it; no key of it stands outside.
/// `Model` gives access to the protected begin/end calls by being a friend or by forwarding them.
template<class Row, class Model>
void replaceRows(Model& model, QList<Row>& rows, qsizetype from, qsizetype end, const QList<Row>& wanted) {
    QSet<QString> keys;
    for (const Row& row : wanted)
        keys.insert(row.key);
    for (qsizetype i = end - 1; i >= from; --i) {
        if (keys.contains(rows[i].key))
            continue;
        qsizetype first = i;
        while (first > from && !keys.contains(rows[first - 1].key))
            --first;
        const qsizetype count = i - first + 1;
        model.removeRun(static_cast<int>(first), static_cast<int>(i), [&] { rows.remove(first, count); });
        end -= count;
        i = first;
    }
    QSet<QString> present;
    for (qsizetype i = from; i < end; ++i)
        present.insert(rows[i].key);
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const qsizetype at = from + i;
        if (at < end && rows[at].key == wanted[i].key)
            continue;
        if (present.contains(wanted[i].key)) {
            qsizetype place = at;
            while (rows[place].key != wanted[i].key)
                ++place;
            model.moveOne(static_cast<int>(place), static_cast<int>(at), [&] { rows.move(place, at); });
            continue;
        }
        qsizetype last = i;
        while (last + 1 < wanted.size() && !present.contains(wanted[last + 1].key))
            ++last;
        const qsizetype count = last - i + 1;
        model.insertRun(static_cast<int>(at), static_cast<int>(at + count - 1), [&] {
            rows.insert(at, count, Row());
            std::copy_n(wanted.begin() + i, count, rows.begin() + at);
        });
        end += count;
        i = last;
    }
    for (qsizetype i = 0; i < wanted.size();) {
        if (rows[from + i] == wanted[i]) {
            ++i;
            continue;
        }
        const qsizetype first = i;
        for (; i < wanted.size() && !(rows[from + i] == wanted[i]); ++i)
            rows[from + i] = wanted[i];
        model.changeRun(static_cast<int>(from + first), static_cast<int>(from + i - 1));
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

    void setRows(const QList<Row>& rows) { replaceRows(*this, m_rows, 0, m_rows.size(), rows); }

    /// `rows` take the place of those from `from` to before `end`.
    void setRange(int from, int end, const QList<Row>& rows) { replaceRows(*this, m_rows, from, end, rows); }

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
