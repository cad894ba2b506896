#pragma once

#include "tests/unit/photos/conversations.h"

namespace parlor::server::test {

class PhotosTest : public ConversationsTest {
protected:
    static QString hashOf(const Photo& photo, RenderingKind kind) {
        for (const Rendering& rendering : photo.renderings)
            if (rendering.kind == kind)
                return rendering.hash;
        return {};
    }
};

} // namespace parlor::server::test
