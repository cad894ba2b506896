#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"

#include <QJsonObject>
#include <QList>

namespace parlor::cli {

/// One request of a command, and where its answer's lines stand.
struct LibraryCall {
    QByteArray method = "GET";
    QString path;
    QString query;
    QJsonObject body;
    QString list;   ///< name of the answer's list; empty: the answer is the line
    QString cursor; ///< name of the query item that goes on from "next"; empty: one page is all
};

/// Sends one request after the other and prints what comes back.
class LibraryCommand final : public Command {
    Q_OBJECT
public:
    /// `limit`: lines in all; 0 for no limit.
    LibraryCommand(Context& context, QList<LibraryCall> calls, int limit = 0);
    void start() override;

private:
    void next();
    void send(const LibraryCall& call, const QString& cursor);
    void print(const LibraryCall& call, const QJsonObject& answer);
    void printOne(const QJsonObject& object);

    Context& m_context;
    QList<LibraryCall> m_calls;
    int m_left;
};

struct AlbumShareOptions {
    QString album;
    QString person;  ///< name or id, or
    QString channel; ///< name or id
    bool contribute = false;
    bool end = false; ///< stop sharing
};

/// Shares an album: people and channels are found by their names.
class AlbumShareCommand final : public Command {
    Q_OBJECT
public:
    AlbumShareCommand(Context& context, AlbumShareOptions options);
    void start() override;

private:
    void ready();
    void send(const QString& key, const QString& id);

    Context& m_context;
    const AlbumShareOptions m_options;
    Dialog m_dialog;
};

struct PhotoEditOptions {
    QString id;
    std::optional<QString> caption, date, place, tags, crop;
    std::optional<int> offsetMinutes, rating, rotation;
};

/// The body of a PATCH for what was said; nullopt with a reason on standard error for what makes no sense.
std::optional<QJsonObject> photoEditBody(const PhotoEditOptions& options);

} // namespace parlor::cli
