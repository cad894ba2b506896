#!/usr/bin/env python3
"""clang-tidy over many files, remembering what was clean.

tidy.py ROOT DATABASE_DIR SECONDS FILE...

A file is clean as long as it, the project's headers it reaches, its compile command and the list of checks are
what they were; DATABASE_DIR/clean has a name for each such state. Most of clang-tidy's time goes into the same
system headers again and again, so files of one target are looked at several at a time, written into one; only
when that finds something, each is looked at alone. After SECONDS nothing further is begun, and the files left are
told. Exit code 1: something was found."""
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
# What a line in an unnamed namespace declares, roughly: two files that share such a name don't go into one.
TYPE = re.compile(r"(?:enum class|enum|class|struct|using)\s+(\w+)")
OTHER = re.compile(r"(\w+)\s*[({=;\[]")
TOGETHER = 8
# What libstdc++ 12 itself uses is deprecated to clang; GCC looks after the rest.
TIDY = ["clang-tidy-19", "--quiet", "--extra-arg=-Wno-deprecated-declarations", "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-ignored-gch"]
# The analyser's paths through one function: what it finds, it finds early.
TIDY += ["--extra-arg=-Xclang", "--extra-arg=-analyzer-config", "--extra-arg=-Xclang", "--extra-arg=max-nodes=20000"]
NO_ANALYSER = "--checks=-clang-analyzer-*"  # of tests/.clang-tidy, for files that lie elsewhere


class State:
    def __init__(self, root, database):
        self.root, self.database = root, database
        self.texts = {}
        with open(os.path.join(database, "compile_commands.json"), encoding="utf-8") as file:
            entries = json.load(file)
        self.entries = {os.path.relpath(entry["file"], root): entry for entry in entries}
        self.clean = os.path.join(database, "clean")
        self.groups = os.path.join(database, "groups")
        for folder in (self.clean, self.groups):
            os.makedirs(folder, exist_ok=True)
        self.common = "".join(self.text(name) for name in (".clang-tidy", "tests/.clang-tidy"))

    def text(self, name):
        """Of a file of the project; of others nothing."""
        if name not in self.texts:
            path = os.path.join(self.root, name)
            self.texts[name] = open(path, encoding="utf-8").read() if os.path.isfile(path) else ""
        return self.texts[name]

    def flags(self, name):
        """The compile command without what only this file has."""
        words = shlex.split(self.entries[name]["command"])
        at = words.index("-o")
        return [word for word in words[:at] + words[at + 2:] if word != "-c" and word != self.entries[name]["file"]]

    def mark(self, name):
        """The file that is there when the state of this one is known to be clean."""
        seen, left = set(), [name, "cmake/precompiled.h"]
        while left:
            one = left.pop()
            if one not in seen:
                seen.add(one)
                left += [found[2] for found in map(INCLUDE.match, self.text(one).splitlines()) if found and found[1] == '"']
        flags = " ".join(self.flags(name)).replace(self.root, "")
        parts = [self.common, flags] + [part for one in sorted(seen) for part in (one, self.text(one))]
        return os.path.join(self.clean, hashlib.sha256("\0".join(parts).encode()).hexdigest())

    def local_names(self, name):
        names, inside = set(), False
        for line in self.text(name).splitlines():
            if line.startswith("namespace {"):
                inside = True
            elif line.startswith("} // namespace"):
                inside = False
            elif line[:1].isalpha() and (inside or line.startswith(("static ", "constexpr ", "class ", "struct ", "using ", "enum "))):
                found = TYPE.match(line) or OTHER.search(line)
                names.update(found.groups() if found else ())
        # TEST_F(...) and what opens a namespace name nothing of the file's own.
        return {one for one in names if one != "namespace" and not one.isupper()}

    def grouped(self, names):
        """Files with equal flags that share no name of their own, a few together."""
        groups = []
        for name in names:
            flags, local = self.flags(name), self.local_names(name)
            alone = "int main(" in self.text(name) or ".moc\"" in self.text(name)
            for group in groups:
                if not alone and group["flags"] == flags and len(group["files"]) < TOGETHER and not group["local"] & local:
                    group["files"].append(name)
                    group["local"] |= local
                    break
            else:
                groups.append({"flags": None if alone else flags, "files": [name], "local": local})
        return [group["files"] for group in groups]

    def write_group(self, names):
        """One source of them all: includes first and once, as readability-duplicate-include wants it."""
        includes, bodies = {}, []
        for name in names:
            for line in self.text(name).splitlines():
                if INCLUDE.match(line):
                    includes[line] = True
                else:
                    bodies.append(line)
        path = os.path.join(self.groups, hashlib.sha256("".join(names).encode()).hexdigest()[:16] + ".cpp")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(list(includes) + bodies) + "\n")
        return path

    def tidy(self, names):
        """Whether they are clean, and what was said."""
        if len(names) == 1:
            done = subprocess.run(TIDY + ["-p", self.database, names[0]], cwd=self.root, capture_output=True, text=True)
            return done.returncode == 0, done.stdout or done.stderr
        path = self.write_group(names)
        checks = [NO_ANALYSER] if names[0].startswith("tests/") else []
        done = subprocess.run(TIDY + checks + [path, "--"] + self.flags(names[0])[1:], cwd=self.root, capture_output=True, text=True)
        if os.environ.get("PARLOR_TIDY_SHOW"):
            print(names, done.stdout, flush=True)
        return done.returncode == 0, done.stdout

    def run(self, names, deadline):
        """The files that are clean, those with findings, those left, and what was said."""
        if time.time() > deadline:
            return [], [], names, ""
        clean, words = self.tidy(names)
        if clean:
            for name in names:
                open(self.mark(name), "w", encoding="utf-8").close()
            return names, [], [], ""
        if len(names) == 1:
            return [], names, [], words
        answer = ([], [], [], "")
        for name in names:
            one = self.run([name], deadline)
            answer = tuple(mine + its for mine, its in zip(answer, one))
        return answer


def main(root, database, seconds, files):
    state = State(root, database)
    known = [name for name in files if name in state.entries]
    clean = [name for name in known if os.path.exists(state.mark(name))]
    groups = state.grouped([name for name in known if name not in set(clean)])
    print(f"clang-tidy: {len(known)} files, {len(clean)} known to be clean, {len(groups)} groups to look at", file=sys.stderr)
    found, left = [], []
    deadline = time.time() + float(seconds)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for answer in pool.map(lambda group: state.run(group, deadline), groups):
            clean += answer[0]
            found += answer[1]
            left += answer[2]
            if answer[3]:
                print(answer[3], flush=True)
    for name in left:
        print(f"clang-tidy: no time for {name}, see ./dev lint --all", file=sys.stderr)
    print(f"clang-tidy: {len(clean)} clean, {len(found)} with findings, {len(left)} left", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
