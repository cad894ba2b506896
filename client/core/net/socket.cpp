#include "client/core/net/socket.h"

#include "client/core/net/certificates.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QLoggingCategory>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QSslError>
#include <QWebSocket>

namespace parlor::client {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.client.socket")

constexpr int watchMs = 1'000;
constexpr std::int64_t quietMs = 15'000; ///< after this much silence we ask for a sign of life ourselves
constexpr std::int64_t probeMs = 5'000;

} // namespace

Socket::Socket(Executor* listenerExecutor, SocketReport report)
    : m_listener(listenerExecutor),
      m_report(std::make_shared<const SocketReport>(std::move(report))),
      m_watch(this) {
    m_watch.setInterval(watchMs);
    connect(&m_watch, &QTimer::timeout, this, &Socket::watch);
}

Socket::~Socket() = default;

void Socket::open(int attempt, const QUrl& url, const QByteArray& pin) {
    close();
    m_attempt = attempt;
    m_untrusted = m_silent = false;
    m_silenceMs = limits::clientSilenceMs;
    m_socket = std::make_unique<QWebSocket>();
    QWebSocket* socket = m_socket.get();
    socket->setMaxAllowedIncomingFrameSize(limits::frame);
    socket->setMaxAllowedIncomingMessageSize(limits::frame);
    connect(socket, &QWebSocket::connected, this, [this, socket, pin] {
        // The pin holds even where some authority vouches for another certificate.
        if (!pin.isEmpty() && fingerprintOf(socket->sslConfiguration().peerCertificate()) != pin) {
            m_untrusted = true;
            return socket->abort();
        }
        m_heard.restart();
        m_listener->post([report = m_report, attempt = m_attempt] { report->opened(attempt); });
    });
    connect(socket, &QWebSocket::textMessageReceived, this, &Socket::onText);
    connect(socket, &QWebSocket::pong, this, [this] {
        m_heard.restart();
        m_silenceMs = limits::clientSilenceMs;
    });
    connect(socket, &QWebSocket::disconnected, this, &Socket::onEnd);
    // A refused handshake does not always end in disconnected(). Later, so that the close code is there.
    connect(socket, &QWebSocket::stateChanged, this, [this, socket](QAbstractSocket::SocketState state) {
        if (state == QAbstractSocket::UnconnectedState)
            QTimer::singleShot(0, socket, [this, socket] {
                if (m_socket.get() == socket)
                    onEnd();
            });
    });
    connect(socket, &QWebSocket::sslErrors, this, [this, socket, pin](const QList<QSslError>& errors) {
        if (isPinned(socket->sslConfiguration().peerCertificate(), errors, pin))
            socket->ignoreSslErrors(errors);
        else
            m_untrusted = true;
    });
    m_heard.start();
    m_watch.start();
    socket->open(QNetworkRequest(url));
}

void Socket::close() {
    m_watch.stop();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->close();
    m_socket.release()->deleteLater();
}

void Socket::send(const QByteArray& text) {
    if (m_socket)
        m_socket->sendTextMessage(QString::fromUtf8(text));
}

void Socket::probe() {
    if (!m_socket)
        return;
    m_socket->ping();
    m_heard.restart();
    m_silenceMs = probeMs;
}

void Socket::onText(const QString& text) {
    m_heard.restart();
    m_silenceMs = limits::clientSilenceMs;
    auto frame = codec::decodeFrame(text.toUtf8());
    if (!frame) {
        if (frame.error().code == ErrorCode::UnknownOperation)
            return;
        qCWarning(log) << "a frame of the server can not be read:" << frame.error();
        return end({0, {ErrorCode::BadFrame, u"a frame that can not be read"_qs, 0}});
    }
    m_listener->post([report = m_report, attempt = m_attempt, frame = *std::move(frame)] {
        report->received(attempt, frame);
    });
}

void Socket::onEnd() {
    if (!m_socket)
        return;
    SocketEnd ended{0, {ErrorCode::NetworkFailed, m_socket->errorString(), 0}};
    if (m_untrusted)
        ended.error = {ErrorCode::TlsFailed, u"the certificate is not trusted"_qs, 0};
    else if (const int code = m_socket->closeCode(); code >= 4000)
        ended.code = code;
    end(ended);
}

void Socket::watch() {
    if (!m_socket)
        return;
    const std::int64_t silence = m_heard.elapsed();
    if (silence >= m_silenceMs) {
        end({0, {ErrorCode::NetworkFailed, u"the server is silent"_qs, 0}});
    } else if (silence >= quietMs && silence < quietMs + watchMs
               && m_socket->state() == QAbstractSocket::ConnectedState) {
        m_socket->ping();
    }
}

void Socket::end(const SocketEnd& ended) {
    const int attempt = m_attempt;
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater();
    }
    m_watch.stop();
    m_listener->post([report = m_report, attempt, ended] { report->ended(attempt, ended); });
}

} // namespace parlor::client
