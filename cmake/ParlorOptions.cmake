# One interface target that every target of ours links: the standard, warnings, Qt strictness, hardening, sanitizers.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_INCLUDE_CURRENT_DIR OFF)

add_library(project_options INTERFACE)
target_include_directories(project_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(project_options INTERFACE
  PARLOR_VERSION="${PROJECT_VERSION}"
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS QT_NO_FOREACH QT_NO_KEYWORDS
  QT_DISABLE_DEPRECATED_BEFORE=0x060400)

if(NOT MSVC)
  target_compile_options(project_options INTERFACE
    -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wshadow
    -fstack-protector-strong -fno-omit-frame-pointer -pthread)
  if(PARLOR_WERROR)
    target_compile_options(project_options INTERFACE -Werror)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12's flow analysis reports impossible paths through std::expected and QString at -O2.
    target_compile_options(project_options INTERFACE -Wno-maybe-uninitialized -Wno-dangling-pointer
      -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict -Wno-free-nonheap-object -Wno-stringop-overread)
  endif()
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT PARLOR_SANITIZE)
    target_compile_options(project_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS
      -fstack-clash-protection -fcf-protection)
    target_link_options(project_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
  endif()
  if(PARLOR_SANITIZE)
    target_compile_options(project_options INTERFACE -fsanitize=${PARLOR_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(project_options INTERFACE -fsanitize=${PARLOR_SANITIZE})
  endif()
endif()
target_compile_definitions(project_options INTERFACE QT_FORCE_ASSERTS)

find_program(PARLOR_CCACHE ccache)
if(PARLOR_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${PARLOR_CCACHE}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  else()
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Xclang> $<$<COMPILE_LANGUAGE:CXX>:-fno-pch-timestamp>)
  endif()
endif()
