// Tickets: uploads without a session, each for one photo, by tus, form or PUT.
#include "tests/unit/photos/tickets.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

using TicketsTest = TicketsCase;

TEST_F(TicketsTest, RedeemsIntoAResumableUploadWithoutASession) {
    const HttpResponse made = redeem(issue().value(u"ticket"_qs).toString(), 5);
    ASSERT_EQ(made.status, 201);
    const QString address = QString::fromLatin1(header(made, "location"));
    EXPECT_EQ(offset(address, nullptr), 0) << "the address itself is the right";
    EXPECT_EQ(node.send("HEAD", address.section(u'.', 0, 0), nullptr, tus()).status, 401);
    EXPECT_EQ(node.send("HEAD", address + u'x', nullptr, tus()).status, 404);
    const HttpResponse done = patch(address, 0, "12345", {}, nullptr);
    ASSERT_EQ(done.status, 204);
    const Photo photo = node.photo(*PhotoId::fromString(QString::fromLatin1(header(done, "parlor-photo"))));
    EXPECT_EQ(photo.owner, ann.id);
    EXPECT_EQ(photo.name, u"a.jpg"_qs) << "the ticket's name counts, not the upload's";
    EXPECT_FALSE(header(node.send("HEAD", address, nullptr, tus()), "upload-metadata").contains("ticket"));
}

TEST_F(TicketsTest, AreForOneUpload) {
    const QString ticket = issue().value(u"ticket"_qs).toString();
    const HttpResponse made = redeem(ticket, 5);
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(redeem(ticket, 5).status, 401);
    node.send("DELETE", QString::fromLatin1(header(made, "location")), nullptr, tus());
    node.restart();
    EXPECT_EQ(redeem(ticket, 5).status, 401) << "neither termination nor a restart gives it back";
}

TEST_F(TicketsTest, AreBoundToWhatWasAsked) {
    const QString ticket = issue().value(u"ticket"_qs).toString();
    EXPECT_EQ(redeem(ticket, 6).status, 413);
    EXPECT_EQ(redeem(ticket, 4).status, 400);
    EXPECT_EQ(redeem(ticket, 5, "ben").status, 403);
    QString forged = ticket;
    forged[10] = forged[10] == u'A' ? u'B' : u'A';
    EXPECT_EQ(redeem(forged, 5).status, 401);
    EXPECT_EQ(redeem(u"nonsense"_qs, 5).status, 401);
    node.clock.advance(limits::ticketSeconds * 1'000);
    EXPECT_EQ(redeem(ticket, 5).status, 401);
}

TEST_F(TicketsTest, BindTheContent) {
    const QByteArray hex = QCryptographicHash::hash("12345", QCryptographicHash::Sha256).toHex();
    const QByteArray file = R"({"name":"a.jpg","size":5,"sha256":")" + hex + "\"}";
    const QString first =
        QString::fromLatin1(header(redeem(issue(file).value(u"ticket"_qs).toString(), 5), "location"));
    EXPECT_EQ(patch(first, 0, "54321", {}, nullptr).status, 460);
    const QString second =
        QString::fromLatin1(header(redeem(issue(file).value(u"ticket"_qs).toString(), 5), "location"));
    EXPECT_EQ(patch(second, 0, "12345", {}, nullptr).status, 204);
}

TEST_F(TicketsTest, MayBeRedeemedInParts) {
    const QByteArray hex = QCryptographicHash::hash("1234567890", QCryptographicHash::Sha256).toHex();
    const QString ticket =
        issue(R"({"name":"a.jpg","size":10,"sha256":")" + hex + "\"}").value(u"ticket"_qs).toString();
    const auto part = [&](const QByteArray& bytes) {
        const HttpResponse made = sendPart(ticket, bytes);
        EXPECT_EQ(made.status, 201) << bodyOf(made).constData();
        return header(made, "location");
    };
    const QByteArray first = part("12345");
    const QByteArray last = part("67890");
    EXPECT_TRUE(first.contains('.')) << "the address is the right";
    EXPECT_EQ(join(ticket, {first}).status, 400) << "not what the ticket is for";
    EXPECT_EQ(join(ticket, {first, last, last}).status, 400) << "a part is used once";
    EXPECT_EQ(sendPart(ticket, "1").status, 413) << "all parts together are for one photo";
    const QByteArray strange = header(redeem(issue().value(u"ticket"_qs).toString(), 5), "location");
    EXPECT_EQ(join(ticket, {first, strange}).status, 404) << "made with another ticket";
    EXPECT_EQ(join(ticket, {first, last}, "ben").status, 403);
    node.clock.advance(limits::ticketSeconds * 1'000);
    EXPECT_EQ(join(ticket, {last, first}).status, 460) << "bound to the content";
    const HttpResponse late = node.send(
        "POST", u"/v1/uploads"_qs, nullptr,
        tus({{"upload-length", "5"}, {"upload-concat", "partial"}, {"upload-metadata", metadataOf(ticket)}}));
    EXPECT_EQ(late.status, 401) << "nothing new begins after its time";
}

