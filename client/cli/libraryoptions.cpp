#include "client/cli/libraryoptions.h"

#include "client/cli/librarycommands.h"
#include "client/cli/validators.h"

#include <QUrl>

namespace parlor::cli {

namespace {

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

QString item(const char* key, const std::string& value) {
    return QString::fromLatin1(key) + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(text(value)));
}

/// What was said; the strings are filled by the parser.
struct Said {
    std::string search, tag, shelf, album, kind, day, id, title, note, parent, before, person, channel;
    std::string caption, date, place, tags, locality, order, crop;
    std::vector<std::string> ids;
    int limit = 50, offset = 0, rating = 0, rotation = 0;
    bool favourites = false, shared = false, contribute = false, keep = false;
};

class Builder {
public:
    Builder(bool& json, MakeCommand& chosen) : m_json(json), m_chosen(chosen) {}

    /// `make` gives the calls when the command was chosen.
    template<class Make>
    CLI::App* add(CLI::App& parent, const char* name, const char* about, Make make) {
        CLI::App* command = parent.add_subcommand(name, about);
        command->fallthrough();
        command->add_flag("--json", m_json, "One JSON object a line");
        command->callback([&chosen = m_chosen, make, said = said] {
            chosen = [make, said](Context& context) {
                return std::make_unique<LibraryCommand>(context, make(*said));
            };
        });
        return command;
    }

    const std::shared_ptr<Said> said = std::make_shared<Said>();

