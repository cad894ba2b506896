#include "server/edge/shares/sharehtml.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

const QString arrowLeft =
    u"<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
    "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"m15 18-6-6 6-6\"/></svg>"_s;
const QString arrowRight =
    u"<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
    "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"m9 18 6-6-6-6\"/></svg>"_s;
const QString gridIcon =
    u"<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.7\" "
    "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><rect width=\"7\" height=\"7\" "
    "x=\"3\" "
    "y=\"3\" rx=\"1\"/><rect width=\"7\" height=\"7\" x=\"14\" y=\"3\" rx=\"1\"/><rect width=\"7\" "
    "height=\"7\" "
    "x=\"14\" y=\"14\" rx=\"1\"/><rect width=\"7\" height=\"7\" x=\"3\" y=\"14\" rx=\"1\"/></svg>"_s;
const QString downloadIcon =
    u"<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.7\" "
    "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"M21 15v4a2 2 0 0 1-2 "
    "2H5a2 2 0 "
    "0 1-2-2v-4\"/><path d=\"m7 10 5 5 5-5\"/><path d=\"M12 15V3\"/></svg>"_s;
const QString playIcon =
    u"<svg viewBox=\"0 0 24 24\" fill=\"currentColor\" aria-hidden=\"true\"><path d=\"M7 4v16l13-8z\"/></svg>"_s;
const QString lockIcon =
    u"<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" "
    "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><rect width=\"18\" "
    "height=\"11\" x=\"3\" "
    "y=\"11\" rx=\"2\"/><path d=\"M7 11V7a5 5 0 0 1 10 0v4\"/></svg>"_s;
const QString linkIcon =
    u"<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" "
    "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"M9 17H7A5 5 0 0 1 7 "
    "7\"/><path d=\"M15 7h2a5 5 0 0 1 4 8\"/><path d=\"M8 12h4\"/><path d=\"m2 2 20 20\"/></svg>"_s;

QString count(int number, const char* one, const char* many) {
    return QLocale::c().toString(number) + u' ' + QLatin1StringView(number == 1 ? one : many);
}

QString days(const ShareSummary& summary) {
    const QString first = dayOf(summary.firstLocal);
    const QString last = dayOf(summary.lastLocal);
    return first == last ? first : first + u" – "_s + last;
}

const StoredRendering* renderingOf(const StoredPhoto& stored, RenderingKind kind) {
    const auto found = std::ranges::find(stored.renderings, kind, &StoredRendering::kind);
    return found == stored.renderings.end() ? nullptr : &*found;
}

QString address(const QString& token, PhotoId photo, QLatin1StringView kind = {}) {
    QString path = u"/s/"_s + token + u'/' + photo.toString();
    if (!kind.isEmpty())
        path += u'/' + kind;
    return path;
}

QString withPlace(const QString& path, PhotoId after) {
    return after.isValid() ? path + u"?after="_s + after.toString() : path;
}

/// "Photo, 15 July 2024": what is known of it that tells nothing its owner has not shown.
QString altOf(const Photo& photo) {
    return (photo.facts.isVideo() ? u"Video, "_s : u"Photo, "_s) + dayOf(photo.takenLocal);
}

QString size(int width, int height) {
    return u" width=\"%1\" height=\"%2\""_s.arg(width).arg(height);
}

QString tile(const GridView& view, const StoredPhoto& stored) {
    const Photo& photo = stored.photo;
    const QString colour = ShareAssets::colourClass(photo.placeholder);
    QString out = u"<li id=\"p%1\"><a href=\"%2\""_s.arg(
        photo.id.toString(), withPlace(address(view.token, photo.id), view.after));
    if (!colour.isEmpty())
        out += u" class=\""_s + colour + u'"';
    out += u'>';
    if (const auto* thumb = renderingOf(stored, RenderingKind::Thumb))
        out += u"<img src=\"%1\"%2 alt=\"%3\" loading=\"lazy\" decoding=\"async\">"_s.arg(
            address(view.token, photo.id, "thumb"_L1), size(thumb->width, thumb->height), altOf(photo));
    else
        out += u"<span class=\"film\" role=\"img\" aria-label=\"%1\">%2</span>"_s.arg(altOf(photo), playIcon);
    return out + u"</a></li>\n"_s;
}