TEST_F(TicketsTest, OnePartlyRedeemedIsStillForOnePhoto) {
    const QString ticket = issue().value(u"ticket"_qs).toString();
    const QByteArray first = header(sendPart(ticket, "12"), "location");
    const QByteArray last = header(sendPart(ticket, "345"), "location");
    EXPECT_EQ(sendPart(ticket, "1").status, 413);
    node.clock.advance(limits::ticketSeconds * 1'000 + 1);
    const HttpResponse made = join(ticket, {first, last});
    ASSERT_EQ(made.status, 201) << bodyOf(made).constData();
    const Photo photo = node.photo(*PhotoId::fromString(QString::fromLatin1(header(made, "parlor-photo"))));
    EXPECT_EQ(photo.sha256, QCryptographicHash::hash("12345", QCryptographicHash::Sha256));
    EXPECT_EQ(photo.name, u"a.jpg"_qs);
    EXPECT_EQ(offset(QString::fromLatin1(header(made, "location")), nullptr), 5)
        << "its address is a right, too";
    EXPECT_EQ(redeem(ticket, 5).status, 401);
}

TEST_F(TicketsTest, OneWhoseWholeIsThereBeginsNoMoreParts) {
    const QString ticket = issue().value(u"ticket"_qs).toString();
    const QByteArray all = header(sendPart(ticket, "12345"), "location");
    ASSERT_EQ(join(ticket, {all}).status, 201);
    EXPECT_EQ(sendPart(ticket, "1").status, 401) << "single use";
}

TEST_F(TicketsTest, RefusesBadRequests) {
    for (const char* body :
         {"{}", R"({"files":[]})", R"({"files":[{"name":"a"}]})", R"({"files":[{"size":1}]})",
          R"({"files":[{"name":"a","size":-1}]})", R"({"files":[{"name":"a","size":1,"sha256":"zz"}]})"})
        EXPECT_EQ(node.send("POST", u"/v1/uploads/tickets"_qs, "ann", {}, body).status, 400) << body;
    EXPECT_EQ(node.send("POST", u"/v1/uploads/tickets"_qs, nullptr, {}, "{}").status, 401);
}

TEST_F(TicketsTest, SayWholeAddressesWhereThereAreAny) {
    const auto addresses = [&](const Headers& headers) {
        Headers all = headers;
        all.emplaceBack("authorization", "Bearer ann");
        const HttpResponse answer = node.send("POST", u"/v1/uploads/tickets"_qs, nullptr, all,
                                              R"({"files":[{"name":"a.jpg","size":5}]})");
        const QJsonObject one = node.json(answer).value(u"tickets"_qs).toArray().first().toObject();
        EXPECT_EQ(one.value(u"form_url"_qs).toString(),
                  one.value(u"upload_url"_qs).toString() + u"/form/"_qs + one.value(u"ticket"_qs).toString());
        return one.value(u"upload_url"_qs).toString();
    };
    EXPECT_EQ(addresses({{"host", "photos.example"}}), u"http://photos.example/v1/uploads"_qs);
    EXPECT_EQ(addresses({}), u"/v1/uploads"_qs) << "nobody has said where";
    node.stop();
    node.publicUrl = u"https://photos.example/"_qs;
    node.start();
    EXPECT_EQ(addresses({{"host", "10.0.0.1"}}), u"https://photos.example/v1/uploads"_qs);
}

TEST_F(TicketsTest, TakeAFormAndAPut) {
    const QJsonObject one = issue();
    const HttpResponse posted =
        node.send("POST", one.value(u"form_url"_qs).toString(), nullptr, formType, form({}, "12345"));
    EXPECT_EQ(posted.status, 201) << bodyOf(posted).constData();
    EXPECT_FALSE(header(posted, "parlor-photo").isEmpty());
    EXPECT_EQ(
        node.send("POST", one.value(u"form_url"_qs).toString(), nullptr, formType, form({}, "12345")).status,
        401);
    const HttpResponse put = node.send("PUT", issue().value(u"form_url"_qs).toString(), nullptr,
                                       {{"content-type", "image/jpeg"}}, "12345");
    EXPECT_EQ(put.status, 201);
    EXPECT_EQ(header(put, "parlor-result"), "had");
    EXPECT_EQ(node.send("PUT", issue().value(u"form_url"_qs).toString(), nullptr, {}, "123456").status, 413);
    EXPECT_EQ(node.send("PUT", issue().value(u"form_url"_qs).toString(), nullptr, {}, "1234").status, 400);
}

TEST_F(TicketsTest, WhatDidNotComeWholeLeavesItAsItWas) {
    const QByteArray hex = QCryptographicHash::hash("12345", QCryptographicHash::Sha256).toHex();
    const QString address =
        issue(R"({"name":"a.jpg","size":5,"sha256":")" + hex + "\"}").value(u"form_url"_qs).toString();
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "1234").status, 400);
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "123456").status, 413);
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "54321").status, 460);
    EXPECT_EQ(node.send("POST", address, nullptr, formType, form({}, "123456")).status, 413);
    const auto cut = node.ask("PUT", address, nullptr, {}, "12345");
    cut->cutAfter(3);
    node.router->handle(cut);
    ASSERT_TRUE(waitFor([&] { return cut->isAnswered(); }));
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "12345").status, 201);
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "12345").status, 401) << "once";
}

