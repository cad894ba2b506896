#pragma once

#include "client/ui/widgets/picturesource.h"
#include "client/ui/widgets/sheet.h"
#include "shared/protocol/limits.h"

#include <QHash>

namespace parlor::client {

class Button;
class Label;
class Segment;
class TextField;

/// What is about to be sent: the pictures as the others will see them, in the order one wants, a caption,
/// and whether less of them is sent.
class SendSheet final : public Sheet {
    Q_OBJECT
public:
    /// `most`: photos that make one message.
    SendSheet(const QString& channel, const QStringList& files, PictureSource* pictures, QWidget* window,
              int most = limits::photosPerMessage);

    void open();
    void addFiles(const QStringList& files);

Q_SIGNALS:
    /// `sizes` in px of the files that have been read. `smaller`: copies are sent instead of the originals.
    void sendAsked(const QStringList& files, const QString& caption, const QHash<QString, QSize>& sizes,
                   bool smaller);
    void addAsked();

private:
    class Promise;
    class Tiles;
    friend class Tiles;
    void addEmoji();
    void refresh();
    void weigh();
    void send();

    const int m_most;
    QString m_channel;
    QStringList m_files;
    Tiles* m_tiles;
    TextField* m_caption;
    Label* m_note;
    QWidget* m_sizeRow;
    Segment* m_size;
    Label* m_sizeWords;
    Button* m_send;
};

} // namespace parlor::client
