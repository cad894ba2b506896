#include "server/domain/commands/handlers.h"

#include "shared/protocol/limits.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

CommandRow row(const QStringList& operations, RateKind rate) {
    CommandRow made;
    made.operations = operations;
    made.rate = rate;
    return made;
}

CommandRow write(const QStringList& operations) {
    return row(operations, RateKind::Write);
}

CommandRow read(const QStringList& operations) {
    return row(operations, RateKind::Read);
}

} // namespace

void addMessageCommands(CommandTable& table, Answers& answers, MessageService& messages,
                        HistoryService& history, SearchService& search) {
    table.add<SendMessage>(write({u"publish"_qs}), [&](const Caller& caller, const SendMessage& command) {
        answers.later(caller, messages.send(caller.principal, command));
    });
    table.add<EditMessage>(write({u"message-update-own"_qs, u"message-update-any"_qs}),
                           [&](const Caller& caller, const EditMessage& command) {
                               answers.later(caller, messages.edit(caller.principal, command));
                           });
    table.add<DeleteMessage>(write({u"message-delete-own"_qs, u"message-delete-any"_qs}),
                             [&](const Caller& caller, const DeleteMessage& command) {
                                 answers.later(caller, messages.remove(caller.principal, command));
                             });
    table.add<React>(write({u"annotation-publish"_qs}), [&](const Caller& caller, const React& command) {
        answers.later(caller, messages.react(caller.principal, command));
    });
    table.add<PinMessage>(write({u"annotation-publish"_qs}),
                          [&](const Caller& caller, const PinMessage& command) {
                              answers.later(caller, messages.pin(caller.principal, command));
                          });
    table.add<History>(read({u"history"_qs}), [&](const Caller& caller, const History& command) {
        answers.later(caller, history.history(caller, command));
    });
    table.add<Search>(read({u"history"_qs}), [&](const Caller& caller, const Search& command) {
        answers.later(caller, search.search(caller.principal, command));
    });
}

void addChannelCommands(CommandTable& table, Answers& answers, ChannelService& channels, PlaceService& places,
                        TypingRelay& typing) {
    CommandRow list = read({});
    list.anyToken = true;
    table.add<ListChannels>(list, [&](const Caller& caller, const ListChannels& command) {
        answers.later(caller, channels.list(caller.principal, command));
    });
    table.add<CreateChannel>(write({u"channel-metadata"_qs}),
                             [&](const Caller& caller, const CreateChannel& command) {
                                 answers.later(caller, channels.create(caller.principal, command));
                             });
    table.add<JoinChannel>(write({u"subscribe"_qs, u"publish"_qs}),
                           [&](const Caller& caller, const JoinChannel& command) {
                               answers.later(caller, channels.join(caller.principal, command));
                           });
    table.add<LeaveChannel>(write({u"subscribe"_qs, u"publish"_qs}),
                            [&](const Caller& caller, const LeaveChannel& command) {
                                answers.later(caller, channels.leave(caller.principal, command));
                            });
    table.add<ChangeMember>(write({u"channel-metadata"_qs}),
                            [&](const Caller& caller, const ChangeMember& command) {
                                answers.later(caller, channels.changeMember(caller.principal, command));
                            });
    table.add<UpdateChannel>(write({u"channel-metadata"_qs}),
                             [&](const Caller& caller, const UpdateChannel& command) {
                                 answers.later(caller, channels.update(caller.principal, command));
                             });
    table.add<ListMembers>(read({u"presence"_qs}), [&](const Caller& caller, const ListMembers& command) {
        answers.later(caller, channels.members(caller.principal, command));
    });
    table.add<MarkRead>(read({u"subscribe"_qs, u"history"_qs}),
                        [&](const Caller& caller, const MarkRead& command) {
                            answers.later(caller, places.markRead(caller.principal, command));
                        });
    table.add<SaveDraft>(read({u"publish"_qs}), [&](const Caller& caller, const SaveDraft& command) {
        answers.later(caller, places.saveDraft(caller.principal, command));
    });
    table.add<Typing>(read({u"presence"_qs}), [&](const Caller& caller, const Typing& command) {
        const auto told = typing.typing(caller, command.channel);
        if (!told)
            return answers.refuse(caller, told.error());
        answers.answer(caller, Answer(Done()));
    });
}

void addPeopleCommands(CommandTable& table, Answers& answers, AccountStore& accounts, Executor& executor) {
    CommandRow ping = row({}, RateKind::Free);
    ping.needsSession = false;
    table.add<Ping>(ping, [&](const Caller& caller, const Ping&) { answers.answer(caller, Answer(Done())); });
    table.add<FindPeople>(read({}), [&](const Caller& caller, const FindPeople& command) {
        const int limit = std::clamp(command.limit, 1, limits::peoplePage);
        whenDone(accounts.list(command.prefix, limit, false), &executor, &answers,
                 [&answers, caller, limit](const Result<QList<Account>>& found) {
                     if (!found)
                         return answers.refuse(caller, found.error());
                     PeopleList list;
                     for (const Account& account : *found)
                         list.people.append(account.person);
                     list.more = found->size() == limit;
                     answers.answer(caller, Answer(list));
                 });
    });
}

} // namespace parlor::server
