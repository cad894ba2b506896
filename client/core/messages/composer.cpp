#include "client/core/messages/composer.h"

#include <QFileInfo>

namespace parlor::client {

QString Composer::send(OutgoingMessage message) {
    PendingMessage pending;
    pending.clientId = makeClientId();
    pending.channel = m_state.made(message.channel);
    pending.text = std::move(message.text);
    pending.photos = std::move(message.photos);
    pending.replyTo = message.replyTo;
    pending.createdAt = m_clock.now();
    for (const QString& path : std::as_const(message.files)) {
        PendingFile file;
        file.path = QFileInfo(path).absoluteFilePath();
        file.transfer = m_uploader.add(path, pending.channel, Uploader::Finish::Processed);
        pending.files.append(file);
    }
    const QString clientId = pending.clientId;
    m_outbox.add(std::move(pending));
    return clientId;
}

QList<TransferId> Composer::sendFiles(const QStringList& paths, std::optional<ChannelId> channel) {
    QList<TransferId> transfers;
    if (!channel) {
        for (const QString& path : paths)
            transfers.append(m_uploader.add(path, {}, Uploader::Finish::Processed));
        return transfers;
    }
    const int most = m_state.limits().photosPerMessage;
    for (qsizetype first = 0; first < paths.size(); first += most) {
        OutgoingMessage message;
        message.channel = *channel;
        message.files = paths.mid(first, most);
        const QString clientId = send(std::move(message));
        for (const PendingMessage& pending : m_state.pending(m_state.made(*channel)))
            if (pending.clientId == clientId)
                for (const PendingFile& file : pending.files)
                    transfers.append(file.transfer);
    }
    return transfers;
}

void Composer::retry(const QString& clientId) {
    for (auto view = m_state.channels().cbegin(); view != m_state.channels().cend(); ++view)
        for (const PendingMessage& message : m_state.pending(view.key()))
            if (message.clientId == clientId)
                for (const PendingFile& file : message.files)
                    if (!file.photo.isValid())
                        m_uploader.resume(file.transfer);
    m_outbox.retry(clientId);
}

void Composer::discard(const QString& clientId) {
    const auto message = m_outbox.discard(clientId);
    if (!message)
        return;
    for (const PendingFile& file : message->files)
        if (!file.photo.isValid())
            m_uploader.cancel(file.transfer);
}

void Composer::cancel(TransferId transfer) {
    m_uploader.cancel(transfer);
    m_outbox.fileDone(transfer, fail(ErrorCode::Cancelled));
}

} // namespace parlor::client
