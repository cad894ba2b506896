#pragma once

#include "server/domain/ports/albumstore.h"
#include "server/domain/ports/changecount.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/messagestore.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace parlor::server {

/// Who may see a photo: its owner, whoever may read a message that shows it, and whoever may see an album
/// that it lies in, at each request. Answers are kept in memory and forgotten as soon as something that they
/// rest on is committed. Domain thread only.
class PhotoAccess final : public QObject {
    Q_OBJECT
public:
    using Answer = std::function<void(bool)>;

    PhotoAccess(MessageStore& messages, ChannelStore& channels, AlbumStore& albums, Executor& executor,
                QObject* parent = nullptr);

    /// Calls `answer` at once when it is known, otherwise after a look into the store. A store that fails
    /// says no.
    void maySee(PersonId person, PhotoId photo, PersonId owner, Answer answer);

    /// Holds as long as every answer given from now on does.
    [[nodiscard]] ChangeCount::Mark mark() const { return m_changes.mark(); }

    /// To be called with everything that is committed, before anybody is told of it.
    void committed(const CommittedItem& item);

private:
    struct Question {
        PersonId person;
        PhotoId photo;
        friend bool operator==(const Question&, const Question&) = default;

        friend size_t qHash(const Question& q, size_t seed = 0) {
            return qHashMulti(seed, q.person, q.photo);
        }
    };
    struct Search;

    void ask(const std::shared_ptr<Search>& search);
    void askAlbums(const std::shared_ptr<Search>& search);
    void settle(const std::shared_ptr<Search>& search, bool may);
    void forget();

    MessageStore& m_messages;
    ChannelStore& m_channels;
    AlbumStore& m_albums;
    Executor& m_executor;
    QHash<Question, bool> m_answers;
    ChangeCount m_changes; ///< an answer that was begun before one is not kept
};

} // namespace parlor::server
