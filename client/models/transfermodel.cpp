#include "client/models/transfermodel.h"

#include "client/models/clockwords.h"
#include "client/models/names.h"

#include <QDateTime>
#include <QLocale>

namespace parlor::client {

namespace {

bool isFinished(const Transfer& transfer) {
    return transfer.state == TransferState::Done;
}

QString leftWords(const Transfer& transfer) {
    if (transfer.rate < 1)
        return {};
    const auto seconds = static_cast<int>(double(transfer.size - transfer.sent) / transfer.rate);
    if (seconds < 10)
        return TransferModel::tr("seconds left");
    if (seconds < 90)
        return TransferModel::tr("%1 s left").arg(seconds / 5 * 5);
    if (seconds < 5400)
        return TransferModel::tr("%1 min left").arg((seconds + 30) / 60);
    return TransferModel::tr("%1 h left").arg((seconds + 1800) / 3600);
}

} // namespace

TransferModel::TransferModel(State& state, QObject* parent) : KeyedListModel(parent), m_state(state) {
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (changes.transferList || changes.account || !changes.transfers.isEmpty())
            refresh();
    });
    refresh();
}

QVariant TransferModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TransferRow& row = at(index.row());
    if (role == Qt::DisplayRole)
        return row.header ? tr("Finished") : row.transfer.name;
    if (role == Qt::AccessibleTextRole)
        return row.header ? tr("Finished") : row.transfer.name + u", "_qs + statusWords(row);
    return {};
}

void TransferModel::refresh() {
    QList<TransferRow> running, finished;
    QHash<TransferId, qint64> ends;
    qint64 sent = 0, size = 0;
    int active = 0, failed = 0;
    for (const auto& [id, transfer] : m_state.transfers()) {
        TransferRow row;
        row.key = id.toString();
        row.transfer = transfer;
        if (const ChannelView* view = m_state.channel(m_state.made(transfer.channel)))
            row.place = nameOf(m_state, view->state);
        if (isFinished(transfer)) {
            row.endedAt = m_endedAt.value(id);
            if (row.endedAt < 0)
                row.endedAt = QDateTime::currentMSecsSinceEpoch();
        }
        ends.insert(id, isFinished(transfer) ? row.endedAt : -1);
        (isFinished(transfer) ? finished : running) << row;
        if (transfer.state == TransferState::Failed) {
            ++failed;
        } else if (!isFinished(transfer)) {
            ++active;
            sent += transfer.sent;
            size += transfer.size;
        }
    }
    m_endedAt = ends;
    QList<TransferRow> rows = running;
    if (!finished.isEmpty()) {
        TransferRow header;
        header.key = u"finished"_qs;
        header.header = true;
        rows << header;
        for (auto it = finished.crbegin(); it != finished.crend(); ++it)
            rows << *it;
    }
    setRows(rows);
    const double share = active == 0 ? -1 : size > 0 ? double(sent) / double(size) : 0;
    const bool ended = m_running > 0 && active == 0;
    m_running = active;
    if (share != m_share) {
        m_share = share;
        Q_EMIT shareChanged();
    }
    if (ended)
        Q_EMIT allDone(static_cast<int>(finished.size()), failed);
}

QString statusWords(const TransferRow& row) {
    const Transfer& transfer = row.transfer;
    const QLocale locale;
    const auto bytes = [&locale](qint64 value) {
        return locale.formattedDataSize(value, 1, QLocale::DataSizeSIFormat);
    };
    const QString whole = bytes(transfer.size);
    QString sent = bytes(transfer.sent);
    // "2.1 of 8.4 MB": the unit stands once when it is the same.
    if (const QString unit = whole.section(u' ', -1); sent.endsWith(u' ' + unit))
        sent.chop(unit.size() + 1);
    const QString amount = TransferModel::tr("%1 of %2").arg(sent, whole);
    switch (transfer.state) {
    case TransferState::Hashing:
        return TransferModel::tr("Preparing");
    case TransferState::Queued:
        return TransferModel::tr("In line");
    case TransferState::Uploading: {
        QStringList parts{amount};
        if (transfer.rate >= 1)
            parts << TransferModel::tr("%1/s").arg(bytes(static_cast<qint64>(transfer.rate)));
        if (const QString left = leftWords(transfer); !left.isEmpty())
            parts << left;
        return parts.join(u"  ·  "_qs);
    }
    case TransferState::Processing:
        return TransferModel::tr("The server makes its pictures");
    case TransferState::Paused:
        return transfer.size > 0 ? TransferModel::tr("Paused at %1").arg(amount)
                                 : TransferModel::tr("Paused");
    case TransferState::Waiting:
        return TransferModel::tr("Waiting for the connection");
    case TransferState::Done:
        if (transfer.had)
            return TransferModel::tr("Was in the library already");
        return row.endedAt > 0 ? TransferModel::tr("Done, %1").arg(clockWords(row.endedAt))
                               : TransferModel::tr("Done");
    case TransferState::Failed:
        return transfer.reason ? textFor(*transfer.reason) : TransferModel::tr("It did not arrive.");
    }
    return {};
}

} // namespace parlor::client
