#pragma once

#include "client/core/session/api.h"
#include "shared/import/importtarget.h"
#include "shared/protocol/album.h"

#include <QElapsedTimer>
#include <QList>
#include <QObject>

#include <optional>

namespace parlor::client {

/// One's own library on a server, over its HTTP API: what is temporary is tried again for some minutes,
/// uploads go on where the server's HEAD says. Interface thread only.
class ApiTarget final : public QObject, public ImportTarget {
    Q_OBJECT
public:
    /// Both live longer.
    ApiTarget(Api& api, Executor& executor, QObject* parent = nullptr);

    Task<Result<QHash<QByteArray, Known>>> check(QList<QByteArray> sha256) override;
    Task<Result<Taken>> upload(Offer offer) override;
    Task<Result<Verdict>> verdict(PhotoId photo) override;
    Task<Status> setFacts(PhotoId photo, ImportFacts facts) override;
    Task<Result<AlbumId>> album(QString title, QString note, AlbumId parent) override;
    Task<Status> put(AlbumId album, QList<PhotoId> photos) override;

private:
    using Answered = std::function<void(const Result<HttpAnswer>&)>;
    struct Sending;
    using SendingPtr = std::shared_ptr<Sending>;

    void send(const HttpCall& call, const Answered& answered, int failures = 0);
    void json(const QByteArray& method, const QString& path, const QJsonObject& body,
              const Answered& answered);
    void look();
    void looked(const Result<Verdict>& verdict);
    void create(const SendingPtr& sending);
    void locate(const SendingPtr& sending);
    void patch(const SendingPtr& sending);
    void went(const SendingPtr& sending, const HttpAnswer& answer);
    void failed(const SendingPtr& sending, const Error& error);
    void loadAlbums(const QString& after, const std::function<void(const Status&)>& loaded);
    void findOrMake(const QString& title, const QString& note, AlbumId parent,
                    const Promise<Result<AlbumId>>& answer);

    Api& m_api;
    Executor& m_executor;
    /// Photos that are to be looked at, in the order in which the server does.
    QList<std::pair<PhotoId, Promise<Result<Verdict>>>> m_judging;
    bool m_looking = false;
    QElapsedTimer m_lastVerdict;
    std::optional<QList<Album>> m_albums; ///< one's own, once they are known
};

/// The body of a PATCH of a photo.
QJsonObject bodyOf(const ImportFacts& facts);

} // namespace parlor::client
