#pragma once

#include "client/core/photos/uploadjobs.h"

#include <QObject>
#include <QTimer>

namespace parlor::client {

/// Asks whether the server has the bytes of files already, of many with one question, and brings back what
/// lies in the trash there. Interface thread only.
class UploadCheck final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    UploadCheck(UploadJobs& jobs, Api& api, Executor& executor, const Clock& clock,
                QObject* parent = nullptr);

    /// Some job is at Stage::Ask.
    void askSoon();

    void clear() { m_ask.stop(); }

private:
    void ask();
    void asked(const QList<TransferId>& jobs, const Result<HttpAnswer>& answer);
    void bringBack(UploadJob& job, PhotoId photo);

    UploadJobs& m_jobs;
    Api& m_api;
    Executor& m_executor;
    const Clock& m_clock;
    QTimer m_ask;
};

} // namespace parlor::client
