#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"

#include <QJsonObject>
#include <QStringList>

namespace parlor::cli {

struct ZipOptions {
    QStringList photos; ///< ids, or
    QString album;      ///< id or title
    QString file;
};

/// Fetches photos or an album as one zip. What came stays in FILE.part until it is whole; another run, or
/// another connection, goes on from there when the server still makes the same zip. When its address lapses
/// on the way, a new one is asked for: once, and again when something has come since.
class ZipCommand final : public Command {
    Q_OBJECT
public:
    ZipCommand(Context& context, ZipOptions options);
    void start() override;

private:
    void ask(const QJsonObject& wanted);
    void made(const QJsonObject& archive);
    void fetch();
    void fetched(const Result<client::HttpAnswer>& answer);
    void finish();

    [[nodiscard]] QString part() const { return m_options.file + u".part"_qs; }

    [[nodiscard]] QString note() const { return m_options.file + u".part.etag"_qs; }

    Context& m_context;
    const ZipOptions m_options;
    QJsonObject m_wanted;
    QJsonObject m_archive;
    bool m_askedAgain = false; ///< for an address, since the last byte
    int m_failures = 0;        ///< one after the other, without a byte
};

} // namespace parlor::cli
