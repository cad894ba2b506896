#include "server/domain/hooks/hookaddress.h"

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr int httpPort = 80;
constexpr int httpsPort = 443;
constexpr int firstOpenPort = 1'024;
} // namespace

Result<QUrl> checkHookUrl(const QString& text, const AddressGuard& guard) {
    if (text.size() > hookUrlCharacters)
        return fail(ErrorCode::TooLarge, u"the address has more than 2048 characters"_qs);
    const bool clean =
        std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c != u'\\' && c.isPrint(); });
    QUrl url(text, QUrl::StrictMode);
    if (!clean || !url.isValid() || url.host().isEmpty())
        return fail(ErrorCode::BadRequest, u"this is no web address"_qs);
    if (url.scheme() != u"https" && url.scheme() != u"http")
        return fail(ErrorCode::BadRequest, u"only https addresses can be used"_qs);
    if (!url.userInfo().isEmpty() || url.hasFragment())
        return fail(ErrorCode::BadRequest, u"the address may hold no name, password or fragment"_qs);
    const int port = url.port(url.scheme() == u"https" ? httpsPort : httpPort);
    if (port != httpPort && port != httpsPort && port < firstOpenPort)
        return fail(ErrorCode::BadRequest, u"this port can not be used"_qs);
    const auto address = addressFrom(url.host());
    if (!address)
        return url;
    const AddressGuard::Verdict verdict = guard.judge(*address);
    if (verdict == AddressGuard::Verdict::Refused)
        return fail(ErrorCode::Forbidden, u"this address is not on the internet"_qs);
    if (url.scheme() == u"http" && verdict != AddressGuard::Verdict::Allowed)
        return fail(ErrorCode::BadRequest, u"only https addresses can be used"_qs);
    return url;
}

} // namespace parlor::server
