#!/usr/bin/env python3
"""clang-tidy over many files, remembering what was clean.

tidy.py ROOT DATABASE_DIR SECONDS FILE...

A file is clean as long as it, the project's headers it reaches, its compile command and the list of checks are
what they were; DATABASE_DIR/clean has a name for each such state. After SECONDS no further file is begun, and
those left are told. Exit code 1: something was found."""
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
import time

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
TIDY = ["clang-tidy-19", "--quiet", "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-ignored-gch"]
# The analyser's paths through one function: what it finds, it finds early.
TIDY += ["--extra-arg=-Xclang", "--extra-arg=-analyzer-config", "--extra-arg=-Xclang", "--extra-arg=max-nodes=20000"]


class State:
    def __init__(self, root, database):
        self.root = root
        self.database = database
        self.texts = {}
        entries = json.load(open(os.path.join(database, "compile_commands.json")))
        self.commands = {os.path.relpath(e["file"], root): e["command"] for e in entries}
        self.clean = os.path.join(database, "clean")
        os.makedirs(self.clean, exist_ok=True)
        self.common = "".join(self.text(name)[0] for name in (".clang-tidy", "tests/.clang-tidy", "tests/support/tidy.py"))

    def text(self, name):
        """The file's text and what it includes by the project's root; outside the project nothing."""
        if name not in self.texts:
            path = os.path.join(self.root, name)
            text = open(path, encoding="utf-8").read() if os.path.isfile(path) else ""
            self.texts[name] = (text, INCLUDE.findall(text))
        return self.texts[name]

    def key(self, name):
        seen, left = set(), [name, "cmake/precompiled.h"]
        while left:
            one = left.pop()
            if one not in seen:
                seen.add(one)
                left.extend(self.text(one)[1])
        parts = [self.common, self.commands[name]] + [part for one in sorted(seen) for part in (one, self.text(one)[0])]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def run(self, name, deadline):
        mark = os.path.join(self.clean, self.key(name))
        if os.path.exists(mark):
            return name, "clean", ""
        if time.time() > deadline:
            return name, "left", ""
        done = subprocess.run(TIDY + ["-p", self.database, name], cwd=self.root, capture_output=True, text=True)
        if done.returncode == 0:
            open(mark, "w").close()
            return name, "clean", ""
        return name, "found", done.stdout or done.stderr


def main(root, database, seconds, files):
    state = State(root, database)
    known = [name for name in files if name in state.commands]
    deadline = time.time() + float(seconds)
    answers = {"clean": [], "left": [], "found": []}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, answer, words in pool.map(lambda one: state.run(one, deadline), known):
            answers[answer].append(name)
            if words:
                print(words, flush=True)
    for name in answers["left"]:
        print(f"clang-tidy: no time for {name}, see ./dev lint --all", file=sys.stderr)
    print(f"clang-tidy: {len(answers['clean'])} clean, {len(answers['found'])} with findings, {len(answers['left'])} left",
          file=sys.stderr)
    return 1 if answers["found"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
