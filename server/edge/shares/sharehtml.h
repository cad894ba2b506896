#pragma once

#include "server/domain/ports/sharestore.h"
#include "server/edge/shares/shareassets.h"

#include <QByteArray>
#include <QString>

/// The pages of public links as HTML. Everything that people have written is escaped; there is neither
/// style nor script in them, only links to both.
namespace parlor::server {

/// The grid, or a part of it.
struct GridView {
    QString token;
    Share share;
    ShareSummary summary;
    SharePage page;
    PhotoId after;           ///< where this part begins; 0: the first
    bool offersForm = false; ///< guests may put something in
    bool offersZip = false;  ///< everything as one file
    int sent = 0;            ///< just now
};

/// One picture.
struct PictureView {
    QString token;
    Share share;
    SharedPhoto shared;
    PhotoId after;       ///< the part of the grid that leads back
    bool isGiven = true; ///< there is a file to be played or downloaded
};

/// A page without pictures.
enum class Notice {
    Password,      ///< asks for it
    WrongPassword, ///< asks again
    TooOften,      ///< wait a little
    PlainHttp,     ///< no password over an unencrypted connection
    Nothing,       ///< there is no such link, or not any more
    Refused,       ///< of a guest's photo
    Devices,       ///< as many devices as may have opened it
    UnknownDevice, ///< it sends something without having opened it
    NoRoom,        ///< guests have put in enough
    Broken,        ///< try again later
};

class ShareHtml {
public:
    [[nodiscard]] QByteArray grid(const GridView& view) const;
    [[nodiscard]] QByteArray picture(const PictureView& view) const;
    /// `token`: where a password is sent to.
    [[nodiscard]] QByteArray notice(Notice notice, const QString& token = {}) const;

    [[nodiscard]] const ShareAssets& assets() const { return m_assets; }

private:
    [[nodiscard]] QString page(const QString& title, const QString& bodyClass, const QString& body) const;

    ShareAssets m_assets;
};

/// "15 July 2024", of ms of the wall clock.
QString dayOf(std::int64_t local);

} // namespace parlor::server