TEST_F(TicketsTest, OneThatHadToWaitIsAsGoodAsBefore) {
    node.stop();
    node.rules.writersPerPerson = 2;
    node.start();
    // All at once: two may write, the third learns of it when its row is made already.
    QList<QString> addresses;
    QList<std::shared_ptr<FakeExchange>> puts;
    for (int i = 0; i < 3; ++i) {
        addresses.append(issue().value(u"form_url"_qs).toString());
        puts.append(node.ask("PUT", addresses.last(), nullptr, {}, "12345"));
        puts.last()->pauseAt(2);
    }
    for (const auto& put : puts)
        node.router->handle(put);
    const auto paused = [](const auto& put) { return put->isPaused(); };
    const auto answered = [](const auto& put) { return put->isAnswered(); };
    ASSERT_TRUE(waitFor([&] {
        return std::ranges::count_if(puts, paused) == 2 && std::ranges::count_if(puts, answered) == 1;
    }));
    const auto late = std::ranges::find_if(puts, answered);
    EXPECT_EQ((*late)->response().status, 429);
    EXPECT_EQ(header((*late)->response(), "retry-after"), "1");
    const QString address = addresses.at(late - puts.begin());
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "12345").status, 429);
    EXPECT_EQ(node.send("POST", address, nullptr, formType, form({}, "12345")).status, 429);
    EXPECT_EQ(await(node.uploadRows->receiving({}, 10))->size(), 2) << "and it holds no room";
    for (const auto& put : puts) {
        put->resume();
        put->response();
    }
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "12345").status, 201);
    EXPECT_EQ(node.send("PUT", address, nullptr, {}, "12345").status, 401) << "once";
}

TEST_F(TicketsTest, EndWithTheirPerson) {
    const QString unused = issue().value(u"ticket"_qs).toString();
    const QString begun =
        QString::fromLatin1(header(redeem(issue().value(u"ticket"_qs).toString(), 5), "location"));
    EXPECT_EQ(patch(begun, 0, "123", {}, nullptr).status, 204);
    const auto slow = node.ask("PUT", issue().value(u"form_url"_qs).toString(), nullptr, {}, "12345");
    slow->pauseAt(2);
    node.router->handle(slow);
    ASSERT_TRUE(waitFor([&] { return slow->isPaused(); }));
    const UploadId storing = *UploadId::fromString(create(5).section(u'/', -1));

    ASSERT_TRUE(await(node.store->accounts().setDisabled(ann.id, true)));
    EXPECT_EQ(redeem(unused, 5).status, 403);
    EXPECT_EQ(node.send("PUT", u"/v1/uploads/form/"_qs + unused, nullptr, {}, "12345").status, 403);
    EXPECT_TRUE(waitFor([&] { return offset(begun, nullptr) == -410; }));
    EXPECT_EQ(patch(begun, 3, "45", {}, nullptr).status, 410);
    slow->resume();
    EXPECT_EQ(slow->response().status, 410);
    // What was past all that when it happened.
    const NewPhoto late{ann.id, u"a.jpg"_qs, BlobInfo{QString(64, u'a'), QByteArray(32, 'a'), 5, 0}, 1, 0,
                        1,      storing};
    const auto added = await(node.photos->add(late));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::Gone);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);

    ASSERT_TRUE(await(node.store->accounts().setDisabled(ann.id, false)));
    EXPECT_EQ(offset(begun, nullptr), -410);
    EXPECT_EQ(redeem(unused, 5).status, 201) << "it was not used up";
}

