#include "shared/core/logging.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace parlor {

namespace {

LogFormat currentFormat = LogFormat::Logfmt;

const char* levelName(QtMsgType type) {
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warn";
    case QtCriticalMsg:
        return "error";
    case QtFatalMsg:
        return "fatal";
    }
    return "info";
}

// One line a message: whatever stands in the text can't forge another line.
QString quoted(const QString& text) {
    QString out = u"\""_qs;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        out += c < u' ' ? QChar(u' ') : c;
    }
    return out + u'"';
}

void handleMessage(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    const QString category = QString::fromUtf8(context.category);
    QByteArray line;
    if (currentFormat == LogFormat::Json) {
        line = QJsonDocument(QJsonObject{{u"ts"_qs, time},
                                         {u"level"_qs, QString::fromLatin1(levelName(type))},
                                         {u"cat"_qs, category},
                                         {u"msg"_qs, message}})
                   .toJson(QJsonDocument::Compact);
    } else {
        line = QString(u"ts="_qs + time + u" level="_qs + QString::fromLatin1(levelName(type)) + u" cat="_qs
                       + category + u" msg="_qs + quoted(message))
                   .toUtf8();
    }
    line += '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

} // namespace

void installLogging(LogFormat format) {
    currentFormat = format;
    qInstallMessageHandler(handleMessage);
}

} // namespace parlor
