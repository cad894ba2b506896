#include "server/domain/commands/messaginghandlers.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

CommandRow row(const QStringList& operations, RateKind rate) {
    CommandRow made;
    made.operations = operations;
    made.rate = rate;
    return made;
}

} // namespace

void addReadingCommands(CommandTable& table, Answers& answers, HistoryService& history) {
    const CommandRow read = row({u"history"_qs}, RateKind::Read);
    table.add<Thread>(read, [&](const Caller& caller, const Thread& command) {
        answers.later(caller, history.thread(caller, command));
    });
    table.add<ListVersions>(read, [&](const Caller& caller, const ListVersions& command) {
        answers.later(caller, history.versions(caller, command));
    });
    table.add<ListPins>(read, [&](const Caller& caller, const ListPins& command) {
        answers.later(caller, history.pins(caller, command));
    });
    table.add<SaveMessage>(row({u"history"_qs}, RateKind::Write),
                           [&](const Caller& caller, const SaveMessage& command) {
                               answers.later(caller, history.save(caller.principal, command));
                           });
    table.add<ListSaved>(row({}, RateKind::Read), [&](const Caller& caller, const ListSaved& command) {
        answers.later(caller, history.saved(caller.principal, command));
    });
}

void addPlanCommands(CommandTable& table, Answers& answers, PlanService& plans) {
    table.add<ScheduleMessage>(row({u"publish"_qs}, RateKind::Write),
                               [&](const Caller& caller, const ScheduleMessage& command) {
                                   answers.later(caller, plans.schedule(caller.principal, command));
                               });
    table.add<Remind>(row({u"history"_qs, u"subscribe"_qs}, RateKind::Write),
                      [&](const Caller& caller, const Remind& command) {
                          answers.later(caller, plans.remind(caller.principal, command));
                      });
    table.add<DropPlan>(row({}, RateKind::Write), [&](const Caller& caller, const DropPlan& command) {
        answers.later(caller, plans.drop(caller.principal, command));
    });
    table.add<ListPlans>(row({}, RateKind::Read), [&](const Caller& caller, const ListPlans&) {
        answers.later(caller, plans.list(caller.principal));
    });
}

void addOwnCommands(CommandTable& table, Answers& answers, OwnService& own, PlaceService& places,
                    Presence& presence) {
    table.add<SetKeywords>(row({}, RateKind::Write), [&](const Caller& caller, const SetKeywords& command) {
        answers.later(caller, own.setKeywords(caller.principal, command));
    });
    table.add<SetSettings>(row({}, RateKind::Write), [&](const Caller& caller, const SetSettings& command) {
        answers.later(caller, own.setSettings(caller.principal, command));
    });
    table.add<ReadPrivate>(row({}, RateKind::Read), [&](const Caller& caller, const ReadPrivate&) {
        answers.later(caller, own.state(caller.principal));
    });
    table.add<SetNotifications>(row({u"subscribe"_qs, u"history"_qs}, RateKind::Write),
                                [&](const Caller& caller, const SetNotifications& command) {
                                    answers.later(caller, places.setNotifications(caller.principal, command));
                                });
    table.add<MarkUnread>(row({u"subscribe"_qs, u"history"_qs}, RateKind::Write),
                          [&](const Caller& caller, const MarkUnread& command) {
                              answers.later(caller, places.markUnread(caller.principal, command));
                          });
    table.add<SetPresence>(row({}, RateKind::Write), [&](const Caller& caller, const SetPresence& command) {
        presence.say(caller.principal.person.id, command.data);
        answers.answer(caller, Answer(Done()));
    });
}

void addErasureCommands(CommandTable& table, Answers& answers, Erasure& erasure) {
    table.add<ErasePerson>(row({}, RateKind::Write), [&](const Caller& caller, const ErasePerson& command) {
        answers.later(caller, erasure.erase(caller.principal, command));
    });
}

} // namespace parlor::server
