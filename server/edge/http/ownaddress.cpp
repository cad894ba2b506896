#include "server/edge/http/ownaddress.h"

namespace parlor::server {

QString ownAddress(const QString& publicUrl, const HttpRequest& request) {
    QString address = publicUrl;
    while (address.endsWith(u'/'))
        address.chop(1);
    const QByteArray host = request.header("host");
    if (address.isEmpty() && !host.isEmpty())
        address = (request.peer.encrypted ? u"https://"_qs : u"http://"_qs) + QString::fromLatin1(host);
    return address;
}

} // namespace parlor::server