QString uploadForm(const GridView& view) {
    return u"<form class=\"give\" method=\"post\" action=\"/s/%1/upload\" enctype=\"multipart/form-data\">"
           "<label for=\"photo\">Add your photos to this album</label>"
           "<input id=\"photo\" name=\"photo\" type=\"file\" accept=\"image/*,video/*\" required>"
           "<button>Send</button><output></output></form>\n"_s.arg(view.token);
}

QString placeOf(const Photo& photo) {
    const PhotoFacts& facts = photo.facts;
    if (!facts.latitude || !facts.longitude)
        return {};
    const QString town = photo.locality.name.toHtmlEscaped();
    return (town.isEmpty() ? QString() : u" · "_s + town)
           + u" · %1, %2"_s.arg(*facts.latitude, 0, 'f', 5).arg(*facts.longitude, 0, 'f', 5);
}

QString pictureOf(const PictureView& view) {
    const Photo& photo = view.shared.stored.photo;
    if (const auto* shown = renderingOf(view.shared.stored, RenderingKind::View))
        return u"<img src=\"%1\"%2 alt=\"%3\" decoding=\"async\" fetchpriority=\"high\">"_s.arg(
            address(view.token, photo.id, "view"_L1), size(shown->width, shown->height), altOf(photo));
    if (photo.facts.isVideo() && !view.isGiven)
        return u"<p class=\"note\">This video can’t be shown here: what else its file tells can’t be taken out of it.</p>"_s;
    if (photo.facts.isVideo())
        return u"<video src=\"%1\" controls preload=\"metadata\"></video>"_s.arg(
            address(view.token, photo.id, "video"_L1));
    return u"<p class=\"note\">This photo is not ready yet.</p>"_s;
}

QString turn(const QString& token, PhotoId to, PhotoId after, const char* name, const char* label,
             const QString& icon) {
    if (!to.isValid())
        return {};
    return u"<a class=\"turn %1\" rel=\"%1\" href=\"%2\" aria-label=\"%3\">%4</a>"_s.arg(
        QLatin1StringView(name), withPlace(address(token, to), after), QLatin1StringView(label), icon);
}

struct Words {
    const char* title;
    const char* text;
};

Words wordsOf(Notice notice) {
    switch (notice) {
    case Notice::Password:
    case Notice::WrongPassword:
        return {"These photos have a password", "Ask whoever sent you the link for it."};
    case Notice::TooOften:
        return {"Too many attempts", "Wait a minute, then try again."};
    case Notice::PlainHttp:
        return {"This connection is not encrypted", "A password is only taken over https."};
    case Notice::Nothing:
        return {"Nothing to see here", "This link does not work, or not any more."};
    case Notice::Refused:
        return {"This was not taken",
                "Only photos and videos can be put in, one at a time, and none too large."};
    case Notice::Devices:
        return {"This link is in use on other devices",
                "It opens on a few devices only, and those have opened it. Ask whoever sent you the link."};
    case Notice::UnknownDevice:
        return {"This device has not opened the link", "Open it first, then try again."};
    case Notice::NoRoom:
        return {"There is no room left", "Guests have put in as much as they may."};
    case Notice::Broken:
        break;
    }
    return {"Something went wrong", "Try again in a moment."};
}

} // namespace

QString dayOf(std::int64_t local) {
    return QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(local, Qt::UTC).date(), u"d MMMM yyyy"_s);
}

QString ShareHtml::page(const QString& title, const QString& bodyClass, const QString& body) const {
    return u"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>%1</title>\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\n"
           "<meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"referrer\" "
           "content=\"no-referrer\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<link rel=\"stylesheet\" href=\"/s/-/%2\">\n<script src=\"/s/-/%3\" defer></script>\n</head>\n"
           "<body%4>\n%5</body>\n</html>\n"_s.arg(
               title.toHtmlEscaped(), m_assets.style().name, m_assets.script().name,
               bodyClass.isEmpty() ? QString() : u" class=\""_s + bodyClass + u'"', body);
}

