#include "client/cli/talkcommands.h"

#include "client/cli/channelchanges.h"
#include "client/cli/validators.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QDateTime>

#include <CLI/CLI.hpp>

namespace parlor::cli {

namespace {

Result<MessageId> messageOf(const std::string& id) {
    if (const auto message = MessageId::fromString(said(id)))
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

void addMessageChanges(CLI::App& app, AskBuilder& b) {
    Words& w = b.words();
    withMessage(b.add(app, "edit", "Change what a message says", theChannel, {},
                      [](const Words& words, const Named& named) -> Result<parlor::Command> {
                          TRY_ASSIGN(const MessageId message, messageOf(words.message));
                          auto edit = about<EditMessage>(named, message);
                          edit.entry.text = said(words.text);
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
                              reaction.emoji = said(words.emoji);
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
        [](const Words& words) { return QStringList{said(words.channel), said(words.other)}; }, {},
        [](const Words& words, const Named& named) -> Result<parlor::Command> {
            TRY_ASSIGN(const MessageId message, messageOf(words.message));
            SendMessage send;
            send.channel = named.channels.first();
            send.clientId = named.clientId;
            send.entry.text = said(words.text);
            send.entry.quote = Quote{.channel = named.channels.last(), .message = message};
            return send;
        });
    quote->add_option("CHANNEL", w.channel, "Where to send it")->required();
    quote->add_option("FROM", w.other, "Channel of the cited message")->required();
    quote->add_option("ID", w.message, "Of the cited message")->required();
    quote->add_option("TEXT", w.text)->required();
}

void addLists(CLI::App& app, AskBuilder& b) {
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
    thread->add_option("--limit", w.limit, "How many")->check(CLI::Range(1, limits::historyPage));
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
    saved->add_option("--limit", w.limit, "How many")->check(aboveZero());
    saved->add_option("--before", w.before, "Only older ones: ms since 1970");
    saved->add_option("--before-id", w.other, "Only those before this message: the next page");
}

void addPlans(CLI::App& app, AskBuilder& b) {
    Words& w = b.words();
    const auto when = [&w](CLI::App* command) {
        auto* at = command->add_option("--at", w.at, "ms since 1970")->check(aboveZero());
        command->add_option("--in", w.in, "Seconds from now")->check(CLI::NonNegativeNumber)->excludes(at);
    };
    CLI::App* schedule = b.add(app, "schedule", "Have a message sent later", theChannel, {},
                               [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                   ScheduleMessage command;
                                   TRY_ASSIGN(command.at, timeOf(words));
                                   command.channel = named.channels.first();
                                   command.clientId = named.clientId;
                                   command.entry.text = said(words.text);
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
            command.text = said(words.text);
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
              const auto plan = PlanId::fromString(said(words.name));
              if (!plan)
                  return fail(ErrorCode::BadRequest, u"this is not the id of a plan"_qs);
              return DropPlan{*plan};
          })
        ->add_option("ID", w.name)
        ->required();
}

void addOwn(CLI::App& app, AskBuilder& b) {
    Words& w = b.words();
    CLI::App* read = b.add(app, "read", "Mark a channel as read", theChannel, {},
                           [](const Words& words, const Named& named) -> Result<parlor::Command> {
                               return MarkRead{named.channels.first(),
                                               words.serial > 0 ? Serial(words.serial) : named.last};
                           });
    read->add_option("CHANNEL", w.channel)->required();
    read->add_option("SERIAL", w.serial, "Up to there; without it everything")->check(aboveZero());
    b.add(app, "unread", "Mark a channel as unread", theChannel, {},
          [](const Words&, const Named& named) -> Result<parlor::Command> {
              return MarkUnread{named.channels.first(), true};
          })
        ->add_option("CHANNEL", w.channel)
        ->required();
    CLI::App* notify =
        b.add(app, "notify", "What of a channel you are told about", theChannel, {},
              [](const Words& words, const Named& named) -> Result<parlor::Command> {
                  return SetNotifications{named.channels.first(), *notificationsFrom(said(words.name))};
              });
    notify->add_option("CHANNEL", w.channel)->required();
    notify->add_option("WHAT", w.name)->required()->check(CLI::IsMember({"all", "mentions", "nothing"}));
    CLI::App* draft = b.add(app, "draft", "Keep words for all your devices; none clears", theChannel, {},
                            [](const Words& words, const Named& named) -> Result<parlor::Command> {
                                return SaveDraft{named.channels.first(), said(words.text)};
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
                  set.words.append(said(word));
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
    watch->add_option("--count", w.count, "End after so many")->check(aboveZero());
    watch->add_option("--timeout", w.timeout, "End after so many seconds")->check(aboveZero());
    watch->callback([line = b.line(), words = b.shared()] {
        line.make = [words](Context& context) -> std::unique_ptr<Command> {
            return std::make_unique<WatchCommand>(context, WatchOptions{words->count, words->timeout});
        };
    });
}

} // namespace

void addTalkCommands(CLI::App& app, const CommandLine& line) {
    AskBuilder builder(line);
    addMessageChanges(app, builder);
    addLists(app, builder);
    addPlans(app, builder);
    addOwn(app, builder);
    addChannelChanges(*app.get_subcommand("channels"), builder);
}

} // namespace parlor::cli
