#include "server/domain/photos/photoaccess.h"

namespace parlor::server {

namespace {
constexpr qsizetype mostAnswers = 200'000;

/// Albums and what lies in them; a photo that is not in the trash changes nothing for others.
bool matters(const PersonEventBody& body) {
    if (const auto* photo = std::get_if<LibraryPhotoChanged>(&body))
        return photo->photo.trashed;
    return std::holds_alternative<AlbumChanged>(body) || std::holds_alternative<AlbumRemoved>(body)
           || std::holds_alternative<LibraryPhotoRemoved>(body);
}
} // namespace

struct PhotoAccess::Search {
    Question question;
    Answer answer;
    ChangeCount::Mark begun;
    QList<PhotoPlace> places; ///< still to be asked
};

PhotoAccess::PhotoAccess(MessageStore& messages, ChannelStore& channels, AlbumStore& albums,
                         Executor& executor, QObject* parent)
    : QObject(parent), m_messages(messages), m_channels(channels), m_albums(albums), m_executor(executor) {}

void PhotoAccess::maySee(PersonId person, PhotoId photo, PersonId owner, Answer answer) {
    if (person == owner)
        return answer(true);
    const Question question{person, photo};
    if (const auto known = m_answers.constFind(question); known != m_answers.cend())
        return answer(*known);
    const auto search = std::make_shared<Search>(Search{question, std::move(answer), m_changes.mark(), {}});
    whenDone(m_messages.placesShowing(photo), &m_executor, this,
             [this, search](const Result<QList<PhotoPlace>>& places) {
                 if (!places)
                     return search->answer(false);
                 search->places = *places;
                 ask(search);
             });
}

void PhotoAccess::ask(const std::shared_ptr<Search>& search) {
    if (search->places.isEmpty())
        return askAlbums(search);
    const PhotoPlace place = search->places.takeLast();
    whenDone(m_channels.standing(search->question.person, place.channel), &m_executor, this,
             [this, search, place](const Result<Standing>& standing) {
                 if (standing && standing->mayRead() && place.newest >= standing->membership.visibleFrom)
                     return settle(search, true);
                 ask(search);
             });
}

void PhotoAccess::askAlbums(const std::shared_ptr<Search>& search) {
    whenDone(m_albums.showsTo(search->question.person, search->question.photo), &m_executor, this,
             [this, search](const Result<bool>& shows) { settle(search, shows.value_or(false)); });
}

void PhotoAccess::settle(const std::shared_ptr<Search>& search, bool may) {
    if (search->begun.holds()) {
        if (m_answers.size() >= mostAnswers)
            m_answers.clear();
        m_answers.insert(search->question, may);
    }
    search->answer(may);
}

void PhotoAccess::committed(const CommittedItem& item) {
    if (const auto* own = std::get_if<PersonCommitted>(&item)) {
        for (const PersonEvent& event : own->events)
            if (matters(event.body))
                return forget();
        return;
    }
    // A role decides, too; and what was swept shows nothing any more.
    if (std::holds_alternative<PersonChanged>(item) || std::holds_alternative<MessagesSwept>(item))
        return forget();
    const auto* channel = std::get_if<ChannelCommitted>(&item);
    if (channel == nullptr)
        return;
    for (const Event& event : channel->events) {
        const auto* posted = std::get_if<MessagePosted>(&event.body);
        const bool matters = posted != nullptr ? !posted->entry.photos.isEmpty()
                                               : !std::holds_alternative<ReactionChanged>(event.body)
                                                     && !std::holds_alternative<PinChanged>(event.body);
        if (matters)
            return forget();
    }
}

void PhotoAccess::forget() {
    m_changes.raise();
    m_answers.clear();
}

} // namespace parlor::server