QByteArray ShareHtml::grid(const GridView& view) const {
    const Share& share = view.share;
    const QString title = share.shownTitle().isEmpty() ? u"Photos"_s : share.shownTitle();
    QString body = u"<header><div><h1>%1</h1>\n<p class=\"facts\">"_s.arg(title.toHtmlEscaped());
    body += u"Shared by "_s + share.ownerName.toHtmlEscaped();
    if (view.summary.photos > 0)
        body += u" · "_s + count(view.summary.photos, "photo", "photos") + u" · "_s + days(view.summary);
    body += u"</p></div>"_s;
    if (view.offersZip)
        body += u"<a class=\"button\" href=\"/s/%1/zip\" download>Download all</a>"_s.arg(view.token);
    body += u"</header>\n<main>\n"_s;
    if (view.sent > 0)
        body +=
            u"<p class=\"done\" role=\"status\">Thank you, it has arrived. It appears here in a moment.</p>\n"_s;
    if (view.offersForm)
        body += uploadForm(view);
    if (view.page.photos.isEmpty())
        body += u"<p class=\"empty\">There are no photos here yet.</p>\n"_s;
    body += u"<ol class=\"grid\">\n"_s;
    for (const StoredPhoto& stored : view.page.photos)
        body += tile(view, stored);
    body += u"</ol>\n"_s;
    const bool goesOn = !view.page.end && !view.page.photos.isEmpty();
    if (view.after.isValid() || goesOn) {
        body += u"<nav class=\"pages\">"_s;
        if (view.after.isValid())
            body += u"<a class=\"button quiet\" href=\"/s/%1\">From the beginning</a>"_s.arg(view.token);
        if (goesOn)
            body += u"<a class=\"button\" rel=\"next\" href=\"/s/%1?after=%2\">More photos</a>"_s.arg(
                view.token, view.page.photos.last().photo.id.toString());
        body += u"</nav>\n"_s;
    }
    body += u"</main>\n<footer>Shared with Parlor</footer>\n"_s;
    return page(title, {}, body).toUtf8();
}

QByteArray ShareHtml::picture(const PictureView& view) const {
    const Photo& photo = view.shared.stored.photo;
    const QString title = view.share.shownTitle().isEmpty() ? u"Photos"_s : view.share.shownTitle();
    const QString back = withPlace(u"/s/"_s + view.token, view.after) + u"#p"_s + photo.id.toString();
    QString facts = dayOf(photo.takenLocal);
    if (view.share.showsLocation)
        facts += placeOf(photo);
    QString body =
        u"<div class=\"bar\"><a class=\"plate back\" href=\"%1\" aria-label=\"All photos\">%2</a><p>%3</p>"_s
            .arg(back, gridIcon, facts);
    if (view.share.mode == ShareMode::Download && view.isGiven)
        body += u"<a class=\"plate download\" href=\"%1\" aria-label=\"Download\" download>%2</a>"_s.arg(
            address(view.token, photo.id, "original"_L1), downloadIcon);
    else
        body += u"<span class=\"plate\"></span>"_s;
    body += u"</div>\n<main>"_s + pictureOf(view);
    body += turn(view.token, view.shared.previous, view.after, "previous", "Previous photo", arrowLeft);
    body += turn(view.token, view.shared.next, view.after, "next", "Next photo", arrowRight);
    body += u"</main>\n"_s;
    return page(title, u"box"_s, body).toUtf8();
}

QByteArray ShareHtml::notice(Notice notice, const QString& token) const {
    const Words words = wordsOf(notice);
    const bool asks = notice == Notice::Password || notice == Notice::WrongPassword;
    const bool isShut = asks || notice == Notice::Devices || notice == Notice::UnknownDevice;
    QString body = u"<main><div class=\"card\">%1<h1>%2</h1><p>%3</p>"_s.arg(
        isShut ? lockIcon : linkIcon, QLatin1StringView(words.title), QLatin1StringView(words.text));
    if (asks) {
        if (notice == Notice::WrongPassword)
            body += u"<p class=\"wrong\" role=\"alert\">That is not the password.</p>"_s;
        body += u"<form method=\"post\" action=\"/s/%1\"><label for=\"password\">Password</label>"
                "<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"off\" "
                "maxlength=\"256\" "
                "required autofocus><button>Show the photos</button></form>"_s.arg(token);
    }
    body += u"</div></main>\n<footer>Shared with Parlor</footer>\n"_s;
    return page(QLatin1StringView(words.title), {}, body).toUtf8();
}

} // namespace parlor::server
