#pragma once

#include "server/net/outgoing/outgoingclient.h"
#include "server/net/tls/certificate.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {

/// What a client sends to the world: it believes a certificate of its own, may reach 127.0.0.1, and writes no
/// secret into a log.
class OutgoingTest : public ::testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    /// A file with this certificate, as the one authority there is.
    QString authorities(const SelfSigned& certificate);

    /// These stand in what is sent, and in no line that is logged.
    static const QByteArray password, signature;

    QTemporaryDir dir;
    SelfSigned own;
    OutgoingConfig config;

private:
    QtMessageHandler m_before = nullptr;
    int m_files = 0;
};

} // namespace parlor::server