    void chooses(CLI::App* command, std::function<std::unique_ptr<Command>(Context&, const Said&)> make) {
        command->add_flag("--json", m_json, "One JSON object a line");
        command->callback([&chosen = m_chosen, make, said = said] {
            chosen = [make, said](Context& context) { return make(context, *said); };
        });
    }

private:
    bool& m_json;
    MakeCommand& m_chosen;
};

QList<LibraryCall> toEach(const Said& said, const QByteArray& method, const QJsonObject& body,
                          const QString& query = {}) {
    QList<LibraryCall> calls;
    for (const std::string& id : said.ids)
        calls.append({method, u"/v1/photos/"_qs + text(id), query, body, {}, {}});
    return calls;
}

/// What `photos` lists when nothing is to be done to them.
LibraryCall listing(const Said& said) {
    LibraryCall call;
    call.list = u"photos"_qs;
    QStringList query{u"limit=%1"_qs.arg(std::min(said.limit, 200))};
    call.path = u"/v1/photos"_qs;
    call.cursor = u"before"_qs;
    if (!said.album.empty()) {
        call.path = u"/v1/albums/"_qs + text(said.album) + u"/photos"_qs;
        call.cursor = u"after"_qs;
    } else if (!said.search.empty()) {
        call.path = u"/v1/photos/search"_qs;
        query.append(item("q", said.search));
    } else {
        if (said.favourites)
            query.append(u"favourite=true"_qs);
        if (said.rating > 0)
            query.append(u"rating=%1"_qs.arg(said.rating));
        if (!said.tag.empty())
            query.append(item("tag", said.tag));
        if (!said.locality.empty())
            query.append(item("locality", said.locality));
        if (!said.shelf.empty())
            query.append(item("shelf", said.shelf));
    }
    call.query = query.join(u'&');
    return call;
}

void addActions(CLI::App& photos, Builder& builder) {
    struct Action {
        const char* name;
        const char* about;
        const char* field;
        bool value;
    };

    for (const Action& action : {Action{"favourite", "Mark them", "favourite", true},
                                 Action{"unfavourite", "Take the mark away", "favourite", false},
                                 Action{"archive", "Off the timeline", "archived", true},
                                 Action{"unarchive", "Back on the timeline", "archived", false},
                                 Action{"trash", "Into the trash, for 30 days", "trashed", true},
                                 Action{"restore", "Out of the trash", "trashed", false}}) {
        builder
            .add(photos, action.name, action.about,
                 [action](const Said& said) {
                     return toEach(said, "PATCH", {{QString::fromLatin1(action.field), action.value}});
                 })
            ->add_option("ID", builder.said->ids)
            ->required();
    }
    auto* rate = builder.add(photos, "rate", "Give them stars; 0 takes them away", [](const Said& said) {
        return toEach(said, "PATCH", {{u"rating"_qs, said.rating}});
    });
    rate->add_option("STARS", builder.said->rating)->required()->check(CLI::IsMember({0, 1, 2, 3, 4, 5}));
    rate->add_option("ID", builder.said->ids)->required();
    auto* remove = builder.add(photos, "delete", "For good", [](const Said& said) {
        return toEach(said, "DELETE", {}, said.keep ? u"conversations=false"_qs : QString());
    });
    remove->add_option("ID", builder.said->ids)->required();
    remove->add_flag("--keep-in-conversations", builder.said->keep, "Conversations go on showing them");
    builder
        .add(photos, "copy", "Keep what others show in your own library",
             [](const Said& said) {
                 QList<LibraryCall> calls;
                 for (const std::string& id : said.ids)
                     calls.append({"POST", u"/v1/photos/%1/copy"_qs.arg(text(id)), {}, {}, {}, {}});
                 return calls;
             })
        ->add_option("ID", builder.said->ids)
        ->required();
    builder
        .add(photos, "separate", "Edited photos and their original versions are photos of their own for good",
             [](const Said& said) { return toEach(said, "PATCH", {{u"original_version"_qs, QJsonValue()}}); })
        ->add_option("ID", builder.said->ids)
        ->required();
    auto* info =
        builder.add(photos, "info", "All that is known, and where it is shown", [](const Said& said) {
            QList<LibraryCall> calls;
            for (const std::string& id : said.ids) {
                calls.append({"GET", u"/v1/photos/"_qs + text(id), {}, {}, {}, {}});
                calls.append({"GET", u"/v1/photos/%1/holders"_qs.arg(text(id)), {}, {}, {}, {}});
            }
            return calls;
        });
    info->add_option("ID", builder.said->ids)->required();
}

void addEdit(CLI::App& photos, Builder& builder) {
    Said& said = *builder.said;
    auto* edit = photos.add_subcommand("edit", "Change date, place, caption, tags, rating, rotation, crop");
    edit->fallthrough();
    edit->add_option("ID", said.id)->required();
    auto* caption = edit->add_option("--caption", said.caption);
    auto* tags = edit->add_option("--tags", said.tags, "All of them, with commas between");
    auto* date = edit->add_option("--date", said.date, "2024-05-31T20:15:00, the clock on the wall there");
    auto* offset = edit->add_option("--offset", said.offset, "Minutes that clock is ahead of UTC");
    auto* place = edit->add_option("--place", said.place, "Latitude,longitude; empty for none");
    auto* rating =
        edit->add_option("--rating", said.rating, "Stars")->check(CLI::IsMember({0, 1, 2, 3, 4, 5}));
    auto* rotation = edit->add_option("--rotate", said.rotation, "Degrees clockwise from the original")
                         ->check(CLI::IsMember({0, 90, 180, 270}));
    auto* crop = edit->add_option("--crop", said.crop,
                                  "Left,top,width,height in percent, before it is rotated; empty for none");
    builder.chooses(edit, [=](Context& context, const Said& chosen) -> std::unique_ptr<Command> {
        PhotoEditOptions options;
        options.id = text(chosen.id);
        const auto given = [](CLI::Option* option, const std::string& value) {
            return option->count() > 0 ? std::optional(text(value)) : std::nullopt;
        };
        options.caption = given(caption, chosen.caption);
        options.tags = given(tags, chosen.tags);
        options.date = given(date, chosen.date);
        options.place = given(place, chosen.place);
        options.crop = given(crop, chosen.crop);
        if (offset->count() > 0)
            options.offsetMinutes = chosen.offset;
        if (rating->count() > 0)
            options.rating = chosen.rating;
        if (rotation->count() > 0)
            options.rotation = chosen.rotation;
        const auto body = photoEditBody(options);
        QList<LibraryCall> calls;
        if (body)
            calls.append({"PATCH", u"/v1/photos/"_qs + options.id, {}, *body, {}, {}});
        else // an event loop that does not run yet can't be left
            context.executor.post([&context] { context.finish(ExitCode::Usage); });
        return std::make_unique<LibraryCommand>(context, calls);
    });
}

void addLists(CLI::App& photos, Builder& builder) {
    const auto get = [](const char* path, const char* list, const QString& query = {}) {
        return QList<LibraryCall>{
            {"GET", QString::fromLatin1(path), query, {}, QString::fromLatin1(list), {}}};
    };
    builder.add(photos, "months", "How many in each month",
                [get](const Said&) { return get("/v1/photos/months", "months"); });
    builder.add(photos, "tags", "All tags", [get](const Said&) { return get("/v1/photos/tags", "tags"); });
    builder
        .add(photos, "localities", "The towns they were taken in or near",
             [](const Said& said) {
                 return QList<LibraryCall>{{"GET",
                                            u"/v1/photos/localities"_qs,
                                            said.order.empty() ? QString() : item("order", said.order),
                                            {},
                                            u"localities"_qs,
                                            u"after"_qs}};
             })
        ->add_option("--order", builder.said->order, "By how many photos, or by name")
        ->check(CLI::IsMember({"photos", "name"}));
    builder.add(photos, "statistics", "How much of what",
                [get](const Said&) { return get("/v1/photos/statistics", ""); });
    builder
        .add(photos, "memories", "This day in other years",
             [get](const Said& said) {
                 return get("/v1/photos/memories", "years",
                            said.day.empty() ? QString() : item("day", said.day));
             })
        ->add_option("--day", builder.said->day, "2024-05-31");
    builder
        .add(photos, "groups", "Photos that look alike, or series",
             [](const Said& said) {
                 return QList<LibraryCall>{{"GET",
                                            u"/v1/photos/groups"_qs,
                                            item("kind", said.kind),
                                            {},
                                            u"groups"_qs,
                                            u"before"_qs}};
             })
        ->add_option("KIND", builder.said->kind)
        ->required()
        ->check(CLI::IsMember({"similar", "burst"}));
}

QString albumPath(const Said& said, const char* rest = "") {
    return u"/v1/albums/"_qs + text(said.id) + QString::fromLatin1(rest);
}

QJsonArray idList(const Said& said) {
    QJsonArray ids;
    for (const std::string& id : said.ids)
        ids.append(text(id));
    return ids;
}

void addAlbums(CLI::App& app, Builder& builder) {
    Said& said = *builder.said;
    CLI::App* albums = app.add_subcommand("albums", "Put photos in order and show them to others");
    albums->require_subcommand(1);
    albums->fallthrough();
    builder
        .add(*albums, "list", "Your albums",
             [](const Said& s) {
                 return QList<LibraryCall>{{"GET",
                                            u"/v1/albums"_qs,
                                            s.shared ? u"shared=true"_qs : QString(),
                                            {},
                                            u"albums"_qs,
                                            u"after"_qs}};
             })
        ->add_flag("--shared", said.shared, "Those of others that you may see");
    auto* create = builder.add(*albums, "create", "Make one", [](const Said& s) {
        QJsonObject body{{u"title"_qs, text(s.title)}, {u"note"_qs, text(s.note)}};
        if (!s.parent.empty())
            body.insert(u"parent"_qs, text(s.parent));
        return QList<LibraryCall>{{"POST", u"/v1/albums"_qs, {}, body, {}, {}}};
    });
    create->add_option("TITLE", said.title)->required();
    create->add_option("--note", said.note);
    create->add_option("--parent", said.parent, "Inside this one");
    const auto onOne = [&](const char* name, const char* about, auto make) {
        auto* command = builder.add(*albums, name, about, make);
        command->add_option("ALBUM", said.id)->required();
        return command;
    };
    onOne("show", "Its photos", [](const Said& s) {
        return QList<LibraryCall>{{"GET", albumPath(s, "/photos"), {}, {}, u"photos"_qs, u"after"_qs}};
    });
    onOne("delete", "Its photos stay in your library",
          [](const Said& s) { return QList<LibraryCall>{{"DELETE", albumPath(s), {}, {}, {}, {}}}; });
    onOne("rename", "Give it another title",
          [](const Said& s) {
              return QList<LibraryCall>{{"PATCH", albumPath(s), {}, {{u"title"_qs, text(s.title)}}, {}, {}}};
          })
        ->add_option("TITLE", said.title)
        ->required();
    auto* move = onOne("move", "Into another one, or before another one", [](const Said& s) {
        QJsonObject body;
        if (!s.parent.empty())
            body.insert(u"parent"_qs, s.parent == "top" ? QJsonValue() : QJsonValue(text(s.parent)));
        if (!s.before.empty())
            body.insert(u"before"_qs, text(s.before));
        return QList<LibraryCall>{{"PATCH", albumPath(s), {}, body, {}, {}}};
    });
    move->add_option("--parent", said.parent, "An album, or top");
    move->add_option("--before", said.before);
    onOne("cover", "Choose the picture that stands for it",
          [](const Said& s) {
              return QList<LibraryCall>{
                  {"PATCH", albumPath(s), {}, {{u"cover"_qs, text(s.ids.front())}}, {}, {}}};
          })
        ->add_option("PHOTO", said.ids)
        ->required()
        ->expected(1);
    auto* put = onOne("add", "Put photos in, or move those that are in it", [](const Said& s) {
        QJsonObject body{{u"add"_qs, idList(s)}};
        if (!s.before.empty())
            body.insert(u"before"_qs, text(s.before));
        return QList<LibraryCall>{{"POST", albumPath(s, "/photos"), {}, body, {}, {}}};
    });
    put->add_option("PHOTO", said.ids)->required();
    put->add_option("--before", said.before, "A photo that is in it");
    onOne("remove", "Take photos out",
          [](const Said& s) {
              return QList<LibraryCall>{
                  {"POST", albumPath(s, "/photos"), {}, {{u"remove"_qs, idList(s)}}, {}, {}}};
          })
        ->add_option("PHOTO", said.ids)
        ->required();
    onOne("shares", "Whom it is shown to", [](const Said& s) {
        return QList<LibraryCall>{{"GET", albumPath(s, "/shares"), {}, {}, u"shares"_qs, {}}};
    });
    for (const bool end : {false, true}) {
        auto* share = albums->add_subcommand(end ? "unshare" : "share",
                                             end ? "Stop showing it" : "Show it to a person or a channel");
        share->fallthrough();
        share->add_option("ALBUM", said.id)->required();
        auto* person = share->add_option("--person", said.person);
        auto* channel = share->add_option("--channel", said.channel);
        person->excludes(channel);
        share->require_option(2, 4);
        if (!end)
            share->add_flag("--contribute", said.contribute, "They may put their own photos in");
        builder.chooses(share, [end](Context& context, const Said& s) {
            return std::make_unique<AlbumShareCommand>(
                context, AlbumShareOptions{text(s.id), text(s.person), text(s.channel), s.contribute, end});
        });
    }
}

} // namespace

