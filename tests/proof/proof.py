#!/usr/bin/python3
"""Holds docs/PROOF.md against the sources of the tests.

proof.py SOURCE_DIR    prints each fault as file:line: text; exit code 1 when there is one
proof.py --self-test   proves that each rule can fail

A line of a table: | case | what must hold | `program` Suite.Name, `program` Suite.Name/Row … |. A program is what
parlor_test() names, and its tests are in the folders that it is made of; a row is a text in the file of its test, whole
or the beginning of one. A case that has no place here says so: "not here: why".
"""
import pathlib
import re
import sys
import tempfile

# The cases of each letter, from 1 to this one.
CASES = {"W": 40, "H": 45, "J": 18, "T": 20, "C": 12, "U": 14, "F": 16, "I": 34, "Z": 10}

PROGRAM = re.compile(r"parlor_test\(\s*(\w+)\s+LABEL\s+\w+\s*(?:DIRS\s+([\w\s]+?))?\s*(?:LINK\b|ENVIRONMENT\b|\))")
TEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.M)
LINE = re.compile(r"^\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|\s*([^|]*?)\s*\|$")
NAMED = re.compile(r"`(\w+)` ((?:\w+\.\w+(?:/\w+)?(?:, )?)+)")
NOT_HERE = "not here: "


def programs(source):
    """Each test program with its tests: (suite, name) → the texts of the files it stands in."""
    found = {}
    for cmake in source.glob("tests/**/CMakeLists.txt"):
        for name, folders in PROGRAM.findall(cmake.read_text()):
            tests = found.setdefault(name, {})
            for folder in [".", *folders.split()]:
                for path in sorted((cmake.parent / folder).glob("*.cpp")):
                    text = path.read_text()
                    for test in TEST.findall(text):
                        tests.setdefault(test, []).append(text)
    return found


def check(source):
    page = source / "docs/PROOF.md"
    known = programs(source)
    faults, cases = [], []

    def say(number, text):
        faults.append(f"docs/PROOF.md:{number}: {text}")

    for number, line in enumerate(page.read_text().splitlines(), 1):
        row = LINE.match(line)
        if not row or set(row[1]) <= set("-: ") or row[1] in ("case", "promise"):
            continue
        case, holds, proof = row.groups()
        if re.fullmatch(r"[A-Z]\d+", case):
            cases.append((number, case))
        if holds.startswith(NOT_HERE):
            if len(holds) < len(NOT_HERE) + 10:
                say(number, f"{case} is not here, and nobody says why")
            continue
        named = NAMED.findall(proof)
        if not named or NAMED.sub("", proof).strip(" ;"):
            say(number, f"{case} names no test, or something that is none: {NAMED.sub('', proof).strip(' ;')}")
        for program, tests in named:
            if program not in known:
                say(number, f"there is no test program {program}")
                continue
            for test in tests.rstrip(", ").split(", "):
                name, _, wanted = test.partition("/")
                texts = known[program].get(tuple(name.split(".")))
                if texts is None:
                    say(number, f"{program} has no test {name}")
                elif wanted and not any(re.search(rf'"{re.escape(wanted)}', text) for text in texts):
                    say(number, f"{name} of {program} has no row {wanted}")

    expected = [f"{letter}{i}" for letter, last in CASES.items() for i in range(1, last + 1)]
    numbered = [case for _, case in cases]
    for case in expected:
        if numbered.count(case) != 1:
            say(1, f"{case} stands here {numbered.count(case)} times")
    for number, case in cases:
        if case[0] in CASES and case not in expected:
            say(number, f"there is no case {case}")
    return faults


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder)
        (source / "docs").mkdir()
        (source / "tests/unit").mkdir(parents=True)
        (source / "tests/unit/CMakeLists.txt").write_text("parlor_test(unit_x LABEL unit DIRS LINK shared)\n")
        (source / "tests/unit/tst_x.cpp").write_text('TEST_P(Suite, Holds) {}\n{"W1_Row", 1},\nTEST(Suite, Other) {}\n')
        lines = {case: f"| {case} | it holds | `unit_x` Suite.Holds/W1_Row, Suite.Other |"
                 for case in [f"{letter}{i}" for letter, last in CASES.items() for i in range(1, last + 1)]}

        def faults_with(case, line):
            rows = {**lines, case: line}
            (source / "docs/PROOF.md").write_text("| case | must hold | proof |\n|---|---|---|\n"
                                                  + "\n".join(rows.values()) + "\n")
            return check(source)

        good = [lines["W1"], "| W1 | not here: there is no such thing | |"]
        bad = ["| W1 | it holds | `unit_x` Suite.Gone |", "| W1 | it holds | `unit_x` Suite.Holds/W2_Row |",
               "| W1 | it holds | `unit_y` Suite.Holds |", "| W1 | it holds | |", "| W1 | it holds | trust me |",
               "| W1 | not here: why | |", "| W99 | it holds | `unit_x` Suite.Holds |",
               lines["W1"] + "\n" + lines["W1"], ""]
        wrong = [f"a good line is refused: {line}" for line in good if faults_with("W1", line)]
        wrong += [f"a bad line is taken: {line}" for line in bad if not faults_with("W1", line)]
    return wrong


if __name__ == "__main__":
    found = self_test() if sys.argv[1:] == ["--self-test"] else check(pathlib.Path(sys.argv[1]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
