#pragma once

#include "client/core/foundmessages.h"
#include "client/core/state.h"
#include "client/models/keyedrows.h"
#include "shared/protocol/frames.h"

namespace parlor::client {

/// One message that was found.
struct SearchRow {
    QString key;
    ChannelId channel;
    MessageId message;
    Serial serial;
    PersonId author;
    QString authorName, place;
    qint64 time = 0;
    QString snippet;                    ///< plain
    QList<std::pair<int, int>> matches; ///< start and length in the snippet

    friend bool operator==(const SearchRow&, const SearchRow&) = default;
};

class SearchModel final : public KeyedListModel<SearchRow> {
    Q_OBJECT
public:
    using KeyedListModel::KeyedListModel;

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
};

/// The rows of a page of hits.
QList<SearchRow> searchRowsOf(const State& state, const SearchPage& page);

/// What a person should know about where was looked; empty when it was everywhere.
QString searchReachOf(const State& state, const FoundMessages& found);

} // namespace parlor::client
