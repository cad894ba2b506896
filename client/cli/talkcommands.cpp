#include "client/cli/talkcommands.h"

#include "client/cli/askcommand.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QDateTime>

#include <CLI/CLI.hpp>

namespace parlor::cli {

namespace {

/// What stands on the line; lives as long as the parser.
struct Words {
    std::string channel, other, message, text, person, role, name, topic, description, emoji;
    std::vector<std::string> people, words;
    std::int64_t at = 0, in = -1, after = -1, before = -1, until = 0, forSeconds = 0, serial = 0;
    std::int64_t retention = -1;
    int slowMode = -1, limit = 50, count = 0, timeout = 0;
    bool remove = false, archive = false, unarchive = false, noHistory = false, messages = false;
};

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

Result<MessageId> messageOf(const std::string& id) {
    if (const auto message = MessageId::fromString(text(id)))
        return *message;
    return fail(ErrorCode::BadRequest, u"this is not the id of a message"_qs);
}

Result<std::int64_t> timeOf(const Words& words) {
    if (words.in >= 0)
        return QDateTime::currentMSecsSinceEpoch() + words.in * 1'000;
    if (words.at > 0)
        return words.at;
    return fail(ErrorCode::BadRequest, u"say when: --at or --in"_qs);
}

Result<QJsonObject> objectOf(const std::string& json) {
    return codec::parseObject(QByteArray::fromStdString(json), limits::jsonBody);
}

class Builder {
public:
    explicit Builder(const CommandLine& line) : m_line(line), m_words(std::make_shared<Words>()) {}

    Words& words() { return *m_words; }

    /// `make` turns what was said into the command; `channels` and `people` name what it is about.
    CLI::App* add(CLI::App& parent, const char* name, const char* about,
                  std::function<QStringList(const Words&)> channels,
                  std::function<QStringList(const Words&)> people,
                  std::function<Result<parlor::Command>(const Words&, const Named&)> make) {
        CLI::App* command = parent.add_subcommand(name, about);
        command->fallthrough();
        command->add_flag("--json", m_line.json, "One JSON object a line");
        command->callback([line = m_line, words = m_words, channels, people, make] {
            line.make = [words, channels, people, make](Context& context) -> std::unique_ptr<Command> {
                AskOptions options;
                if (channels)
                    options.channels = channels(*words);
                if (people)
                    options.people = people(*words);
                options.make = [words, make](const Named& named) { return make(*words, named); };
                return std::make_unique<AskCommand>(context, std::move(options));
            };
        });
        return command;
    }

    [[nodiscard]] const CommandLine& line() const { return m_line; }