TEST_F(TicketsTest, EndWhenTheirPersonIsErased) {
    NewAccount account;
    account.name = u"boss"_qs;
    account.role = Role::Owner;
    const PersonId boss = await(node.store->accounts().create(account))->person.id;
    const QString unused = issue().value(u"ticket"_qs).toString();
    const QString begun =
        QString::fromLatin1(header(redeem(issue().value(u"ticket"_qs).toString(), 5), "location"));
    EXPECT_EQ(patch(begun, 0, "123", {}, nullptr).status, 204);
    const QString own = create(10);
    const auto slow = node.ask("PUT", issue().value(u"form_url"_qs).toString(), nullptr, {}, "12345");
    slow->pauseAt(2);
    node.router->handle(slow);
    const auto running = node.ask("PATCH", own, "ann", chunk(0), "1234567890");
    running->pauseAt(4);
    node.router->handle(running);
    ASSERT_TRUE(waitFor([&] { return slow->isPaused() && running->isPaused(); }));

    const Operation erasing{boss, {}, makeClientId(), QByteArray(16, 'e')};
    ASSERT_TRUE(await(node.store->erasure().erase(erasing, ann.id, true)));
    EXPECT_TRUE(await(node.uploadRows->receiving({}, 10))->isEmpty());
    EXPECT_TRUE(waitFor([&] { return offset(begun, nullptr) == -410; }));
    EXPECT_EQ(patch(begun, 3, "45", {}, nullptr).status, 410);
    EXPECT_EQ(redeem(unused, 5).status, 403);
    slow->resume();
    EXPECT_EQ(slow->response().status, 410);
    running->resume();
    EXPECT_EQ(running->response().status, 410) << "what was under way becomes no photo";
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);
}

TEST_F(TicketsTest, AFormHoldsNoMoreRoomThanCanCome) {
    node.stop();
    node.rules.quota = 2'000'000;
    node.start();
    const auto recipe = [&] {
        const HttpResponse prepared = node.send("POST", u"/prep/photoupload"_qs, nullptr,
                                                {{"authorization", "ann"}}, R"({"keys":["b.jpg"]})");
        return node.json(prepared)
            .value(u"uploads"_qs)
            .toArray()
            .first()
            .toObject()
            .value(u"fields"_qs)
            .toObject()
            .value(u"ticket"_qs)
            .toString()
            .toLatin1();
    };
    EXPECT_EQ(node.send("POST", u"/v1/uploads/form"_qs, nullptr, formType, form(recipe(), picture)).status,
              201);
    EXPECT_EQ(node.send("POST", u"/v1/uploads/form"_qs, nullptr, formType,
                        form(recipe(), QByteArray(2'000'000, 'x')))
                  .status,
              507);
}

