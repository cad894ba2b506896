#pragma once

#include "client/core/state.h"
#include "client/models/keyedrows.h"

namespace parlor::client {

/// One file on its way, or where the finished ones begin.
struct TransferRow {
    QString key;
    bool header = false; ///< "Finished"
    Transfer transfer;
    qint64 endedAt = 0; ///< ms UTC when it was seen to arrive; 0: it had before this list was made
    QString place;      ///< the channel's name; empty for the library

    friend bool operator==(const TransferRow&, const TransferRow&) = default;
};

/// Transfers, running ones first, finished ones below their header; follows the state by itself.
class TransferModel final : public KeyedListModel<TransferRow> {
    Q_OBJECT
public:
    /// `state` outlives the model.
    explicit TransferModel(State& state, QObject* parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    /// Of all that is under way, 0 … 1; negative when nothing is.
    [[nodiscard]] double share() const { return m_share; }

    [[nodiscard]] int running() const { return m_running; }

Q_SIGNALS:
    void shareChanged();
    /// The last running transfer ended; `failed` of them did not arrive.
    void allDone(int done, int failed);

private:
    void refresh();

    State& m_state;
    QHash<TransferId, qint64> m_endedAt; ///< `endedAt` of each; negative while it is under way
    double m_share = -1;
    int m_running = 0;
};

/// "22 MB of 48 MB · 3.4 MB/s · 2 min left", "Paused at …", "Done, 09:14", "The reason. "
QString statusWords(const TransferRow& row);

} // namespace parlor::client
