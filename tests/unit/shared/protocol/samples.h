#pragma once

#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QList>
#include <QString>

/// One of each, with every field set and with as few as possible. Their bytes are kept in tests/golden.
namespace parlor::test {

struct NamedRequest {
    QString name;
    Request request;
};

struct NamedFrame {
    QString name;
    Frame frame;
};

Person samplePerson();
Channel sampleChannel();
ChannelState sampleState();
Photo samplePhoto();
Reminder sampleReminder();
PhotoReference sampleReference();
Entry sampleEntry();
QList<Event> sampleEvents();
Album sampleAlbum();
QList<PersonEvent> samplePersonEvents();

QList<NamedRequest> sampleRequests();
QList<NamedFrame> sampleFrames();

} // namespace parlor::test
