#!/usr/bin/python3
"""Checks who includes whom, which features the portable folders use, and which libraries parlord links.

layering.py SOURCE_DIR BINARY_DIR    prints each fault as file:line: text; exit code 1 when there is one
layering.py --self-test              proves that each rule can fail
"""
import pathlib
import re
import subprocess
import sys
import tempfile

SERVER_LEAVES = ["server/store", "server/blobs", "server/media", "server/bus", "server/net", "server/edge"]

# Folder -> what it may include beside itself; the longest matching folder counts.
MAY_INCLUDE = {
    "shared": [],
    "server/domain": ["shared"],
    **{leaf: ["server/domain", "shared"] for leaf in SERVER_LEAVES},
    "server/app": ["server", "shared"],
    "server/load": ["shared"],
    "client/core": ["shared"],
    "client/models": ["client/core", "shared"],
    # Of core, the window knows its actions and read-only values, and nothing that talks or stores.
    "client/ui": ["client/models", "client/core/actions.h", "client/core/state.h", "client/core/imagestore.h",
                  "client/core/ownphoto.h", "client/core/photos/smallercopy.h", "shared"],
    "client/app": ["client", "shared"],
    "client/cli": ["client/core", "shared"],
}

# What shared/ and client/ may not use, because not every compiler of theirs has it.
PORTABLE = ["shared", "client"]
FORBIDDEN = [
    (re.compile(r"\bstd::(format|print|println|vformat)\b"), "std::format and std::print"),
    (re.compile(r"\bstd::move_only_function\b"), "std::move_only_function"),
    (re.compile(r"\bstd::(jthread|stop_token)\b"), "std::jthread"),
    (re.compile(r"(\.|->)(and_then|or_else|transform|transform_error)\s*\("), "the monadic functions of expected"),
    (re.compile(r"\(\s*\{[^{}]*;\s*\}\s*\)\s*;"), "a statement expression"),
    (re.compile(r"#\s*include\s*<(format|print|stop_token|flat_map|flat_set|generator)>"), "a header that is too new"),
    (re.compile(r"#\s*include\s*<(unistd|fcntl|poll|pthread|signal|dirent|dlfcn|pwd|grp|termios|syslog)\.h>"),
     "a POSIX header"),
    (re.compile(r"#\s*include\s*<(sys|netinet|arpa|net|linux)/"), "a POSIX header"),
]
# Where what Qt lacks is written once for each system, behind a header of ours.
PLATFORM_FILES = ["client/core/import/syncfile.cpp"]
# libvips belongs to the workers' own executables; what includes it can't be linked into parlord.
VIPS = re.compile(r"#\s*include\s*<(vips|libheif|libraw)/")
VIPS_FOLDERS = ["server/media/worker", "server/media/video-worker", "tests"]

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
OURS = ("shared/", "server/", "client/", "tests/")


def folder_of(path, folders):
    """The longest of the folders that holds the path."""
    holders = [f for f in folders if path == f or path.startswith(f + "/")]
    return max(holders, key=len) if holders else None


