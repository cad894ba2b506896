#pragma once

#include "client/core/actions.h"

#include <QWidget>

namespace parlor::client {

class Button;

/// The 44 px under the address: the server's name and how the connection is kept safe. Its place stays when
/// it is empty. A certificate that nobody vouches for is shown with its fingerprint, to be trusted by hand.
class ServerRow final : public QWidget {
    Q_OBJECT
public:
    explicit ServerRow(QWidget* parent = nullptr);

    void clear();
    void show(const ServerInfo& info, const ServerAddress& address);

Q_SIGNALS:
    void trusted(const QByteArray& pin);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QString m_name, m_words;
    QByteArray m_pin;
    Button* m_trust;
};

} // namespace parlor::client