    std::shared_ptr<Words> shared() { return m_words; }

private:
    const CommandLine m_line;
    std::shared_ptr<Words> m_words;
};

QStringList theChannel(const Words& words) {
    return {text(words.channel)};
}

QStringList thePerson(const Words& words) {
    return {text(words.person)};
}

template<class C>
C about(const Named& named, MessageId message) {
    C command;
    command.channel = named.channels.first();
    command.message = message;
    if constexpr (requires { command.clientId; })
        command.clientId = named.clientId;
    return command;
}

CLI::App* withMessage(CLI::App* command, Words& w) {
    command->add_option("CHANNEL", w.channel, "Name or id")->required();
    command->add_option("ID", w.message, "Of the message")->required();
    return command;
}

/// Newest last, and what is before them by their serial.
void withPage(CLI::App* command, Words& w) {
    command->add_option("--before", w.before, "Only those with a smaller serial")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--limit", w.limit, "How many")->check(CLI::Range(1, limits::historyPage));
}

template<class C>
C paged(C command, const Words& words) {
    if (words.before >= 0)
        command.before = Serial(words.before);
    command.limit = words.limit;
    return command;
}

void addMessageChanges(CLI::App& app, Builder& b) {
    Words& w = b.words();
    withMessage(b.add(app, "edit", "Change what a message says", theChannel, {},
                      [](const Words& words, const Named& named) -> Result<parlor::Command> {
                          TRY_ASSIGN(const MessageId message, messageOf(words.message));
                          auto edit = about<EditMessage>(named, message);
                          edit.entry.text = text(words.text);
                          return edit;
                      }),
                w)
        ->add_option("TEXT", w.text)
        ->required();
    withMessage(b.add(app, "delete", "Take a message back", theChannel, {},
                      [](const Words& words, const Named& named) -> Result<parlor::Command> {
                          TRY_ASSIGN(const MessageId message, messageOf(words.message));
                          return about<DeleteMessage>(named, message);
                      }),
                w);
    CLI::App* react =
        withMessage(b.add(app, "react", "Put an emoji to a message", theChannel, {},
                          [](const Words& words, const Named& named) -> Result<parlor::Command> {
                              TRY_ASSIGN(const MessageId message, messageOf(words.message));
                              auto reaction = about<React>(named, message);
                              reaction.emoji = text(words.emoji);
                              reaction.add = !words.remove;
                              return reaction;
                          }),
                    w);
    react->add_option("EMOJI", w.emoji)->required();
    react->add_flag("--remove", w.remove, "Take it away");
    withMessage(b.add(app, "pin", "Pin a message", theChannel, {},
                      [](const Words& words, const Named& named) -> Result<parlor::Command> {
                          TRY_ASSIGN(const MessageId message, messageOf(words.message));
                          auto pin = about<PinMessage>(named, message);
                          pin.pin = !words.remove;
                          return pin;
                      }),
                w)
        ->add_flag("--remove", w.remove, "Unpin it");
    withMessage(b.add(app, "save", "Keep a message on your own list", theChannel, {},
                      [](const Words& words, const Named& named) -> Result<parlor::Command> {
                          TRY_ASSIGN(const MessageId message, messageOf(words.message));
                          auto save = about<SaveMessage>(named, message);
                          save.save = !words.remove;
                          return save;
                      }),
                w)
        ->add_flag("--remove", w.remove, "Take it off");
    CLI::App* quote = b.add(
        app, "quote", "Send a message that cites another one",
        [](const Words& words) { return QStringList{text(words.channel), text(words.other)}; }, {},
        [](const Words& words, const Named& named) -> Result<parlor::Command> {
            TRY_ASSIGN(const MessageId message, messageOf(words.message));
            SendMessage send;
            send.channel = named.channels.first();
            send.clientId = named.clientId;
            send.entry.text = text(words.text);
            send.entry.quote = Quote{.channel = named.channels.last(), .message = message};
            return send;
        });
    quote->add_option("CHANNEL", w.channel, "Where to send it")->required();
    quote->add_option("FROM", w.other, "Channel of the cited message")->required();
    quote->add_option("ID", w.message, "Of the cited message")->required();
    quote->add_option("TEXT", w.text)->required();
}

void addLists(CLI::App& app, Builder& b) {
    Words& w = b.words();
    CLI::App* thread =
        withMessage(b.add(app, "thread", "A message and the replies to it", theChannel, {},
                          [](const Words& words, const Named& named) -> Result<parlor::Command> {
                              TRY_ASSIGN(const MessageId message, messageOf(words.message));
                              auto ask = about<Thread>(named, message);
                              if (words.after >= 0)
                                  ask.after = Serial(words.after);
                              ask.limit = words.limit;
                              return ask;
                          }),
                    w);
    thread->add_option("--after", w.after, "Only replies with a larger serial")
        ->check(CLI::NonNegativeNumber);
    thread->add_option("--limit", w.limit, "How many")->check(CLI::Range(1, 100));
    withPage(withMessage(b.add(app, "versions", "What a message said before", theChannel, {},
                               [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                   TRY_ASSIGN(const MessageId message, messageOf(words.message));
                                   return paged(about<ListVersions>(named, message), words);
                               }),
                         w),
             w);
    CLI::App* pins = b.add(app, "pins", "What is pinned in a channel", theChannel, {},
                           [](const Words& words, const Named& named) -> Result<parlor::Command> {
                               return paged(ListPins{named.channels.first()}, words);
                           });
    pins->add_option("CHANNEL", w.channel)->required();
    withPage(pins, w);
    CLI::App* saved = b.add(app, "saved", "Your own list of messages, newest first", {}, {},
                            [](const Words& words, const Named&) -> Result<parlor::Command> {
                                ListSaved list;
                                list.limit = std::min(words.limit, limits::searchPage);
                                if (words.before > 0)
                                    list.before = words.before;
                                if (!words.other.empty()) {
                                    TRY_ASSIGN(list.beforeId, messageOf(words.other));
                                }
                                return list;
                            });
    saved->add_option("--limit", w.limit, "How many")->check(CLI::PositiveNumber);
    saved->add_option("--before", w.before, "Only older ones: ms since 1970");
    saved->add_option("--before-id", w.other, "Only those before this message: the next page");
}

void addPlans(CLI::App& app, Builder& b) {
    Words& w = b.words();
    const auto when = [&w](CLI::App* command) {
        auto* at = command->add_option("--at", w.at, "ms since 1970")->check(CLI::PositiveNumber);
        command->add_option("--in", w.in, "Seconds from now")->check(CLI::NonNegativeNumber)->excludes(at);
    };
    CLI::App* schedule = b.add(app, "schedule", "Have a message sent later", theChannel, {},
                               [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                   ScheduleMessage command;
                                   TRY_ASSIGN(command.at, timeOf(words));
                                   command.channel = named.channels.first();
                                   command.clientId = named.clientId;
                                   command.entry.text = text(words.text);
                                   if (!words.message.empty()) {
                                       TRY_ASSIGN(command.replyTo, messageOf(words.message));
                                   }
                                   return command;
                               });
    schedule->add_option("CHANNEL", w.channel)->required();
    schedule->add_option("TEXT", w.text)->required();
    schedule->add_option("--reply-to", w.message, "Id of a message");
    when(schedule);
    CLI::App* remind = b.add(
        app, "remind", "Be reminded later: of a message, of your own words, or both",
        [](const Words& words) { return words.channel.empty() ? QStringList() : theChannel(words); }, {},
        [](const Words& words, const Named& named) -> Result<parlor::Command> {
            Remind command;
            TRY_ASSIGN(command.at, timeOf(words));
            command.clientId = named.clientId;
            command.text = text(words.text);
            if (!words.message.empty()) {
                TRY_ASSIGN(command.message, messageOf(words.message));
            }
            if (!named.channels.isEmpty())
                command.channel = named.channels.first();
            return command;
        });
    remind->add_option("TEXT", w.text);
    auto* channel = remind->add_option("--channel", w.channel, "Where the message is");
    remind->add_option("--message", w.message, "Its id")->needs(channel);
    when(remind);
    b.add(app, "planned", "What you have planned", {}, {},
          [](const Words&, const Named&) -> Result<parlor::Command> { return ListPlans{}; });
    b.add(app, "unplan", "Drop something planned", {}, {},
          [](const Words& words, const Named&) -> Result<parlor::Command> {
              const auto plan = PlanId::fromString(text(words.name));
              if (!plan)
                  return fail(ErrorCode::BadRequest, u"this is not the id of a plan"_qs);
              return DropPlan{*plan};
          })
        ->add_option("ID", w.name)
        ->required();
}

void addOwn(CLI::App& app, Builder& b) {
    Words& w = b.words();
    CLI::App* read = b.add(app, "read", "Mark a channel as read", theChannel, {},
                           [](const Words& words, const Named& named) -> Result<parlor::Command> {
                               return MarkRead{named.channels.first(),
                                               words.serial > 0 ? Serial(words.serial) : named.last};
                           });
    read->add_option("CHANNEL", w.channel)->required();
    read->add_option("SERIAL", w.serial, "Up to there; without it everything")->check(CLI::PositiveNumber);
    b.add(app, "unread", "Mark a channel as unread", theChannel, {},
          [](const Words&, const Named& named) -> Result<parlor::Command> {
              return MarkUnread{named.channels.first(), true};
          })
        ->add_option("CHANNEL", w.channel)
        ->required();
    CLI::App* notify =
        b.add(app, "notify", "What of a channel you are told about", theChannel, {},
              [](const Words& words, const Named& named) -> Result<parlor::Command> {
                  return SetNotifications{named.channels.first(), *notificationsFrom(text(words.name))};
              });
    notify->add_option("CHANNEL", w.channel)->required();
    notify->add_option("WHAT", w.name)->required()->check(CLI::IsMember({"all", "mentions", "nothing"}));
    CLI::App* draft = b.add(app, "draft", "Keep words for all your devices; none clears", theChannel, {},
                            [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                return SaveDraft{named.channels.first(), text(words.text)};
                            });
    draft->add_option("CHANNEL", w.channel)->required();
    draft->add_option("TEXT", w.text);
    b.add(app, "typing", "Show that you are writing", theChannel, {},
          [](const Words&, const Named& named) -> Result<parlor::Command> {
              return Typing{named.channels.first()};
          })
        ->add_option("CHANNEL", w.channel)
        ->required();
    b.add(app, "keywords", "All words that count as a mention of you; none clears", {}, {},
          [](const Words& words, const Named&) -> Result<parlor::Command> {
              SetKeywords set;
              for (const std::string& word : words.words)
                  set.words.append(text(word));
              return set;
          })
        ->add_option("WORDS", w.words);
    b.add(app, "settings", "Your settings for all devices, as a JSON object", {}, {},
          [](const Words& words, const Named&) -> Result<parlor::Command> {
              SetSettings set;
              TRY_ASSIGN(set.settings, objectOf(words.text));
              return set;
          })
        ->add_option("JSON", w.text)
        ->required();
    b.add(app, "presence", "What others see of you while you are online, as a JSON object", {}, {},
          [](const Words& words, const Named&) -> Result<parlor::Command> {
              SetPresence set;
              TRY_ASSIGN(set.data, objectOf(words.text));
              return set;
          })
        ->add_option("JSON", w.text)
        ->required();
    b.add(app, "private", "Your keywords, settings and drafts", {}, {},
          [](const Words&, const Named&) -> Result<parlor::Command> { return ReadPrivate{}; });
    CLI::App* erase = b.add(app, "erase", "Take a person out for ever (for admins)", {}, thePerson,
                            [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                return ErasePerson{named.clientId, named.people.first(), words.messages};
                            });
    erase->add_option("PERSON", w.person)->required();
    erase->add_flag("--messages", w.messages, "Also all that the person said");
    CLI::App* watch = app.add_subcommand("watch", "Print your private events as they come, as JSON");
    watch->fallthrough();
    watch->add_flag("--json", b.line().json, "They always are");
    watch->add_option("--count", w.count, "End after so many")->check(CLI::PositiveNumber);
    watch->add_option("--timeout", w.timeout, "End after so many seconds")->check(CLI::PositiveNumber);
    watch->callback([line = b.line(), words = b.shared()] {
        line.make = [words](Context& context) -> std::unique_ptr<Command> {
            return std::make_unique<WatchCommand>(context, WatchOptions{words->count, words->timeout});
        };
    });
}

void addMemberChanges(CLI::App& channels, Builder& b) {
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
            command->add_option("--until", w.until, "ms since 1970")->check(CLI::PositiveNumber);
            command->add_option("--for", w.forSeconds, "Seconds")->check(CLI::PositiveNumber);
        }
        if (verb.change == MemberChange::Joined || verb.change == MemberChange::Invited)
            command->add_flag("--no-history", w.noHistory, "Sees only what follows");
    }
    CLI::App* role =
        b.add(channels, "role", "Give somebody a role in a channel", theChannel, thePerson,
              [](const Words& words, const Named& named) -> Result<parlor::Command> {
                  return ChangeMember{named.clientId, named.channels.first(), named.people.first(),
                                      MemberChange::RoleChanged, *roleFrom(text(words.role))};
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

void addChannelChanges(CLI::App& channels, Builder& b) {
    Words& w = b.words();
    const auto everybody = [](const Words& words) {
        QStringList names;
        for (const std::string& person : words.people)
            names.append(text(person));
        return names;
    };
    CLI::App* group = b.add(channels, "group", "Make a group of people", {}, everybody,
                            [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                CreateChannel create;
                                create.clientId = named.clientId;
                                create.kind = ChannelKind::Group;
                                create.visibility = Visibility::Private;
                                create.name = text(words.name);
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
                                     change.name = text(words.name);
                                 if (words.topic != "\n")
                                     change.topic = text(words.topic);
                                 if (words.description != "\n")
                                     change.description = text(words.description);
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

} // namespace

void addTalkCommands(CLI::App& app, const CommandLine& line) {
    Builder builder(line);
    addMessageChanges(app, builder);
    addLists(app, builder);
    addPlans(app, builder);
    addOwn(app, builder);
    addChannelChanges(*app.get_subcommand("channels"), builder);
}

} // namespace parlor::cli
