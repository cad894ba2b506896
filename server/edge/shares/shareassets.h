#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace parlor::server {

/// The style sheet and the script of the pages of public links, at addresses that name their content.
class ShareAssets {
public:
    struct Asset {
        QString name; ///< "share.0123456789abcdef.css"
        QByteArray type;
        QByteArray bytes;
    };

    ShareAssets();

    [[nodiscard]] const Asset& style() const { return m_style; }

    [[nodiscard]] const Asset& script() const { return m_script; }

    /// Null for a name that is none of ours.
    [[nodiscard]] const Asset* find(const QString& name) const;

    /// The class of the style sheet whose background is nearest to a thumbhash's colour; empty without one.
    static QString colourClass(QByteArrayView thumbhash);

private:
    Asset m_style;
    Asset m_script;
};

} // namespace parlor::server
