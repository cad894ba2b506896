#pragma once

#include "server/domain/ports/http.h"
#include "server/domain/ports/repeatable.h"
#include "server/net/http/recenttable.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <variant>

namespace parlor::server {

/// Renderings that an I/O thread has sent and may send again without asking the domain: who shows which
/// token, which file a path means, and whose photos a person may see, each as long as its mark holds. So a
/// right that was taken away is missed by no request that comes after the answer to its taking. Keeps no file
/// open; small ones are kept as bytes from the second time on. On one I/O thread.
class AnswerMemory {
public:
    /// An answer of status 200, but for its framing.
    struct Recalled {
        QByteArray fields; ///< status line and fields
        std::variant<QByteArray, FileBody, SourceBody> body;
        std::int64_t length = 0;
    };

    /// `now`: monotonic ms. nullopt: the domain has to be asked; so it has for all but plain GET and HEAD.
    [[nodiscard]] std::optional<Recalled> find(const HttpRequest& request, std::int64_t now);

    /// What the domain has answered; nothing is kept of an answer that may not be repeated.
    void keep(const HttpResponse& response);

    /// The same of an answer from a source that has given these bytes: a sealed file, when it is small.
    void keep(const HttpResponse& response, const QByteArray& bytes);

private:
    /// Files up to this many bytes are kept themselves, of all kept ones together so many.
    static constexpr std::int64_t smallBytes = 64 * 1024;
    static constexpr std::size_t allBytes = 8 * 1024 * 1024;
    static constexpr std::size_t mostTokens = 2'048;
    static constexpr std::size_t mostRights = 16'384;

    struct Viewer {
        PersonId person;
        std::int64_t until = 0; ///< monotonic ms
        ChangeCount::Mark mark;

        [[nodiscard]] static std::size_t weight() { return 1; }
    };

    struct File {
        PhotoId photo{};
        PersonId owner{};
        ChangeCount::Mark mark{};
        QByteArray fields{};
        std::weak_ptr<const int> descriptor{}; ///< the blob store's: what it closes is not kept open here
        std::int64_t offset = 0;
        std::int64_t length = 0;
        QByteArray bytes{}; ///< once it was asked for again

        [[nodiscard]] std::size_t weight() const { return 1'024 + std::size_t(bytes.size()); }
    };

    struct Right {
        ChangeCount::Mark mark;

        [[nodiscard]] static std::size_t weight() { return 1; }
    };

    struct Sight {
        PersonId person;
        PhotoId photo;
        friend bool operator==(const Sight&, const Sight&) = default;
    };

    struct SightHash {
        std::size_t operator()(const Sight& sight) const {
            return qHashMulti(0, sight.person.value(), sight.photo.value());
        }
    };

    [[nodiscard]] bool maySee(PersonId person, PhotoId photo);
    [[nodiscard]] std::optional<Recalled> open(const QString& path, File& file);
    void remember(const HttpResponse& response, File file);

    RecentTable<QByteArray, Viewer> m_viewers{mostTokens};
    RecentTable<QString, File> m_files{allBytes};
    RecentTable<Sight, Right, SightHash> m_rights{mostRights};
};

} // namespace parlor::server