TEST_F(TicketsTest, AFormTakesWhatTheTicketIsFor) {
    node.stop();
    node.rules.largest = 1'000;
    node.rules.largestVideo = 300'000;
    node.start();
    const QByteArray movie(250'000, 'm'); // more than a picture and what stands around it
    const QString address = issue(R"({"name":"a.mp4","size":250000})").value(u"form_url"_qs).toString();
    EXPECT_EQ(node.send("POST", address, nullptr, formType, form({}, movie)).status, 201);
    const QString small = issue().value(u"form_url"_qs).toString();
    EXPECT_EQ(node.send("POST", small, nullptr, formType, form({}, movie)).status, 413);
}

TEST_F(TicketsTest, TellHowThePhotoIs) {
    const HttpResponse fresh =
        node.send("PUT", issue().value(u"form_url"_qs).toString(), nullptr, {}, "12345");
    EXPECT_EQ(node.json(fresh).value(u"state"_qs).toString(), u"pending"_qs);
    const auto id = PhotoId::fromString(QString::fromLatin1(header(fresh, "parlor-photo")));
    ASSERT_TRUE(id);
    ASSERT_EQ(node.looked(*id).state, PhotoState::Ready);
    const HttpResponse again =
        node.send("PUT", issue().value(u"form_url"_qs).toString(), nullptr, {}, "12345");
    EXPECT_EQ(node.json(again).value(u"result"_qs).toString(), u"had"_qs);
    EXPECT_EQ(node.json(again).value(u"state"_qs).toString(), u"ready"_qs);
}

TEST_F(TicketsTest, TheRecipesFormIsOnePerPhoto) {
    const HttpResponse prepared =
        node.send("POST", u"/prep/photoupload"_qs, nullptr,
                  {{"authorization", "ann"}, {"host", "photos.example"}}, R"({"keys":["b.jpg","c.jpg"]})");
    ASSERT_EQ(prepared.status, 200);
    const QJsonArray uploads = node.json(prepared).value(u"uploads"_qs).toArray();
    ASSERT_EQ(uploads.size(), 2);
    const QJsonObject one = uploads.first().toObject();
    const QByteArray ticket = one.value(u"fields"_qs).toObject().value(u"ticket"_qs).toString().toLatin1();
    const QByteArray content = picture + "--X\r\n--XY\r\n" + picture; // looks like a boundary, is none
    const QUrl url(one.value(u"url"_qs).toString());
    EXPECT_EQ(url.toString(), u"http://photos.example/v1/uploads/form"_qs) << "whole: others post to it";
    const HttpResponse posted = node.send("POST", url.path(), nullptr, formType, form(ticket, content));
    ASSERT_EQ(posted.status, 201) << bodyOf(posted).constData();
    const Photo photo = node.photo(*PhotoId::fromString(QString::fromLatin1(header(posted, "parlor-photo"))));
    EXPECT_EQ(photo.sha256, QCryptographicHash::hash(content, QCryptographicHash::Sha256));
    EXPECT_EQ(photo.name, u"b.jpg"_qs);
    const QByteArray other =
        uploads.last().toObject().value(u"fields"_qs).toObject().value(u"ticket"_qs).toString().toLatin1();
    EXPECT_EQ(node.send("POST", u"/v1/uploads/form"_qs, nullptr, formType, form(other, {})).status, 400)
        << "at least one byte";
    EXPECT_EQ(node.send("POST", u"/v1/uploads/form"_qs, nullptr, formType, form({}, "x")).status, 401);
    EXPECT_EQ(node.send("POST", u"/v1/uploads/form"_qs, nullptr, formType, "--XX--\r\n").status, 400);
    EXPECT_EQ(
        node.send("POST", u"/v1/uploads/form"_qs, nullptr, {{"content-type", "text/plain"}}, "x").status,
        415);
}

TEST_F(TicketsTest, TheRecipesKeysMaySayTheirHash) {
    node.stop();
    node.publicUrl = u"https://photos.example/"_qs;
    node.start();
    const auto prepare = [&](const QByteArray& keys) {
        return node.send("POST", u"/prep/photoupload"_qs, nullptr,
                         {{"authorization", "ann"}, {"host", "10.0.0.1"}}, "{\"keys\":[" + keys + "]}");
    };
    const QByteArray hash = QCryptographicHash::hash(picture, QCryptographicHash::Sha256).toHex();
    const QByteArray said = R"({"key":"b.jpg","sha256":")" + hash + R"("})";
    const HttpResponse prepared = prepare(said + ',' + said + R"(,{"key":"c.jpg"},"d.jpg")");
    ASSERT_EQ(prepared.status, 200) << bodyOf(prepared).constData();
    const QJsonArray uploads = node.json(prepared).value(u"uploads"_qs).toArray();
    ASSERT_EQ(uploads.size(), 4);
    const auto post = [&](int i, const QByteArray& content) {
        const QJsonObject one = uploads.at(i).toObject();
        EXPECT_EQ(one.value(u"url"_qs).toString(), u"https://photos.example/v1/uploads/form"_qs);
        EXPECT_TRUE(one.value(u"key"_qs).isString());
        const QByteArray ticket =
            one.value(u"fields"_qs).toObject().value(u"ticket"_qs).toString().toLatin1();
        return node.send("POST", u"/v1/uploads/form"_qs, nullptr, formType, form(ticket, content)).status;
    };
    EXPECT_EQ(post(0, "other bytes"), 460);
    EXPECT_EQ(post(1, picture), 201);
    EXPECT_EQ(post(2, "any bytes"), 201);
    EXPECT_EQ(post(3, "any other bytes"), 201);
    for (const char* bad : {R"({"key":"b.jpg","sha256":"12"})", R"({"key":"b.jpg","sha256":12})",
                            R"({"key":"b.jpg","sha256":null})", R"({"sha256":""})", "12", "[]"})
        EXPECT_EQ(prepare(bad).status, 400) << bad;
}

} // namespace
} // namespace parlor::server::test
