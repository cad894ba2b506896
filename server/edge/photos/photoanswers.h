#pragma once

#include "server/domain/ports/http.h"
#include "server/domain/ports/photostore.h"

#include <QByteArray>
#include <QString>
#include <QUrlQuery>

#include <cstdint>
#include <optional>

/// How photos stand in answers and places in addresses; shared by the routes of photos, libraries and albums.
namespace parlor::server {

/// JSON that was written already; nobody may cache it.
HttpResponse jsonBytes(QByteArray bytes);

/// A photo as its owner sees it: with `original_version` where it is an edited one, `edited_version` where it
/// stands behind that.
QByteArray ownersBytes(const StoredPhoto& photo);

QByteArray cursorOf(const StoredPhoto& photo);

/// nullopt for no cursor. BadRequest.
Result<std::optional<LibraryPlace>> placeFrom(const QString& cursor);

/// BadRequest for what is no number; never above `most`.
Result<std::int64_t> numberFrom(const QUrlQuery& query, const QString& key, std::int64_t fallback,
                                std::int64_t most);

/// {"photos":[...],"next":cursor or null,"end":bool}
QByteArray listBody(const LibraryPage& page);

/// What a picture shows, and nothing else.
Photo asOthersSeeIt(const Photo& photo);

} // namespace parlor::server
