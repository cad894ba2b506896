#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace parlor {

/// Which JSON file of a folder belongs to which picture, as Google Takeout has named them over the years:
///   IMG.jpg            IMG.jpg.json, IMG.jpg.supplemental-metadata.json
///   a long name        either of them cut off at 46 characters before ".json"
///   IMG(1).jpg         IMG.jpg(1).json, IMG.jpg.supplemental-metadata(1).json, IMG(1).jpg.json
///   IMG-edited.jpg     that of IMG.jpg, in the languages that Google writes "edited" in
///   IMG.MP4            that of IMG.HEIC or IMG.JPG, of a live photo
/// Names are compared without regard to case when there is no exact one. Exports of ours have NAME.json.
QHash<QString, QString> sidecarsOf(const QStringList& pictures, const QStringList& jsons);

/// The name of the picture that this is the edited copy of; empty for what is no copy.
QString originalOfEdited(const QString& name);

/// The same for any program's way: folded and without its ending, which may be another one. Also what iPhones
/// call an edit: IMG_E1234.JPG of IMG_1234.HEIC. Empty for what is no copy.
QString originalStemOf(const QString& name);
/// A name folded and without its ending, to compare with that.
QString foldedStem(const QString& name);

} // namespace parlor
