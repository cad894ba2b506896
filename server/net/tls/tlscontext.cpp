#include "server/net/tls/tlscontext.h"

#include <QFile>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace parlor::server {

namespace {

std::unexpected<Error> failed(const QString& what) {
    char reason[160] = "";
    if (const unsigned long code = ERR_get_error())
        ERR_error_string_n(code, reason, sizeof reason);
    ERR_clear_error();
    return fail(ErrorCode::TlsFailed, what + QStringLiteral(": ") + QString::fromLatin1(reason));
}

Result<QByteArray> load(const QString& file, const QByteArray& bytes) {
    if (file.isEmpty())
        return bytes;
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return fail(ErrorCode::TlsFailed, QStringLiteral("%1: %2").arg(file, in.errorString()));
    return in.readAll();
}

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};

using Bio = std::unique_ptr<BIO, FreeBio>;

Status useCertificate(SSL_CTX* context, const QByteArray& pem) {
    const Bio in(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    X509* certificate = PEM_read_bio_X509_AUX(in.get(), nullptr, nullptr, nullptr);
    if (!certificate)
        return failed(QStringLiteral("no certificate"));
    const bool isUsed = SSL_CTX_use_certificate(context, certificate) == 1;
    X509_free(certificate);
    if (!isUsed)
        return failed(QStringLiteral("certificate"));
    while (X509* next = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr))
        if (SSL_CTX_add0_chain_cert(context, next) != 1) {
            X509_free(next);
            return failed(QStringLiteral("certificate chain"));
        }
    ERR_clear_error();
    return {};
}

Status useKey(SSL_CTX* context, const QByteArray& pem) {
    const Bio in(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr);
    if (!key)
        return failed(QStringLiteral("no private key"));
    const bool isUsed = SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1;
    EVP_PKEY_free(key);
    return isUsed ? Status() : failed(QStringLiteral("private key"));
}

int chooseProtocol(SSL*, const unsigned char** out, unsigned char* outSize, const unsigned char* in,
                   unsigned int inSize, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outSize, ours, sizeof ours - 1, in, inSize) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

Result<TlsContext> makeTlsContext(const TlsConfig& config) {
    TRY_ASSIGN(const QByteArray certificate, load(config.certificateFile, config.certificatePem));
    TRY_ASSIGN(const QByteArray key, load(config.keyFile, config.keyPem));
    TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context)
        return failed(QStringLiteral("OpenSSL"));
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE
                                           | SSL_OP_NO_COMPRESSION | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                                        | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    char groups[] = "X25519:P-256"; // OpenSSL's macro takes the const away
    SSL_CTX_set1_groups_list(context.get(), groups);
    SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_num_tickets(context.get(), 1);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context.get(), chooseProtocol, nullptr);
    TRY(useCertificate(context.get(), certificate));
    TRY(useKey(context.get(), key));
    return context;
}

} // namespace parlor::server
