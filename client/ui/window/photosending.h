#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/models/timelinefeed.h"
#include "client/ui/widgets/picturesource.h"
#include "shared/core/executor.h"

#include <QImage>

class QWidget;

namespace parlor::client {

/// Files of this machine on their way into the conversation that is open: chosen, dropped or pasted, shown
/// once more on a sheet, then sent.
class PhotoSending final : public QObject {
    Q_OBJECT
public:
    /// All outlive it; `feed` shows the conversation, `window` carries the sheet.
    PhotoSending(State& state, Actions& actions, Executor& executor, PictureSource& pictures,
                 TimelineFeed& feed, QWidget& window);

    /// Asks for files.
    void choose();
    void offer(const QStringList& files);
    /// A picture that has no file yet.
    void offer(const QImage& pasted);

Q_SIGNALS:
    /// Into the conversation that is shown.
    void sent();
    void told(const QString& icon, const QString& words);

private:
    void send(ChannelId channel, const QStringList& files, const QString& caption,
              const QStringList& originals, const QHash<QString, QSize>& sizes);

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    PictureSource& m_pictures;
    TimelineFeed& m_feed;
    QWidget& m_window;
};

} // namespace parlor::client
