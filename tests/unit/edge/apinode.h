#pragma once

#include "server/domain/accounts/accountservice.h"
#include "server/domain/sessions/keyservice.h"
#include "server/edge/api/accountroutes.h"
#include "server/edge/api/keyroutes.h"
#include "server/edge/api/serverroutes.h"
#include "server/edge/api/sessionroutes.h"
#include "server/edge/api/syncroutes.h"
#include "server/edge/http/httprouter.h"
#include "tests/unit/domain/chatnode.h"
#include "tests/unit/edge/heldexchange.h"

namespace parlor::test {

/// A server whose requests are values: the chat side of ChatNode and the HTTP API over it.
struct ApiNode {
    explicit ApiNode(ChatWorld& w, server::AuthGrants grants = {})
        : node(w, &sync), desk(keys, std::move(grants), node.executor, w.clock) {
        node.takeCommits();
        serverRoutes.addTo(table);
        sessionRoutes.addTo(table);
        accountRoutes.addTo(table);
        keyRoutes.addTo(table);
        syncRoutes.addTo(table);
    }

    std::shared_ptr<HeldExchange> start(const QByteArray& method, const QString& path,
                                        const QJsonObject& body = {}, const QString& token = {}) {
        const QByteArray bytes = method == "GET" || method == "DELETE"
                                     ? QByteArray()
                                     : QJsonDocument(body).toJson(QJsonDocument::Compact);
        auto exchange = HeldExchange::make(method, path, bytes);
        if (!token.isEmpty())
            exchange->authorize(token);
        http.handle(exchange);
        return exchange;
    }

    std::shared_ptr<HeldExchange> ask(const QByteArray& method, const QString& path,
                                      const QJsonObject& body = {}, const QString& token = {}) {
        auto exchange = start(method, path, body, token);
        EXPECT_TRUE(waitFor([&] { return exchange->response.has_value(); }));
        return exchange;
    }

    RecordingLink sockets;
    server::SyncLink sync{sockets};
    ChatNode node;
    server::PasswordHasher hasher{server::PasswordCost::least(), 2};
    server::AccountService accounts{node.world.store.accounts(),
                                    node.world.store.sessions(),
                                    node.sessions,
                                    hasher,
                                    node.executor,
                                    node.world.clock};
    server::KeyService keys{node.world.store.keys(), node.world.store.accounts(),
                            node.sessions,           QByteArray(32, 'k'),
                            node.executor,           node.world.clock};
    server::TokenDesk desk;
    server::ServerRoutes serverRoutes{accounts, node.executor, u"Test"_qs, {}, [] { return true; }};
    server::SessionRoutes sessionRoutes{accounts, node.sessions, node.executor};
    server::AccountRoutes accountRoutes{accounts, node.executor, {u"example.org:7420"_qs, u"abcd"_qs}};
    server::KeyRoutes keyRoutes{keys, desk, node.executor};
    server::SyncRoutes syncRoutes{sync, node.router, node.executor, node.world.clock};
    server::RouteTable table;
    server::HttpRouter http{table, node.sessions, node.limiter};
};

} // namespace parlor::test
