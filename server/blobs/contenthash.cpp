#include "server/blobs/contenthash.h"

#include <openssl/evp.h>

#include <libdeflate.h>

namespace parlor::server {

struct ContentHash::State {
    State() : context(EVP_MD_CTX_new()) {}

    ~State() { EVP_MD_CTX_free(context); }
    Q_DISABLE_COPY_MOVE(State)
    EVP_MD_CTX* context;
};

ContentHash::ContentHash() : m_state(std::make_unique<State>()) {
    EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr);
}

ContentHash::ContentHash(const ContentHash& other)
    : m_state(std::make_unique<State>()), m_size(other.m_size), m_crc(other.m_crc) {
    EVP_MD_CTX_copy_ex(m_state->context, other.m_state->context);
}

ContentHash& ContentHash::operator=(const ContentHash& other) {
    if (this != &other) {
        EVP_MD_CTX_copy_ex(m_state->context, other.m_state->context);
        m_size = other.m_size;
        m_crc = other.m_crc;
    }
    return *this;
}

ContentHash::~ContentHash() = default;

void ContentHash::add(QByteArrayView bytes) {
    if (bytes.isEmpty()) // libdeflate would begin anew
        return;
    EVP_DigestUpdate(m_state->context, bytes.data(), static_cast<std::size_t>(bytes.size()));
    m_crc = libdeflate_crc32(m_crc, bytes.data(), static_cast<std::size_t>(bytes.size()));
    m_size += bytes.size();
}

QByteArray ContentHash::sha256() const {
    const State copy;
    QByteArray out(32, Qt::Uninitialized);
    EVP_MD_CTX_copy_ex(copy.context, m_state->context);
    EVP_DigestFinal_ex(copy.context, reinterpret_cast<unsigned char*>(out.data()), nullptr);
    return out;
}

} // namespace parlor::server
