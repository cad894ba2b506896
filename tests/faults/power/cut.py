#!/usr/bin/env python3
"""The power goes, in earnest: a whole user-mode Linux with its own page cache and its own ext4 is killed in the
middle of its work, again and again on the same disk.

cut.py BIN WORK ROUNDS: the programs under test, a folder to work in, how often. Exit code 1: something that had
been acknowledged was lost.
"""
import json, os, random, select, shutil, signal, subprocess, sys, time

here = os.path.dirname(os.path.abspath(__file__))
bin_, work, rounds = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
kernel = shutil.which("linux.uml")
patience = 180  # s for a guest to come up and look at everything


class Guest:
    def __init__(self, disk, options, mode):
        self.buffer = b""
        # Everything after -- is what the first program gets.
        self.process = subprocess.Popen(
            [kernel, "mem=768M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", f"ubd0={disk}", "quiet",
             "con=null", "con0=null,fd:1", "panic=-1", "init=/usr/bin/python3", "--", here + "/guest.py", options, work,
             bin_, mode],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)

    def lines(self, until):
        """What it says until then, and whether that is all it will ever say."""
        while True:
            while b"\n" in self.buffer:
                line, self.buffer = self.buffer.split(b"\n", 1)
                if line.startswith(b'{"parlor"'):
                    yield json.loads(line)
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                return
            self.buffer += data

    def cut(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def remember(ledger, line):
    kind = line.pop("parlor")
    if kind == "message":
        ledger["messages"].append(line)
    elif kind == "upload":
        ledger["photos"].append(line)
    elif kind == "photo":
        ledger["photos"] = [photo for photo in ledger["photos"] if photo["url"] != line["url"]] + [line]
    elif kind == "channel":
        ledger["channel"] = line["id"]
    return kind, line


def live(disk, options, mode, ledger):
    """One life; what was found wrong in it."""
    with open(work + "/ledger.json", "w") as file:
        json.dump(ledger, file)
    guest = Guest(disk, options, mode)
    checked = None
    faults = []
    until = time.monotonic() + patience
    loading = False
    for line in guest.lines(until):
        kind, line = remember(ledger, line)
        if kind == "checked":
            checked = line
            faults += line["faults"]
        elif kind == "fault":
            faults.append(line["text"])
        elif kind in ("loading", "ended"):
            loading = kind == "loading"
            break
    if checked is None:
        faults.append("the guest did not come up")
    if loading and not faults:
        for line in guest.lines(time.monotonic() + random.uniform(0.5, 4)):
            kind, line = remember(ledger, line)
            if kind == "fault":
                faults.append(line["text"])
    guest.cut()
    # What was said before the end counts, too.
    for line in guest.lines(time.monotonic() + 1):
        remember(ledger, line)
    return faults, checked


def main():
    if not kernel:
        sys.exit("cut.py: linux.uml is missing (Debian: user-mode-linux)")
    os.makedirs(work, exist_ok=True)
    for options in ("data=ordered", "data=writeback"):
        disk = work + "/disk.img"
        with open(disk, "wb") as file:
            file.truncate(1 << 30)
        subprocess.run(["mkfs.ext4", "-q", "-F", disk], check=True)
        ledger = {"messages": [], "photos": []}
        for round_ in range(rounds + 1):
            last = round_ == rounds
            faults, checked = live(disk, options, "last" if last else "load", ledger)
            print(f"{options}, life {round_ + 1}: {checked and {k: checked[k] for k in ('messages', 'photos', 'resumed')}}",
                  flush=True)
            if faults:
                print("\n".join("  LOST OR WRONG: " + fault for fault in faults[:20]))
                sys.exit(1)
        os.remove(disk)
    print(f"{rounds} cuts of the power with each way to mount: nothing acknowledged was lost")


main()
