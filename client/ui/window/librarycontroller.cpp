#include "client/ui/window/librarycontroller.h"

#include "client/models/channelfeed.h"
#include "client/models/names.h"
#include "client/models/videolengths.h"
#include "client/ui/gallery/gallerypage.h"
#include "client/ui/gallery/galleryview.h"
#include "client/ui/lightbox/librarylightboxitems.h"
#include "client/ui/lightbox/lightbox.h"
#include "client/ui/style/tokens.h"
#include "client/ui/widgets/confirmation.h"
#include "client/ui/widgets/picklist.h"
#include "client/ui/widgets/sheet.h"
#include "client/ui/window/chatlightboxitems.h"
#include "client/ui/window/photosaving.h"
#include "shared/core/task.h"
#include "shared/protocol/mediafiles.h"

#include <QFileDialog>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace parlor::client {

namespace {
constexpr int refreshMs = 200;
constexpr int chooserWidth = 420;
} // namespace

LibraryController::LibraryController(State& state, Actions& actions, Executor& executor,
                                     PictureSource& pictures, QWidget& window)
    : QObject(&window),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_window(window),
      m_page(new GalleryPage(&m_model, &pictures)),
      m_items(new LibraryLightboxItems(
          &m_model,
          [this](PhotoId id) {
              whenDone(m_actions.photo(id), &m_executor, this, [this, id](const Result<OwnPhoto>& photo) {
                  if (photo)
                      m_items->setFacts(*photo);
                  else if (m_items->lost(id))
                      Q_EMIT told(u"circle-alert"_qs, textFor(photo.error().code));
              });
          },
          this)),
      m_chatItems(new ChatLightboxItems(this)),
      m_lightbox(new Lightbox(m_items, &pictures, &window)),
      m_chatLightbox(new Lightbox(m_chatItems, &pictures, &window)),
      m_saving(new PhotoSaving(actions, executor, window)),
      m_lengths(new VideoLengths(
          [this](PhotoId id) {
              whenDone(m_actions.photo(id), &m_executor, this, [this, id](const Result<OwnPhoto>& photo) {
                  if (photo)
                      m_lengths->answer(id, photo->facts.durationMs.value_or(0));
                  else
                      m_lengths->failed(id);
              });
          },
          this)) {
    m_page->view()->setVideoLengths(m_lengths);
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(refreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &LibraryController::refresh);
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        m_items->outdate(changes.photos);
        if (changes.libraryReset || changes.account)
            refresh();
        else if (!changes.photos.isEmpty() && !m_refresh.isActive())
            m_refresh.start();
        if (changes.connection)
            tellOnline();
    });
    connect(m_page, &GalleryPage::opened, m_lightbox, &Lightbox::open);
    connect(m_page, &GalleryPage::addAsked, this, &LibraryController::addPhotos);
    connect(m_page, &GalleryPage::filesDropped, this, &LibraryController::upload);
    connect(m_page, &GalleryPage::searchAsked, this, &LibraryController::searchAsked);
    connect(m_page, &GalleryPage::favouriteAsked, this, &LibraryController::setFavourite);
    connect(m_page, &GalleryPage::sendAsked, this,
            [this](const QList<PhotoId>& photos) { send(referencesOf(photos)); });
    connect(m_page, &GalleryPage::downloadAsked, m_saving,
            qOverload<const QList<PhotoId>&>(&PhotoSaving::saveWithVersions));
    connect(m_saving, &PhotoSaving::told, this, &LibraryController::told);
    connect(m_page, &GalleryPage::binAsked, this, &LibraryController::bin);
    connectLightbox(m_lightbox);
    connectLightbox(m_chatLightbox);
    connect(m_lightbox, &Lightbox::closed, this, [this](PhotoId at) {
        if (const int index = m_model.indexOf(at); index >= 0)
            m_page->view()->showPhoto(index);
    });
    tellOnline();
    refresh();
}

void LibraryController::tellOnline() {
    const bool online = m_state.connection().state == Connectivity::Online;
    m_lightbox->setOnline(online);
    m_chatLightbox->setOnline(online);
}

void LibraryController::connectLightbox(Lightbox* lightbox) {
    const bool own = lightbox == m_lightbox;
    const auto shown = [this](PhotoId photo) {
        return QList<PhotoReference>{m_chatItems->referenceAt(m_chatItems->indexOf(photo))};
    };
    connect(lightbox, &Lightbox::favouriteAsked, this,
            [this](PhotoId photo, bool favourite) { setFavourite({photo}, favourite); });
    connect(lightbox, &Lightbox::sendAsked, this,
            [this, own, shown](PhotoId photo) { send(own ? referencesOf({photo}) : shown(photo)); });
    connect(lightbox, &Lightbox::downloadAsked, this, [this, own, shown](PhotoId photo) {
        if (own || !m_chatItems->isOthers(m_chatItems->indexOf(photo)))
            m_saving->saveOriginals({photo});
        else
            m_saving->saveShown(shown(photo));
    });
    connect(lightbox, &Lightbox::copyAsked, this,
            [this, shown](PhotoId photo) { m_saving->saveCopies(shown(photo)); });
    connect(lightbox, &Lightbox::binAsked, this, [this](PhotoId photo) { bin({photo}); });
    connect(lightbox, &Lightbox::partAsked, this, &LibraryController::part);
}

