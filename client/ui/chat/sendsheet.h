#pragma once

#include "client/ui/widgets/picturesource.h"
#include "client/ui/widgets/sheet.h"

#include <QHash>

namespace parlor::client {

class Button;
class Label;
class TextField;

/// What is about to be sent: the pictures as the others will see them, in the order one wants, and a caption.
class SendSheet final : public Sheet {
    Q_OBJECT
public:
    SendSheet(const QString& channel, const QStringList& files, PictureSource* pictures, QWidget* window);

    void open();
    void addFiles(const QStringList& files);

Q_SIGNALS:
    /// `sizes` in px of the files that have been read.
    void sendAsked(const QStringList& files, const QString& caption, const QHash<QString, QSize>& sizes);
    void addAsked();

private:
    class Promise;
    class Tiles;
    friend class Tiles;
    void refresh();
    void send();

    QString m_channel;
    QStringList m_files;
    Tiles* m_tiles;
    TextField* m_caption;
    Label* m_note;
    Button* m_send;
};

} // namespace parlor::client