def without_comments(text):
    """Comments and the insides of strings blanked, lines kept; includes stay readable."""
    def blank(match):
        token = match.group(0)
        if token.startswith(("//", "/*")):
            return re.sub(r"[^\n]", " ", token)
        return token
    return re.sub(r'//[^\n]*|/\*.*?\*/|R"\((.*?)\)"|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def check_file(path, text):
    faults = []
    home = folder_of(path, MAY_INCLUDE)
    portable = folder_of(path, PORTABLE)
    code = without_comments(text)
    for number, line in enumerate(code.split("\n"), 1):
        if include := INCLUDE.match(line):
            target = include.group(1)
            if not target.startswith(OURS):
                if not target.endswith(".moc"):
                    faults.append((number, f'"{target}" is not written from the root'))
            elif home and not target.startswith(home + "/") and not folder_of(target, MAY_INCLUDE[home]):
                faults.append((number, f"{home} may not include {target}"))
        if VIPS.search(line) and not folder_of(path, VIPS_FOLDERS):
            faults.append((number, "only the sandboxed workers may use picture libraries"))
        if portable and path not in PLATFORM_FILES:
            faults += [(number, f"{portable}/ may not use {what}") for pattern, what in FORBIDDEN if pattern.search(line)]
    return [f"{path}:{number}: {fault}" for number, fault in faults]


def check_sources(root):
    faults, count = [], 0
    for top in ("shared", "server", "client"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                count += 1
                faults += check_file(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    if count == 0:
        faults.append(f"{root}: no sources found")
    return faults, count


def check_libraries(binary):
    listed = subprocess.run(["ldd", str(binary)], capture_output=True, text=True)
    if listed.returncode != 0:
        return [f"{binary}: ldd failed: {listed.stderr.strip()}"]
    return [f"{binary}: links {line.split()[0]}" for line in listed.stdout.splitlines()
            if re.search(r"lib(vips|heif|raw|exif|Qt6Gui|Qt6Widgets)", line)]


def self_test():
    cases = [
        ("shared/a.h", '#include "server/domain/b.h"', True),
        ("shared/core/a.h", '#include "shared/protocol/b.h"', False),
        ("server/store/a.cpp", '#include "server/blobs/b.h"', True),
        ("server/store/a.cpp", '#include "server/domain/ports/b.h"', False),
        ("server/domain/a.cpp", '#include "server/net/b.h"', True),
        ("server/app/a.cpp", '#include "server/net/b.h"', False),
        ("server/app/a.cpp", '#include "client/core/b.h"', True),
        ("client/core/a.cpp", '#include "client/models/b.h"', True),
        ("client/cli/a.cpp", '#include "client/ui/b.h"', True),
        ("client/cli/a.cpp", '#include "client/models/b.h"', True),
        ("client/app/a.cpp", '#include "client/ui/b.h"', False),
        ("client/ui/a.cpp", '#include "client/core/actions.h"', False),
        ("client/ui/a.cpp", '#include "client/core/net/b.h"', True),
        ("server/net/a.cpp", '#include "b.h"', True),
        ("server/net/a.cpp", '// #include "server/store/b.h"', False),
        ("server/media/pool.cpp", "#include <vips/vips.h>", True),
        ("server/media/worker/a.cpp", "#include <vips/vips.h>", False),
        ("shared/a.cpp", "auto x = std::format(y);", True),
        ("server/net/a.cpp", "auto x = std::format(y);", False),
        ("client/ui/a.cpp", "std::move_only_function<void()> f;", True),
        ("client/ui/a.cpp", "std::jthread t;", True),
        ("client/core/a.cpp", "return load().and_then(parse);", True),
        ("client/core/a.cpp", "#include <unistd.h>", True),
        ("client/core/a.cpp", "#include <sys/stat.h>", True),
        ("client/core/import/syncfile.cpp", "#include <unistd.h>", False),
        ("client/core/a.cpp", "// no std::format here", False),
        ("client/core/a.cpp", "auto x = ({ int y = 1; y; });", True),
    ]
    wrong = [f"{path}: {text}: expected {'a fault' if bad else 'none'}" for path, text, bad in cases
             if bool(check_file(path, text)) != bad]
    with tempfile.TemporaryDirectory() as empty:
        if not check_sources(pathlib.Path(empty))[0]:
            wrong.append("an empty tree passes")
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        faults, done = self_test(), "self-test"
    else:
        root, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
        faults, count = check_sources(root)
        done = f"{count} sources"
        parlord = build / "bin" / "parlord"
        if parlord.exists():
            faults += check_libraries(parlord)
            done += " and parlord's libraries"
        elif (build / "server").is_dir():
            faults.append(f"{parlord}: not built, so nobody knows what it links")
    print("\n".join(faults) if faults else f"{done}: no fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
