#include "server/domain/channels/ownservice.h"

#include "shared/protocol/keywords.h"

#include <QLoggingCategory>
#include <QTimer>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.keywords")

constexpr int retryMs = 5'000;

Task<Result<Done>> done(const Task<Status>& written, Executor& executor, QObject* context,
                        const std::function<void()>& then) {
    const Promise<Result<Done>> promise;
    whenDone(written, &executor, context, [promise, then](const Status& status) {
        if (!status)
            return promise.finish(std::unexpected(status.error()));
        if (then)
            then();
        promise.finish(Done());
    });
    return promise.task();
}

} // namespace

OwnService::OwnService(AccountStore& accounts, ChannelStore& channels, KeywordStore& keywords,
                       Executor& executor, QObject* parent)
    : QObject(parent), m_accounts(accounts), m_channels(channels), m_store(keywords), m_executor(executor) {}

void OwnService::start() {
    whenDone(m_store.allKeywords(), &m_executor, this,
             [this](const Result<QHash<PersonId, QStringList>>& all) {
                 if (!all) {
                     qCWarning(log) << "keywords can not be read yet:" << all.error();
                     QTimer::singleShot(retryMs, this, &OwnService::start);
                     return;
                 }
                 for (auto it = all->constBegin(); it != all->constEnd(); ++it)
                     m_index.set(it.key(), it.value());
             });
}

Task<Result<Done>> OwnService::setKeywords(const Principal& principal, const SetKeywords& command) {
    const QStringList words = cleanKeywords(command.words);
    return done(m_store.setKeywords(principal.person.id, words), m_executor, this,
                [this, person = principal.person.id, words] { m_index.set(person, words); });
}

Task<Result<Done>> OwnService::setSettings(const Principal& principal, const SetSettings& command) {
    return done(m_accounts.setPersonSettings(principal.person.id, command.settings), m_executor, this, {});
}

Task<Result<PrivateState>> OwnService::state(const Principal& principal) {
    const PersonId person = principal.person.id;
    const Promise<Result<PrivateState>> promise;
    whenDone(m_store.keywords(person), &m_executor, this,
             [this, person, promise](const Result<QStringList>& keywords) {
                 if (!keywords)
                     return promise.finish(std::unexpected(keywords.error()));
                 whenDone(m_accounts.personSettings(person), &m_executor, this,
                          [this, person, words = *keywords, promise](const Result<QJsonObject>& settings) {
                              if (!settings)
                                  return promise.finish(std::unexpected(settings.error()));
                              whenDone(m_channels.drafts(person), &m_executor, this,
                                       [words, own = *settings,
                                        promise](const Result<QList<DraftChanged>>& drafts) {
                                           if (!drafts)
                                               return promise.finish(std::unexpected(drafts.error()));
                                           promise.finish(PrivateState{words, own, *drafts, false});
                                       });
                          });
             });
    return promise.task();
}

} // namespace parlor::server
