#include "server/net/outgoing/mailmessage.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype addressMost = 254;
constexpr qsizetype lineMost = 76;
constexpr qsizetype encodedWordBytes = 45; // 60 characters of base64: a word stays under 75

QByteArray encodedSubject(const QString& subject) {
    QByteArray out;
    QByteArray word;
    const auto flush = [&] {
        if (word.isEmpty())
            return;
        out += (out.isEmpty() ? "" : "\r\n ") + QByteArray("=?UTF-8?B?") + word.toBase64() + "?=";
        word.clear();
    };
    for (const uint character : subject.toUcs4()) {
        const char32_t c = character < U' ' ? U' ' : char32_t(character);
        const QByteArray bytes = QString::fromUcs4(&c, 1).toUtf8();
        if (word.size() + bytes.size() > encodedWordBytes)
            flush();
        word += bytes;
    }
    flush();
    return out;
}

QByteArray encodedText(const QString& text) {
    const QByteArray all = text.toUtf8().toBase64();
    QByteArray out;
    for (qsizetype at = 0; at < all.size(); at += lineMost)
        out += all.mid(at, lineMost) + "\r\n";
    return out;
}

} // namespace

bool isMailAddress(const QString& text) {
    static const QRegularExpression form(
        u"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\\z"_qs);
    return text.size() <= addressMost && form.match(text).hasMatch();
}

QByteArray mailMessage(const Mail& mail, const QString& from, const QString& id, std::int64_t now) {
    const QString date = QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(now, QTimeZone::utc()),
                                               u"ddd, dd MMM yyyy HH:mm:ss '+0000'"_qs);
    QByteArray out;
    out += "Date: " + date.toLatin1() + "\r\n";
    out += "From: <" + from.toLatin1() + ">\r\n";
    out += "To: <" + mail.to.toLatin1() + ">\r\n";
    out += "Subject: " + encodedSubject(mail.subject) + "\r\n";
    out += "Message-ID: <" + id.toLatin1() + '@' + from.section(u'@', 1).toLatin1() + ">\r\n";
    out += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";
    out += "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n";
    return out + encodedText(mail.text);
}

} // namespace parlor::server
