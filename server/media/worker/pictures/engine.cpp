#include "server/media/worker/pictures/engine.h"

#include <vips/vips8>

// Not part of vips8.
#include <vips/vector.h>

namespace parlor::server::media {

bool startEngine(const char* program) {
    if (vips_init(program) != 0)
        return false;
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_cache_set_max_mem(0);
    vips_cache_set_max_files(0);
    // Its vector paths are compiled at run time, into memory that the sandbox does not let it have.
    vips_vector_set_enabled(FALSE);
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
                               "VipsForeignLoadHeif", "VipsForeignLoadTiff", "VipsForeignLoadNsgif"})
        vips_operation_block_set(loader, FALSE);
    return vips_type_find("VipsOperation", "heifload_buffer") != 0;
}

} // namespace parlor::server::media
