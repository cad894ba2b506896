#include "server/net/tls/certificate.h"

#include <QCryptographicHash>

#include <boost/asio/ip/address.hpp>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

namespace parlor::server {

namespace {

template<auto Free>
struct Freeing {
    template<class T>
    void operator()(T* object) const {
        Free(object);
    }
};

using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freeing<BIO_free>>;

QByteArray contents(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return {data, qsizetype(size)};
}

bool addExtension(X509* certificate, int nid, const QByteArray& value) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.constData()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// "DNS:…" or "IP:…", or empty for what is neither (the list is joined by commas, so none may hide in a
/// name).
QByteArray alternativeName(const QString& name) {
    boost::system::error_code error;
    boost::asio::ip::make_address(name.toStdString(), error);
    if (!error)
        return "IP:" + name.toLatin1();
    for (const QChar c : name)
        if (!c.isLetterOrNumber() && c != u'-' && c != u'.')
            return {};
    return name.isEmpty() ? QByteArray() : "DNS:" + name.toLatin1();
}

Result<QByteArray> pin(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size <= 0)
        return fail(ErrorCode::TlsFailed, QStringLiteral("the certificate can't be encoded"));
    const QByteArray bytes(reinterpret_cast<const char*>(der), size);
    OPENSSL_free(der);
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

} // namespace

Result<SelfSigned> makeSelfSigned(const QStringList& names, int days) {
    const auto failed = [] {
        return fail(ErrorCode::TlsFailed, QStringLiteral("OpenSSL could not make a certificate"));
    };
    char curve[] = "P-256"; // OpenSSL's macro takes the const away
    const Key key(EVP_EC_gen(curve));
    const Certificate certificate(X509_new());
    std::uint64_t serial = 0;
    if (!key || !certificate || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1)
        return failed();
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -24L * 3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), long(days) * 24 * 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("Parlor"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    QByteArrayList alternatives;
    for (const QString& name : names)
        if (const QByteArray entry = alternativeName(name); !entry.isEmpty())
            alternatives.append(entry);
    if (!addExtension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE")
        || !addExtension(certificate.get(), NID_key_usage, "critical,digitalSignature")
        || !addExtension(certificate.get(), NID_ext_key_usage, "serverAuth"))
        return failed();
    if (!alternatives.isEmpty()
        && !addExtension(certificate.get(), NID_subject_alt_name, alternatives.join(',')))
        return failed();
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
        return failed();

    const Memory certificateOut(BIO_new(BIO_s_mem())), keyOut(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_X509(certificateOut.get(), certificate.get()) != 1
        || PEM_write_bio_PrivateKey(keyOut.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return failed();
    TRY_ASSIGN(const QByteArray digest, pin(certificate.get()));
    return SelfSigned{contents(certificateOut.get()), contents(keyOut.get()), digest};
}

Result<QByteArray> pinOf(const QByteArray& certificatePem) {
    const Memory in(BIO_new_mem_buf(certificatePem.constData(), int(certificatePem.size())));
    const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!certificate)
        return fail(ErrorCode::TlsFailed, QStringLiteral("no certificate in these bytes"));
    return pin(certificate.get());
}

} // namespace parlor::server
