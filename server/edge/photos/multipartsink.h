#pragma once

#include "server/domain/ports/http.h"

#include <QHash>

#include <functional>
#include <memory>

namespace parlor::server {

/// Reads multipart/form-data (RFC 7578) as it arrives: first some small fields, then one file, whose bytes go
/// on into another sink. What follows the file is ignored. Flat memory. One write at a time, from any thread.
class MultipartSink final : public BodySink, public std::enable_shared_from_this<MultipartSink> {
public:
    struct Form {
        QHash<QByteArray, QByteArray> fields; ///< at most 64 KiB in all
        QByteArray fileName;                  ///< of the file, as it was sent
    };

    /// Called when the file begins, on the thread of the write; answers where its bytes go.
    using FileBegins = std::function<Task<Result<std::shared_ptr<BodySink>>>(const Form&)>;

    /// BadRequest when the content type names no boundary.
    static Result<std::shared_ptr<MultipartSink>> make(const QByteArray& contentType, Executor& executor,
                                                       FileBegins fileBegins);

    /// BadRequest for what is not a form.
    Task<Status> write(QByteArray chunk) override;

    /// True when the file came to its end.
    [[nodiscard]] bool isWhole() const { return m_place == Place::AfterFile; }

private:
    enum class Place { BeforePart, InHead, InField, InFile, AfterFile };

    MultipartSink(QByteArray boundary, Executor& executor, FileBegins fileBegins);

    Status parse();
    Status takeHead(const QByteArray& head);
    Task<Status> passOn();
    void give(const Promise<Status>& promise);

    QByteArray m_delimiter; ///< "\r\n--boundary"
    Executor& m_executor;
    FileBegins m_fileBegins;
    Place m_place = Place::BeforePart;
    QByteArray m_buffer; ///< not yet understood
    QByteArray m_data;   ///< of the file, to be passed on
    QByteArray m_field;  ///< name of the field that is being read
    Form m_form;
    qsizetype m_fieldBytes = 0;
    std::shared_ptr<BodySink> m_file;
};

} // namespace parlor::server
