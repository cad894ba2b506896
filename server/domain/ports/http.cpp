#include "server/domain/ports/http.h"

namespace parlor::server {

QByteArray HttpRequest::header(QByteArrayView name) const {
    for (const auto& [key, value] : headers)
        if (key == name)
            return value;
    return {};
}

} // namespace parlor::server
