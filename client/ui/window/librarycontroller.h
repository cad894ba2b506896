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
class PictureSource;

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
    /// The photos of a message, then lightbox at `index`.
    void openInChat(const QList<PhotoReference>& photos, const QList<qint64>& times, const QString& where,
                    int index);

Q_SIGNALS:
    void told(const QString& icon, const QString& words);
    void searchAsked();
    /// Files were put on their way.
    void uploading();

private:
    void refresh();
    void upload(const QStringList& files);
    void connectLightbox(Lightbox* lightbox);
    void setFavourite(const QList<PhotoId>& photos, bool favourite);
    void send(const QList<PhotoReference>& photos);
    void download(const QList<PhotoId>& photos);
    void bin(const QList<PhotoId>& photos);
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
    QTimer m_refresh; ///< many small changes become one
};

} // namespace parlor::client
