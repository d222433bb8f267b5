"""Scanners to test with: the real clamd with a signature of our own, and one that misbehaves."""

import contextlib
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

from tests.portal.tasks.workers import wait_until

DANGEROUS = b"gps-citoyen: a made-up danger"  # harmless: only our own signature knows it
THREAT = "Gps.MadeUp.UNOFFICIAL"  # clamd's word for a signature that its makers did not write
STREAM_LIMIT = 200_000
CONFIGURATION = """
Foreground yes
LocalSocket {folder}/socket
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
StreamMaxLength {limit}
MaxThreads 2
"""


class Clamd:
    """A daemon of its own: no network, no database but ours, gone with whoever started it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gps-clamd-"))
        self.address = str(self.folder / "socket")
        self.process: subprocess.Popen[bytes] | None = None
        (self.folder / "signatures").mkdir()
        signature = f"Gps.MadeUp:0:*:{DANGEROUS.hex()}\n"
        (self.folder / "signatures" / "ours.ndb").write_text(signature)
        conf = CONFIGURATION.format(folder=self.folder, limit=STREAM_LIMIT)
        (self.folder / "clamd.conf").write_text(conf)

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            # With the kernel's help it ends even when this process is killed.
            command = ["setpriv", "--pdeathsig", "TERM", "/usr/sbin/clamd", "-c"]
            self.process = subprocess.Popen(
                [*command, str(self.folder / "clamd.conf")], stdout=log, stderr=log
            )
        wait_until(self._answers)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
            Path(self.address).unlink(missing_ok=True)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, (self.folder / "log").read_text()
        with socket.socket(socket.AF_UNIX) as link, contextlib.suppress(OSError):
            link.connect(self.address)
            link.sendall(b"zPING\0")
            return link.recv(16) == b"PONG\0"
        return False


class Misbehaving:
    """Takes a whole command, then answers with these bytes; none means that it hangs up."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.heard = 0
        self.reached, self.go_on = Event(), Event()
        self.go_on.set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:{1}".format(*self.door.getsockname())
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.door.accept()
            except OSError:
                return
            with link, contextlib.suppress(OSError):
                self._listen(link)
                self.heard += 1
                self.reached.set()
                self.go_on.wait(60)
                link.sendall(self.answers.pop(0) if self.answers else b"")

    def _listen(self, link: socket.socket) -> None:
        with link.makefile("rb") as said:
            command = b""
            while not command.endswith(b"\0"):
                command += said.read(1)
            while command == b"zINSTREAM\0" and (size := int.from_bytes(said.read(4))):
                said.read(size)

    def close(self) -> None:
        self.go_on.set()
        with contextlib.suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        self.thread.join(timeout=5)


@contextlib.contextmanager
def misbehaving(*answers: bytes) -> Iterator[Misbehaving]:
    scanner = Misbehaving(*answers)
    try:
        yield scanner
    finally:
        scanner.close()
