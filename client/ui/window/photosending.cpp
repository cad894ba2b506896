#include "client/ui/window/photosending.h"

#include "client/models/names.h"
#include "client/ui/chat/sendsheet.h"
#include "shared/core/task.h"
#include "shared/protocol/mediafiles.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QPointer>
#include <QStandardPaths>

namespace parlor::client {

PhotoSending::PhotoSending(State& state, Actions& actions, Executor& executor, PictureSource& pictures,
                           TimelineFeed& feed, QWidget& window)
    : QObject(&window),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_pictures(pictures),
      m_feed(feed),
      m_window(window) {}

void PhotoSending::choose() {
    if (!m_feed.channel().isValid())
        return;
    const QStringList files = QFileDialog::getOpenFileNames(
        &m_window, tr("Send photos"), QStandardPaths::writableLocation(QStandardPaths::PicturesLocation),
        tr("Photos and videos (%1)").arg(mediaFilePatterns().join(u' ')));
    if (!files.isEmpty())
        offer(files);
}

void PhotoSending::offer(const QImage& pasted) {
    // A pasted picture has no file yet; the outbox needs one that survives a restart.
    const QString dir = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + u"/pasted"_qs;
    QDir().mkpath(dir);
    const QString file =
        dir + u'/' + QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss-zzz"_qs) + u".png"_qs;
    if (pasted.save(file, "PNG"))
        offer(QStringList{file});
    else
        Q_EMIT told(u"circle-alert"_qs, tr("The pasted picture could not be kept."));
}

void PhotoSending::offer(const QStringList& files) {
    const ChannelId channel = m_feed.channel();
    if (!channel.isValid() || files.isEmpty())
        return;
    if (auto* open = m_window.findChild<SendSheet*>()) {
        open->addFiles(files);
        return;
    }
    auto* sheet = new SendSheet(nameOf(m_state, m_state.channel(channel)->state), files, &m_pictures,
                                &m_window, m_state.limits().photosPerMessage);
    connect(sheet, &SendSheet::sendAsked, this,
            [this, sheet, channel](const QStringList& chosen, const QString& caption,
                                   const QHash<QString, QSize>& sizes, bool smaller) {
                if (!smaller)
                    return send(channel, chosen, caption, chosen, sizes);
                whenDone(m_actions.smallerCopies(chosen), &m_executor, this,
                         [this, shown = QPointer(sheet), channel, chosen, caption,
                          sizes](const QStringList& copies) {
                             if (shown)
                                 shown->close();
                             send(channel, copies, caption, chosen, sizes);
                         });
            });
    connect(sheet, &SendSheet::addAsked, this, &PhotoSending::choose);
    sheet->open();
}

/// `originals`: what the files are made of, in the same order; `sizes` are theirs.
void PhotoSending::send(ChannelId channel, const QStringList& files, const QString& caption,
                        const QStringList& originals, const QHash<QString, QSize>& sizes) {
    for (qsizetype i = 0; i < files.size(); ++i)
        if (const QSize size = sizes.value(originals.value(i)); size.isValid())
            m_feed.setFileSize(files.at(i), size);
    OutgoingMessage message;
    message.channel = channel;
    message.text = caption;
    message.files = files;
    if (channel == m_feed.channel())
        Q_EMIT sent();
    m_actions.sendMessage(message);
}

} // namespace parlor::client
