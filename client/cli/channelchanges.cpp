#include "client/cli/channelchanges.h"

#include "client/cli/validators.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QDateTime>

#include <CLI/CLI.hpp>

namespace parlor::cli {

namespace {

void addMemberChanges(CLI::App& channels, AskBuilder& b) {
    Words& w = b.words();

    struct Verb {
        const char* name;
        const char* about;
        MemberChange change;
    };

    for (const Verb verb :
         {Verb{"add", "Put somebody into a channel", MemberChange::Joined},
          Verb{"invite", "Let somebody into a channel that is not public", MemberChange::Invited},
          Verb{"uninvite", "Take an invitation back", MemberChange::Uninvited},
          Verb{"kick", "Put somebody out of a channel", MemberChange::Removed},
          Verb{"ban", "Put somebody out and keep the door shut", MemberChange::Banned},
          Verb{"unban", "Lift a ban", MemberChange::Unbanned},
          Verb{"mute", "Let somebody only listen", MemberChange::Muted},
          Verb{"unmute", "Let somebody talk again", MemberChange::Unmuted}}) {
        CLI::App* command =
            b.add(channels, verb.name, verb.about, theChannel, thePerson,
                  [change = verb.change](const Words& words, const Named& named) -> Result<parlor::Command> {
                      ChangeMember asked;
                      asked.clientId = named.clientId;
                      asked.channel = named.channels.first();
                      asked.person = named.people.first();
                      asked.change = change;
                      asked.until = words.forSeconds > 0
                                        ? QDateTime::currentMSecsSinceEpoch() + words.forSeconds * 1'000
                                        : words.until;
                      asked.seesHistory = !words.noHistory;
                      return asked;
                  });
        command->add_option("CHANNEL", w.channel)->required();
        command->add_option("PERSON", w.person)->required();
        if (verb.change == MemberChange::Banned || verb.change == MemberChange::Muted) {
            command->add_option("--until", w.until, "ms since 1970")->check(aboveZero());
            command->add_option("--for", w.forSeconds, "Seconds")->check(aboveZero());
        }
        if (verb.change == MemberChange::Joined || verb.change == MemberChange::Invited)
            command->add_flag("--no-history", w.noHistory, "Sees only what follows");
    }
    CLI::App* role =
        b.add(channels, "role", "Give somebody a role in a channel", theChannel, thePerson,
              [](const Words& words, const Named& named) -> Result<parlor::Command> {
                  return ChangeMember{named.clientId, named.channels.first(), named.people.first(),
                                      MemberChange::RoleChanged, *roleFrom(said(words.role))};
              });
    role->add_option("CHANNEL", w.channel)->required();
    role->add_option("PERSON", w.person)->required();
    role->add_option("ROLE", w.role)
        ->required()
        ->check(CLI::IsMember({"guest", "member", "moderator", "admin", "owner"}));
    b.add(channels, "banned", "Who may not come in (for moderators)", theChannel, {},
          [](const Words&, const Named& named) -> Result<parlor::Command> {
              return ListMembers{named.channels.first(), true};
          })
        ->add_option("CHANNEL", w.channel)
        ->required();
}

} // namespace

void addChannelChanges(CLI::App& channels, AskBuilder& b) {
    Words& w = b.words();
    const auto everybody = [](const Words& words) {
        QStringList names;
        for (const std::string& person : words.people)
            names.append(said(person));
        return names;
    };
    CLI::App* group = b.add(channels, "group", "Make a group of people", {}, everybody,
                            [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                CreateChannel create;
                                create.clientId = named.clientId;
                                create.kind = ChannelKind::Group;
                                create.visibility = Visibility::Private;
                                create.name = said(words.name);
                                create.people = named.people;
                                return create;
                            });
    group->add_option("PEOPLE", w.people)->required();
    group->add_option("--name", w.name);
    b.add(channels, "direct", "Find or make the conversation with people", {}, everybody,
          [](const Words&, const Named& named) -> Result<parlor::Command> {
              CreateChannel create;
              create.clientId = named.clientId;
              create.kind = ChannelKind::Direct;
              create.visibility = Visibility::Private;
              create.people = named.people;
              return create;
          })
        ->add_option("PEOPLE", w.people)
        ->required();
    CLI::App* update = b.add(channels, "update", "Change what holds in a channel", theChannel, {},
                             [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                 UpdateChannel change;
                                 change.clientId = named.clientId;
                                 change.channel = named.channels.first();
                                 if (!words.name.empty())
                                     change.name = said(words.name);
                                 if (words.topic != "\n")
                                     change.topic = said(words.topic);
                                 if (words.description != "\n")
                                     change.description = said(words.description);
                                 if (words.slowMode >= 0)
                                     change.slowMode = words.slowMode;
                                 if (words.retention >= 0)
                                     change.retention = words.retention;
                                 if (words.archive || words.unarchive)
                                     change.archived = words.archive;
                                 return change;
                             });
    // No text can hold this: unlike an empty one, which clears.
    w.topic = w.description = "\n";
    update->add_option("CHANNEL", w.channel)->required();
    update->add_option("--name", w.name);
    update->add_option("--topic", w.topic);
    update->add_option("--description", w.description);
    update->add_option("--slow-mode", w.slowMode, "Seconds between two messages of one person; 0: none")
        ->check(CLI::Range(0, limits::slowModeSeconds));
    update->add_option("--retention", w.retention, "Seconds that messages are kept; 0: for ever")
        ->check(CLI::NonNegativeNumber);
    auto* archive = update->add_flag("--archive", w.archive, "Nobody writes here any more");
    update->add_flag("--unarchive", w.unarchive)->excludes(archive);
    addMemberChanges(channels, b);
}

} // namespace parlor::cli
