#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/models/photogridmodel.h"
#include "shared/core/executor.h"

#include <QTimer>

namespace parlor::client {

class ChatLightboxItems;
class GalleryPage;
class LibraryLightboxItems;
class Lightbox;
class PhotoSaving;
class PictureSource;
class VideoLengths;

/// Joins gallery and lightbox to the state and to what a person may do with photos.
class LibraryController final : public QObject {
    Q_OBJECT
public:
    /// All outlive it; `window` carries the lightbox and the sheets.
    LibraryController(State& state, Actions& actions, Executor& executor, PictureSource& pictures,
                      QWidget& window);

    /// To be given to the shell.
    [[nodiscard]] GalleryPage* page() const { return m_page; }

    [[nodiscard]] PhotoGridModel* model() { return &m_model; }

    [[nodiscard]] Lightbox* lightbox() const { return m_lightbox; }

    void addPhotos();
    /// The lightbox with all photos of a conversation, newest first, at one of them.
    void openInChat(ChannelId channel, PhotoId photo);

    /// To files and as copies; what it tells is told here too.
    [[nodiscard]] PhotoSaving* saving() const { return m_saving; }

Q_SIGNALS:
    void told(const QString& icon, const QString& words);
    void searchAsked();
    /// Files were put on their way.
    void uploading();

private:
    void refresh();
    void upload(const QStringList& files);
    void connectLightbox(Lightbox* lightbox);
    void tellOnline();
    void setFavourite(const QList<PhotoId>& photos, bool favourite);
    void send(const QList<PhotoReference>& photos);
    void bin(const QList<PhotoId>& photos);
    void part(PhotoId edited);
    [[nodiscard]] QList<PhotoReference> referencesOf(const QList<PhotoId>& photos) const;

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    QWidget& m_window;
    PhotoGridModel m_model;
    GalleryPage* m_page;
    LibraryLightboxItems* m_items;
    ChatLightboxItems* m_chatItems;
    Lightbox* m_lightbox;
    Lightbox* m_chatLightbox;
    PhotoSaving* m_saving;
    VideoLengths* m_lengths;
    QTimer m_refresh; ///< many small changes become one
};

} // namespace parlor::client