void LibraryController::refresh() {
    m_refresh.stop();
    m_model.setColumns(m_state.library().columns());
}

void LibraryController::openInChat(ChannelId channel, PhotoId photo) {
    const ChannelView* view = m_state.channel(channel);
    if (view == nullptr)
        return;
    QList<ChatPhoto> photos;
    int index = 0;
    const auto& rows = m_state.timeline(channel).rows();
    for (auto it = rows.rbegin(); it != rows.rend(); ++it)
        if (const auto* posted = std::get_if<MessagePosted>(&it->body); posted != nullptr && !posted->deleted)
            for (const PhotoReference& one : posted->entry.photos) {
                if (one.id == photo)
                    index = static_cast<int>(photos.size());
                photos << ChatPhoto{one, it->time, it->author == m_state.me()};
            }
    if (photos.isEmpty())
        return;
    m_chatItems->setPhotos(photos, tr("in %1").arg(nameOf(m_state, view->state)));
    m_chatLightbox->open(index);
}

void LibraryController::addPhotos() {
    upload(QFileDialog::getOpenFileNames(&m_window, tr("Add photos"),
                                         QStandardPaths::writableLocation(QStandardPaths::PicturesLocation),
                                         tr("Photos and videos (%1)").arg(mediaFilePatterns().join(u' '))));
}

void LibraryController::upload(const QStringList& files) {
    if (files.isEmpty())
        return;
    m_actions.uploadFiles(files, std::nullopt);
    Q_EMIT uploading();
}

QList<PhotoReference> LibraryController::referencesOf(const QList<PhotoId>& photos) const {
    QList<PhotoReference> references;
    for (const PhotoId id : photos)
        if (const int index = m_model.indexOf(id); index >= 0)
            references << m_model.referenceAt(index);
    return references;
}

void LibraryController::setFavourite(const QList<PhotoId>& photos, bool favourite) {
    for (const PhotoId id : photos)
        m_model.setFavourite(id, favourite);
    whenDone(m_actions.setFavourite(photos, favourite), &m_executor, this, [this](const Status& status) {
        if (status)
            return;
        refresh();
        Q_EMIT told(u"circle-alert"_qs, textFor(status.error().code));
    });
}

void LibraryController::send(const QList<PhotoReference>& photos) {
    if (photos.isEmpty())
        return;
    auto* sheet =
        new Sheet(photos.size() == 1 ? tr("Send the photo to") : tr("Send %1 photos to").arg(photos.size()),
                  chooserWidth, tokens::sheet::top, &m_window);
    auto* list = new PickList;
    QList<PickRow> rows;
    for (const ChannelRow& chat : channelRowsOf(m_state, {}, {})) {
        if (chat.kind != ChannelRow::Kind::Chat)
            continue;
        PickRow row;
        row.id = chat.channel.value();
        row.name = chat.name;
        row.face.person = chat.direct;
        row.face.id = chat.direct ? chat.person.value() : row.id;
        row.face.name = chat.name;
        row.face.emoji = chat.emoji;
        rows << row;
    }
    list->setRows(rows);
    list->setEmptyWords(tr("You are in no chat yet."));
    sheet->setPadding(8, 16);
    sheet->body()->addWidget(list);
    connect(list, &PickList::picked, this, [this, sheet, photos](const PickRow& row) {
        sheet->close();
        const int most = m_state.limits().photosPerMessage;
        for (qsizetype first = 0; first < photos.size(); first += most) {
            OutgoingMessage message;
            message.channel = ChannelId(row.id);
            message.photos = photos.mid(first, most);
            m_actions.sendMessage(message);
        }
        Q_EMIT told(u"circle-check"_qs, tr("Sent to %1").arg(row.name));
    });
    sheet->open();
    list->setFocus();
}

void LibraryController::bin(const QList<PhotoId>& photos) {
    whenDone(m_actions.trash(photos, true), &m_executor, this,
             [this, count = photos.size()](const Status& status) {
                 if (!status)
                     Q_EMIT told(u"circle-alert"_qs, textFor(status.error().code));
                 else
                     Q_EMIT told(u"circle-check"_qs,
                                 count == 1 ? tr("In the bin") : tr("%1 photos are in the bin").arg(count));
             });
}

void LibraryController::part(PhotoId edited) {
    confirm(&m_window, tr("Two photos from now on?"),
            tr("The edited photo and the original version stand side by side in your library, and are never "
               "shown as one again."),
            tr("Separate"), Button::Kind::Filled, [this, edited] {
                whenDone(m_actions.partVersions(edited), &m_executor, this,
                         [this](const Result<OwnPhoto>& parted) {
                             if (!parted)
                                 return Q_EMIT told(u"circle-alert"_qs, textFor(parted.error().code));
                             m_items->setFacts(*parted);
                             Q_EMIT told(u"circle-check"_qs, tr("They are two photos now"));
                         });
            });
}

} // namespace parlor::client
