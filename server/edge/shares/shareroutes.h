#pragma once

#include "server/domain/shares/shareservice.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// What owners do with public links:
///   GET, POST /v1/shares · GET, PATCH, DELETE /v1/shares/{id}
/// Domain thread only.
class ShareRoutes final : public QObject {
    Q_OBJECT
public:
    /// `publicUrl`: where people reach the server; empty: where the request came to. The others live longer.
    ShareRoutes(ShareService& shares, Executor& executor, QString publicUrl, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    void list(const Exchange& exchange, PersonId person);
    void create(const Exchange& exchange, PersonId person);
    void save(const Exchange& exchange, PersonId person, ShareId id, const ShareChange& change, bool isGood);
    void edit(const Exchange& exchange, PersonId person, ShareId id);
    void remove(const Exchange& exchange, PersonId person, ShareId id);
    [[nodiscard]] QString linkTo(const QString& token, const HttpRequest& request) const;

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ShareService& m_shares;
    Executor& m_executor;
    QString m_publicUrl;
};

} // namespace parlor::server
