#include "server/store/uploadtable.h"

#include "server/store/phototable.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

std::optional<QByteArray> orNull(const QByteArray& bytes) {
    return bytes.isEmpty() ? std::nullopt : std::optional(bytes);
}

} // namespace

Result<Upload> UploadTable::byId(UploadId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("uploads.by_id"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::NotFound);
    Upload upload;
    upload.id = rows.id<UploadId>(0);
    upload.owner = rows.id<PersonId>(1);
    upload.stage = static_cast<UploadStage>(rows.number(2));
    upload.size = rows.number(3);
    upload.createdAt = rows.number(4);
    upload.expiresAt = rows.number(5);
    if (!rows.isNull(6))
        upload.unverifiedFrom = rows.number(6);
    upload.photo = rows.id<PhotoId>(7);
    upload.had = rows.flag(8);
    upload.ticket = rows.bytes(9);
    upload.sha256 = rows.bytes(10);
    upload.name = rows.text(11);
    upload.metadata = rows.bytes(12);
    upload.reason = errorCodeFromWire(rows.text(13));
    upload.concat = rows.text(14).toLatin1();
    upload.partOf = rows.bytes(15);
    upload.whole = rows.flag(16);
    return upload;
}

Result<QList<Upload>> UploadTable::all(Result<Rows> rows) {
    if (!rows)
        return std::unexpected(rows.error());
    QList<UploadId> ids;
    while (rows->next())
        ids.append(rows->id<UploadId>(0));
    QList<Upload> found;
    for (const UploadId id : ids) {
        TRY_ASSIGN(Upload upload, byId(id));
        found.append(std::move(upload));
    }
    return found;
}

Result<QList<Upload>> UploadTable::receiving(UploadId after, int limit) {
    return all(m_connection.statement("uploads.receiving"_L1).run(after, limit));
}

Result<QList<Upload>> UploadTable::expired(std::int64_t now, int limit) {
    return all(m_connection.statement("uploads.expired"_L1).run(now, limit));
}

Status UploadTable::insert(const Upload& upload, std::int64_t quota, int open) {
    if (const QByteArray& nonce = upload.ticket.isEmpty() ? upload.partOf : upload.ticket; !nonce.isEmpty()) {
        TRY_ASSIGN(Rows rows, m_connection.statement("uploads.by_ticket"_L1).run(nonce));
        if (rows.next())
            return fail(ErrorCode::Conflict, u"the ticket has been used"_s);
    }
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("uploads.owner_disabled"_L1).run(upload.owner));
        if (rows.next() && rows.flag(0))
            return fail(ErrorCode::AccountDisabled);
    }
    if (!upload.partOf.isEmpty()) {
        TRY_ASSIGN(Rows rows, m_connection.statement("uploads.parts_of"_L1).run(upload.partOf));
        rows.next();
        if (rows.number(0) + upload.size > upload.partsMost)
            return fail(ErrorCode::TooLarge, u"the parts are larger than what the ticket is for"_s);
    }
    {
        TRY_ASSIGN(const LibraryUsage library, m_connection.table<PhotoTable>().usage(upload.owner));
        TRY_ASSIGN(Rows rows, m_connection.statement("uploads.open_of"_L1).run(upload.owner));
        rows.next();
        if (rows.number(0) >= open)
            return fail(ErrorCode::RateLimited, u"too many open uploads"_s, 10'000);
        if (library.bytes + rows.number(1) + (upload.isJoined() ? 0 : upload.size) > quota)
            return fail(ErrorCode::QuotaExceeded);
    }
    TRY(m_connection.statement("uploads.insert"_L1)
            .change(upload.id, upload.owner, upload.size, upload.createdAt, upload.expiresAt,
                    orNull(upload.ticket), orNull(upload.sha256), upload.name, upload.metadata,
                    QString::fromLatin1(upload.concat), orNull(upload.partOf), upload.whole));
    return {};
}

Status UploadTable::setExpiry(UploadId id, std::int64_t expiresAt) {
    TRY(m_connection.statement("uploads.set_expiry"_L1).change(id, expiresAt));
    return {};
}

Status UploadTable::setUnverified(UploadId id, std::optional<std::int64_t> from) {
    TRY(m_connection.statement("uploads.set_unverified"_L1).change(id, from));
    return {};
}

Status UploadTable::close(UploadId id, UploadStage stage, std::optional<ErrorCode> reason) {
    const std::optional<QString> code = reason ? std::optional(QString(wireCode(*reason))) : std::nullopt;
    TRY(m_connection.statement("uploads.close"_L1).change(id, stage, code));
    return {};
}

Status UploadTable::endAllOf(PersonId owner) {
    TRY(m_connection.statement("uploads.end_of"_L1).change(owner));
    return {};
}

Status UploadTable::mayFinish(UploadId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("uploads.stage"_L1).run(id));
    return rows.next() && static_cast<UploadStage>(rows.number(0)) == UploadStage::Ended
               ? fail(ErrorCode::Gone)
               : Status();
}

Status UploadTable::finish(UploadId id, PhotoId photo, bool had) {
    TRY(m_connection.statement("uploads.finish"_L1).change(id, photo, had));
    return {};
}

Status UploadTable::forget(UploadId id) {
    TRY(m_connection.statement("uploads.forget"_L1).change(id));
    return {};
}

Result<QList<UploadId>> UploadTable::forgetWhole() {
    TRY_ASSIGN(Rows rows, m_connection.statement("uploads.forget_whole"_L1).run());
    QList<UploadId> ids;
    while (rows.next())
        ids.append(rows.id<UploadId>(0));
    return ids;
}

} // namespace parlor::server
