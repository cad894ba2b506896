#pragma once

#include "client/core/client.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <memory>

namespace parlor::client {

/// People who are signed in to a real server at the same time, each with a client of their own, and what they
/// say to one another for the pictures: channels, photos, answers, reactions. Every step waits until the
/// server has it.
class SampleTalk {
public:
    /// `passwords` holds NAME.password for everybody; `profile` is for the clients.
    SampleTalk(QString server, QString passwords, QString profile);
    ~SampleTalk();

    /// Null when that person can not sign in.
    Client* person(const QString& name);

    /// Everything up to the moment at which the tour begins. `photos`: where the sample photographs are.
    bool begin(const QString& photos);
    /// What arrives while the tour looks on: answers and somebody who types.
    bool goOn();

private:
    struct Said {
        ChannelId channel;
        MessageId message;
        Serial serial;
    };

    bool make(const QString& owner, const QString& name, const QString& emoji, const QString& topic);
    bool say(const QString& who, const QString& channel, const QString& text, const QStringList& files = {},
             const QString& remember = {}, const QString& replyTo = {});
    bool write(const QString& who, const QString& to, const QString& text);
    bool send(Client& client, const OutgoingMessage& message, Said* said);
    bool react(const QString& who, const QString& remembered, const QString& emoji);
    bool mute(const QString& who, const QString& channel);
    bool readUpTo(const QString& who, const QString& remembered);
    ChannelId channelOf(Client& client, const QString& name);

    QString m_server, m_passwords, m_profile, m_photos;
    QHash<QString, std::shared_ptr<Client>> m_people;
    QHash<QString, Said> m_remembered;
};

} // namespace parlor::client
