#include "client/models/names.h"

#include <QCoreApplication>

#include <algorithm>

namespace parlor::client {

namespace {

QString tr(const char* source, int n = -1) {
    return QCoreApplication::translate("Names", source, nullptr, n);
}

} // namespace

QString nameOf(const State& state, PersonId id) {
    if (!id.isValid())
        return tr("The operator");
    const Person* person = state.person(id);
    if (person == nullptr)
        return tr("Former member");
    return person->displayName.isEmpty() ? person->name : person->displayName;
}

QString nameOf(const State& state, const ChannelState& channel) {
    if (!channel.channel.name.isEmpty())
        return channel.channel.name;
    QStringList names;
    for (const PersonId id : channel.people)
        if (id != state.me())
            names << nameOf(state, id);
    if (names.isEmpty())
        return channel.channel.kind == ChannelKind::Direct ? tr("Notes to myself") : tr("Group");
    return names.join(u", "_qs);
}

PersonId otherOf(const State& state, const ChannelState& channel) {
    if (channel.channel.kind != ChannelKind::Direct)
        return {};
    for (const PersonId id : channel.people)
        if (id != state.me())
            return id;
    return {};
}

QString emojiOf(const Channel& channel) {
    return channel.metadata.value(u"emoji").toString().left(16);
}

QString typingWords(const State& state, const ChannelView& view) {
    QStringList names;
    for (auto it = view.typing.cbegin(); it != view.typing.cend(); ++it)
        if (it.key() != state.me())
            names << nameOf(state, it.key()).section(u' ', 0, 0);
    names.sort();
    if (names.isEmpty())
        return {};
    if (names.size() == 1)
        return tr("%1 is typing…").arg(names[0]);
    if (names.size() == 2)
        return tr("%1 and %2 are typing…").arg(names[0], names[1]);
    return tr("Several people are typing…");
}

QString summaryOf(const MessagePosted& message) {
    if (message.deleted)
        return tr("Message deleted");
    if (!message.entry.text.isEmpty())
        return message.entry.text;
    return message.entry.photos.isEmpty() ? message.entry.name : mediaWords(message.entry.photos);
}

QString mediaWords(const QList<PhotoReference>& photos) {
    const qsizetype count = photos.size();
    const qsizetype videos = std::ranges::count(photos, true, &PhotoReference::video);
    if (count == 0)
        return {};
    if (videos == 0)
        return count == 1 ? tr("Photo") : tr("%1 photos").arg(count);
    if (videos == count)
        return count == 1 ? tr("Video") : tr("%1 videos").arg(count);
    return tr("%1 photos and videos").arg(count);
}

} // namespace parlor::client
