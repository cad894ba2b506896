#include "server/edge/photos/multipartsink.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr qsizetype mostHead = 8 * 1024;
constexpr qsizetype mostFields = 64 * 1024;

/// A parameter of a header: name="va\"lue" or name=value. The name of a field is no secret: no quoting
/// tricks.
QByteArray parameter(const QByteArray& header, const QString& name) {
    const QRegularExpression pattern(u"(?:^|;)\\s*"_s + name
                                         + u"\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))"_s,
                                     QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = pattern.match(QString::fromUtf8(header));
    QString value = match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
    return value.replace(u"\\\""_s, u"\""_s).toUtf8();
}

} // namespace

Result<std::shared_ptr<MultipartSink>> MultipartSink::make(const QByteArray& contentType, Executor& executor,
                                                           FileBegins fileBegins) {
    const QByteArray boundary = parameter(contentType, u"boundary"_s);
    if (!contentType.toLower().startsWith("multipart/form-data") || boundary.isEmpty()
        || boundary.size() > 70)
        return fail(ErrorCode::BadRequest);
    return std::shared_ptr<MultipartSink>(new MultipartSink(boundary, executor, std::move(fileBegins)));
}

MultipartSink::MultipartSink(QByteArray boundary, Executor& executor, FileBegins fileBegins)
    : m_delimiter("\r\n--" + boundary),
      m_executor(executor),
      m_fileBegins(std::move(fileBegins)),
      m_buffer("\r\n") {} // so that the first delimiter looks like the others

Task<Status> MultipartSink::write(QByteArray chunk) {
    m_buffer += chunk;
    chunk.clear();
    if (const Status parsed = parse(); !parsed)
        return doneTask<Status>(parsed);
    return passOn();
}

Status MultipartSink::parse() {
    for (;;) {
        if (m_place == Place::AfterFile) {
            m_buffer.clear();
            return {};
        }
        if (m_place == Place::InHead) {
            if (m_buffer.startsWith("--"))
                return fail(ErrorCode::BadRequest, u"a form without a file"_s);
            const qsizetype end = m_buffer.indexOf("\r\n\r\n");
            if (end < 0)
                return m_buffer.size() > mostHead ? fail(ErrorCode::BadRequest) : Status();
            TRY(takeHead(m_buffer.left(end)));
            m_buffer.remove(0, end + 2); // leaves CR LF: an empty part ends at once
            if (m_place == Place::InFile)
                m_buffer.remove(0, 2);
            continue;
        }
        const qsizetype end = m_buffer.indexOf(m_delimiter);
        if (m_place == Place::InFile) {
            // What could be the beginning of a delimiter is held back.
            const qsizetype safe =
                end >= 0 ? end : std::max<qsizetype>(0, m_buffer.size() - m_delimiter.size());
            m_data += m_buffer.left(safe);
            m_buffer.remove(0, safe);
            if (end < 0)
                return {};
            m_place = Place::AfterFile;
            continue;
        }
        if (end < 0)
            return m_buffer.size() > mostFields ? fail(ErrorCode::BadRequest) : Status();
        if (m_place == Place::InField) {
            m_fieldBytes += end;
            if (m_fieldBytes > mostFields)
                return fail(ErrorCode::BadRequest);
            m_form.fields.insert(m_field, m_buffer.left(end).mid(2));
        }
        m_buffer.remove(0, end + m_delimiter.size());
        m_place = Place::InHead;
    }
}

Status MultipartSink::takeHead(const QByteArray& head) {
    QByteArray disposition;
    for (const QByteArray& line : head.split('\n'))
        if (line.trimmed().toLower().startsWith("content-disposition:"))
            disposition = line.trimmed().mid(20).trimmed();
    m_field = parameter(disposition, u"name"_s);
    if (!disposition.toLower().startsWith("form-data") || m_field.isEmpty())
        return fail(ErrorCode::BadRequest);
    m_form.fileName = parameter(disposition, u"filename"_s);
    m_place = m_field == "file" || !m_form.fileName.isEmpty() ? Place::InFile : Place::InField;
    return {};
}

Task<Status> MultipartSink::passOn() {
    if (m_place != Place::InFile && m_place != Place::AfterFile)
        return doneTask<Status>({});
    const Promise<Status> promise;
    if (m_file) {
        give(promise);
        return promise.task();
    }
    m_fileBegins(m_form).then(
        &m_executor, [self = shared_from_this(), promise](const Result<std::shared_ptr<BodySink>>& file) {
            if (!file)
                return promise.finish(std::unexpected(file.error()));
            self->m_file = *file;
            self->give(promise);
        });
    return promise.task();
}

void MultipartSink::give(const Promise<Status>& promise) {
    if (m_data.isEmpty())
        return promise.finish({});
    m_file->write(std::exchange(m_data, {})).then(&m_executor, [promise](const Status& written) {
        promise.finish(written);
    });
}

} // namespace parlor::server
