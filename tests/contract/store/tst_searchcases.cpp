#include "server/domain/messages/searchservice.h"
#include "tests/contract/store/storecase.h"
#include "tests/support/searchcases.h"

namespace parlor::server {
namespace {

/// The table of searches, from the words a person writes to the rows of the store.
class SearchCases : public StoreCase {
protected:
    void SetUp() override {
        StoreCase::SetUp();
        people = {{u"ada"_qs, person("ada")}, {u"bo"_qs, person("bo")}};
        const Person ada = people.value(u"ada"_qs), bo = people.value(u"bo"_qs);
        channels = {{u"general"_qs, channel(ada, "general", {bo.id})},
                    {u"trips"_qs, channel(bo, "trips", {ada.id})},
                    {u"hidden"_qs, channel(bo, "hidden", {}, Visibility::Private)}};
        for (const test::SearchedMessage& said : test::searchedTalk())
            say(said);
    }

    void say(const test::SearchedMessage& said) {
        const Person author = people.value(QString::fromLatin1(said.author));
        const std::int64_t when = test::searchedFrom + said.day * test::searchedDay;
        store->clock.step(std::max(when, store->clock.now() + 1) - store->clock.now());
        Entry entry = text(QString::fromUtf8(said.text));
        if (said.data)
            entry.data = u"1"_qs;
        if (said.photo) {
            entry.kind = EntryKind::Photos;
            PhotoReference photo;
            photo.id = store->addPhoto(author.id);
            entry.photos = {photo};
        }
        const Outcome posted = post(author, channels.value(QString::fromLatin1(said.channel)), entry);
        labels.insert(posted.message, QString::fromLatin1(said.label));
    }

    QHash<QString, Person> people;
    QHash<QString, ChannelId> channels;
    QHash<MessageId, QString> labels;
};

TEST_P(SearchCases, AreAnsweredAsTheTableSays) {
    InlineExecutor executor;
    PeopleDirectory directory(store->accounts(), executor);
    SearchService service(store->messages(), store->channels(), directory, executor);
    Principal ada;
    ada.person = people.value(u"ada"_qs);
    ada.role = Role::Member;
    ada.session = SessionId(1);
    ada.capability = Capability::all();
    for (const test::SearchCase& wanted : test::searchCases()) {
        Search search;
        search.query = QString::fromUtf8(wanted.query);
        if (wanted.inChannel)
            search.channel = channels.value(QString::fromLatin1(wanted.inChannel));
        const auto page = answerOf(service.search(ada, search));
        if (wanted.error) {
            EXPECT_EQ(QLatin1StringView(wireCode(errorOf(page))), QLatin1StringView(wanted.error))
                << wanted.query;
            continue;
        }
        ASSERT_TRUE(page) << wanted.query;
        QStringList found;
        for (const SearchHit& hit : page->hits)
            found.append(labels.value(hit.event.message));
        EXPECT_EQ(found, wanted.labels) << wanted.query << ": " << found.join(u' ').toStdString();
    }
}

PARLOR_ON_ALL_STORES(SearchCases);

} // namespace
} // namespace parlor::server