void addLibraryCommands(CLI::App& app, bool& json, MakeCommand& chosen) {
    Builder builder(json, chosen);
    CLI::App* photos = app.add_subcommand("photos", "Your library, newest first");
    photos->fallthrough();
    photos->require_subcommand(0, 1);
    photos->add_flag("--json", json, "One JSON object a line");
    Said& said = *builder.said;
    photos->add_option("--limit", said.limit, "How many")->check(aboveZero());
    photos->add_option(
        "--search", said.search,
        "Words, tag: place: camera: lens: is:photo|video|live|favourite|panorama|archived has:place|caption "
        "rating:>=4 before: after:");
    photos->add_flag("--favourites", said.favourites);
    photos->add_option("--rating", said.rating, "So many stars or more")
        ->check(CLI::IsMember({1, 2, 3, 4, 5}));
    photos->add_option("--tag", said.tag);
    photos->add_option("--locality", said.locality, "Id of a town, as `photos localities` tells it");
    photos->add_option("--shelf", said.shelf)
        ->check(CLI::IsMember({"library", "archive", "trash", "refused"}));
    photos->add_option("--album", said.album, "Id of an album");
    photos->callback([photos, &chosen, keep = builder.said] {
        if (!photos->get_subcommands().empty())
            return;
        chosen = [keep](Context& context) {
            return std::make_unique<LibraryCommand>(context, QList<LibraryCall>{listing(*keep)}, keep->limit);
        };
    });
    addActions(*photos, builder);
    addEdit(*photos, builder);
    addLists(*photos, builder);
    addAlbums(app, builder);
}

} // namespace parlor::cli
