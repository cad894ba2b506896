#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/photo.h"

#include <QString>

#include <optional>

namespace parlor::client {

/// What the second line of a chat says, in order of importance.
enum class Preview {
    None,
    Failed, ///< a message of one's own was not sent
    Draft,
    Typing,
    Message,
};

enum class Ticks { None, Waiting, Sent, Seen };

enum class Online { Unknown, Yes, No };

/// One row of the list of chats: a section's header, a chat, or the words of an empty section.
struct ChannelRow {
    enum class Kind { Section, Chat, Hint };

    Kind kind = Kind::Chat;
    QString key;
    QString name;           ///< of the chat or section, or the hint's words
    bool collapsed = false; ///< a section's

    ChannelId channel;
    bool direct = false; ///< one other person: round
    PersonId person;     ///< of a direct chat
    QString emoji;       ///< of a place that has one
    std::optional<PhotoReference> picture;
    Preview preview = Preview::None;
    QString previewAuthor; ///< "Noor", "You"; empty in direct chats
    QString previewText;
    std::optional<PhotoReference> previewPhoto;
    Ticks ticks = Ticks::None;
    qint64 time = 0; ///< ms UTC of the last message, 0 for none
    qint64 unread = 0;
    bool counts = false; ///< the number is shown, otherwise a dot
    bool muted = false;
    Online online = Online::Unknown;

    friend bool operator==(const ChannelRow&, const ChannelRow&) = default;
};

} // namespace parlor::client
