#pragma once

#include <QString>

namespace parlor::server {

enum class DiskEncryption { Yes, No, Unknown };

/// Where Linux tells about devices and mounts; elsewhere in tests.
struct SystemPlaces {
    QString sys = QStringLiteral("/sys");
    QString mounts = QStringLiteral("/proc/self/mountinfo");
};

/// Whether all that the block device MAJOR:MINOR writes is encrypted by the kernel (dm-crypt, which LUKS
/// opens) before it reaches a disk: by itself, or by every device below it (sysfs: `dm/uuid`, `slaves`).
DiskEncryption encryptionOf(const QString& device, const SystemPlaces& places = {});

/// The block device MAJOR:MINOR that the path lies on; empty when there is none that can be told: a network's
/// or memory's file system, or one of several devices.
QString deviceOf(const QString& path, const SystemPlaces& places = {});

} // namespace parlor::server
