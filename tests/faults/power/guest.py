"""Runs as the only program of a user-mode Linux: parlord on the disk, and somebody who writes and uploads.

Everything acknowledged is said on the console, which outlives the power. First it looks whether all that was
acknowledged in earlier lives is there. The kernel's command line ends with: DATA-OPTIONS WORK BIN last|load
"""
import base64, hashlib, http.client, json, os, random, subprocess, sys, threading, time

options, work, bin_, mode = sys.argv[1:5]
HOST, PORT = "127.0.0.1", 7420
DISK = "/run/disk"
PASSWORD = "correct horse battery"


def say(kind, **more):
    os.write(1, (json.dumps({"parlor": kind, **more}) + "\n").encode())


def halt():
    os.sync()
    subprocess.run(["halt", "-f"], check=False)


def setup():
    for kind, place in (("proc", "/proc"), ("sysfs", "/sys"), ("tmpfs", "/run")):
        subprocess.run(["mount", "-t", kind, kind, place], check=False, stderr=subprocess.DEVNULL)
    os.makedirs(DISK)
    subprocess.run(["mount", "-t", "ext4", "-o", options, "/dev/ubda", DISK], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    os.environ.update(HOME="/run", TMPDIR="/run")


def photo_bytes(seed, size):
    return random.Random(seed).randbytes(size)


class Http:
    """One connection, opened again when the server closed it."""

    def __init__(self, token=None):
        self.token, self.line = token, None

    def ask(self, method, path, body=b"", **headers):
        for attempt in (1, 2):
            try:
                if self.line is None:
                    self.line = http.client.HTTPConnection(HOST, PORT, timeout=60)
                if self.token:
                    headers["Authorization"] = "Bearer " + self.token
                self.line.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
                answer = self.line.getresponse()
                return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
            except (OSError, http.client.HTTPException):
                self.line = None
                if attempt == 2:
                    raise

    def json(self, method, path, value):
        status, _, body = self.ask(method, path, json.dumps(value).encode(), Content_Type="application/json")
        return status, json.loads(body or b"{}")


class Sync:
    """POST /v1/sync as docs/PROTOCOL.md says."""

    def __init__(self, token):
        self.http, self.call, self.transport, self.last, self.rid = Http(token), 0, None, 0, 1
        self.frames = []
        hello = {"op": "hello", "rid": 1, "protocol": 1, "token": "", "device": "power", "bulk": True}
        self.pump([hello], lambda frame: frame["op"] == "welcome" and not frame.get("more"))

    def pump(self, frames, until):
        """Sends frames and takes answers until one satisfies `until`."""
        done = False
        while not done:
            self.call += 1
            body = {"call": self.call, "frames": frames, "wait": 20}
            if self.transport:
                body.update(transport=self.transport, ack=self.last)
            status, answer = self.http.json("POST", "/v1/sync", body)
            if status != 200:
                raise RuntimeError(f"sync {status} {answer}")
            self.transport = answer.get("transport", self.transport)
            frames = []
            fresh = answer["last"] - self.last
            self.last = answer["last"]
            for frame in answer["frames"][len(answer["frames"]) - fresh:]:
                done = until(frame) or done

    def ask(self, requests):
        """The answers in the order of the requests."""
        waiting, answers = {}, {}
        for request in requests:
            self.rid += 1
            waiting[self.rid] = request | {"rid": self.rid}

        def until(frame):
            if frame.get("rid") in waiting:
                answers[frame["rid"]] = frame
            return len(answers) == len(waiting)

        self.pump(list(waiting.values()), until)
        return [answers[rid] for rid in waiting]


def start():
    server = subprocess.Popen([bin_ + "/parlord", "serve", "--data", DISK + "/data", "--listen", f"{HOST}:{PORT}"],
                              stdout=subprocess.PIPE, stderr=open("/run/parlord.log", "ab"))
    if b"http://" not in server.stdout.readline():
        raise RuntimeError("parlord did not start: " + open("/run/parlord.log").read()[-2000:])
    return server


def sign_in():
    status, answer = Http().json("POST", "/v1/sessions", {"name": "ada", "password": PASSWORD, "device": "power"})
    if status != 201:
        raise RuntimeError(f"sign-in {status} {answer}")
    return answer["access_token"]


def history(sync, channel):
    texts, after = [], 0
    while True:
        page = sync.ask([{"op": "history", "channel": channel, "after": after, "limit": 100}])[0]
        if page["op"] != "ok":
            raise RuntimeError(f"history {page}")
        for event in page["events"]:
            after = event.get("last", event["serial"])
            if event.get("type") == "message":
                texts.append((event["serial"], event.get("message", event).get("text")))
        if not page.get("more"):
            return texts


def patch(http_, photo, offset, size):
    data = photo_bytes(photo["seed"], photo["size"])
    status, headers, body = http_.ask("PATCH", photo["url"], data[offset:offset + size], Tus_Resumable="1.0.0",
                                      Upload_Offset=str(offset), Content_Type="application/offset+octet-stream")
    if status != 204:
        raise RuntimeError(f"patch {status} {body}")
    return int(headers["upload-offset"]), headers.get("parlor-photo")


def finish(http_, photo, offset):
    """Goes on with an upload to its end; says what was acknowledged."""
    done = None
    while done is None:
        offset, done = patch(http_, photo, offset, random.randint(1, 60_000))
    photo["id"] = done
    say("photo", **photo)


def check(ledger, token, sync):
    faults = []
    texts = history(sync, ledger["channel"])
    serials = [serial for serial, _ in texts]
    if serials != sorted(set(serials)):
        faults.append("serials are not in order")
    count = {}
    for _, text in texts:
        count[text] = count.get(text, 0) + 1
    at = dict((text, serial) for serial, text in texts)
    for message in ledger["messages"]:
        if count.get(message["text"], 0) != 1:
            faults.append(f"message {message['text']} is there {count.get(message['text'], 0)} times")
        elif at[message["text"]] != message["serial"]:
            faults.append(f"message {message['text']} has moved")
    http_ = Http(token)
    resumed = 0
    for photo in ledger["photos"]:
        if "id" not in photo:
            status, headers, _ = http_.ask("HEAD", photo["url"], Tus_Resumable="1.0.0")
            if status != 200:
                faults.append(f"upload {photo['url']} is gone: {status}")
                continue
            resumed += 1
            finish(http_, photo, int(headers["upload-offset"]))
        status, _, body = http_.ask("GET", f"/v1/photos/{photo['id']}/original")
        wanted = hashlib.sha256(photo_bytes(photo["seed"], photo["size"])).digest()
        if status != 200 or hashlib.sha256(body).digest() != wanted:
            faults.append(f"photo {photo['id']}: {status}, {len(body)} of {photo['size']} bytes")
    verified = subprocess.run([bin_ + "/parlord", "verify", "--data", DISK + "/data", "--json"], capture_output=True,
                              text=True, check=False)
    if verified.returncode != 0:
        faults.append("verify: " + verified.stdout[-500:] + verified.stderr[-500:])
    say("checked", faults=faults, messages=len(ledger["messages"]), photos=len(ledger["photos"]), resumed=resumed)


def talk(token, channel):
    sync, number = Sync(token), 0
    while True:
        requests = []
        for _ in range(8):
            number += 1
            client = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
            requests.append({"op": "send", "channel": channel, "client_id": client, "kind": "text",
                             "text": f"{number} {client}"})
        for request, answer in zip(requests, sync.ask(requests)):
            if answer["op"] == "ok":
                say("message", text=request["text"], serial=answer["serial"])
            elif answer.get("temporary"):
                time.sleep(answer.get("retry_after_ms", 100) / 1000)
            else:
                raise RuntimeError(str(answer))


def upload(token):
    http_ = Http(token)
    while True:
        photo = {"seed": random.getrandbits(48), "size": random.randint(1, 400_000)}
        status, headers, body = http_.ask("POST", "/v1/uploads", Tus_Resumable="1.0.0",
                                          Upload_Length=str(photo["size"]))
        if status != 201:
            raise RuntimeError(f"create {status} {body}")
        photo["url"] = headers["location"]
        say("upload", **photo)
        finish(http_, photo, 0)


def guarded(work_, *arguments):
    try:
        work_(*arguments)
    except Exception as error:  # whatever it is: the host has to hear of it
        say("fault", text=repr(error))


def main():
    setup()
    ledger = json.load(open(work + "/ledger.json"))
    if "channel" not in ledger:
        with open("/run/password", "w") as file:
            file.write(PASSWORD + "\n")
        subprocess.run([bin_ + "/parlord", "user", "add", "ada", "--data", DISK + "/data", "--role", "owner",
                        "--password-file", "/run/password"], check=True, stdout=subprocess.DEVNULL)
    server = start()
    token = sign_in()
    sync = Sync(token)
    if "channel" not in ledger:
        client = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
        answer = sync.ask([{"op": "create", "client_id": client, "kind": "channel", "visibility": "private",
                            "name": "power"}])[0]
        ledger["channel"] = answer["channels"][0]["channel"]["id"]
        say("channel", id=ledger["channel"])
    check(ledger, token, sync)
    if mode == "last":
        server.terminate()
        say("ended", code=server.wait(60))
        return
    say("loading")
    for number in range(3):
        target, arguments = (talk, (token, ledger["channel"])) if number == 0 else (upload, (token,))
        threading.Thread(target=guarded, args=(target, *arguments), daemon=True).start()
    time.sleep(600)


guarded(main)
halt()
