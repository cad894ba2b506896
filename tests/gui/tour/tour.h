#pragma once

#include "client/core/client.h"
#include "client/ui/window/mainwindow.h"
#include "tests/gui/tour/sampletalk.h"

#include <QString>
#include <QStringList>

namespace parlor::client {

/// Walks through the views as a person would and keeps a PNG of each.
class Tour {
public:
    struct Parts {
        Client& client;
        MainWindow& window;
        SampleTalk& talk;
        QString out, suffix, photos;
        qint64 serverProcess = 0; ///< ended for the last picture; 0: it stays
    };

    explicit Tour(const Parts& parts) : m(parts) {}

    /// True when every view was reached; the first that was not is told on stderr.
    bool run(const QString& server, const QString& name, const QString& password);
    /// The views of somebody who has nothing yet.
    bool shootEmpty(MainWindow& window);

private:
    bool signIn(const QString& server, const QString& name, const QString& password);
    bool chat();
    bool hovered();
    bool sheets();
    bool narrow();
    bool lightboxInChat();
    bool gallery();
    bool settings();
    bool transfers();
    bool offline();

    bool trust();
    bool open(const QString& channel);
    static bool missed(const QString& view);

    void shoot(const QString& name) { shoot(m.window, name); }

    void shoot(QWidget& window, const QString& name);

    Parts m;
};

} // namespace parlor::client
