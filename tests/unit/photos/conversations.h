#pragma once

#include "tests/unit/photos/photonode.h"

namespace parlor::server::test {

/// Photos of Ann and Ben, and channels that show them.
class ConversationsTest : public PhotoNodeTest {
protected:
    static QString at(PhotoId id, const QString& rest = {}) {
        return QStringLiteral("/v1/photos/") + id.toString() + rest;
    }

    static Operation operation(const Person& person) {
        return {person.id, {}, makeClientId(), QByteArray::number(qlonglong(makeId())).right(16)};
    }

    ChannelId channel(const Person& maker, const char* name, Visibility visibility) {
        NewChannel wanted;
        wanted.name = QString::fromUtf8(name);
        wanted.visibility = visibility;
        return await(node.store->channels().create(operation(maker), wanted))->channel;
    }

    void let(const Person& person, const Person& into, ChannelId where, bool seesHistory = true) {
        MemberUpdate update;
        update.person = into.id;
        update.seesHistory = seesHistory;
        ASSERT_TRUE(
            await(node.store->channels().changeMember(operation(person), where, update, Role::Member)));
        settle();
    }

    MessageId post(const Person& author, ChannelId where, PhotoId photo) {
        Entry entry;
        entry.kind = EntryKind::Photos;
        entry.photos = {referenceTo(node.photo(photo))};
        const auto posted = await(node.store->messages().post(operation(author), where, entry, std::nullopt));
        EXPECT_TRUE(posted);
        settle();
        return posted->message;
    }

    int status(PhotoId id, const char* token, const QString& rest = QStringLiteral("/thumb")) {
        return node.send("GET", at(id, rest), token).status;
    }

    void settle() { node.settle(); }
};

} // namespace parlor::server::test
