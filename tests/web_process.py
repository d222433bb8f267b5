"""The web server as systemd starts it: a real gunicorn, that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]


class WebProcess:
    """gunicorn with the house's configuration, on a port of loopback that it takes for itself."""

    def __init__(
        self, log: Path, environment: Mapping[str, str], *options: str, workers: int = 1
    ) -> None:
        self.port = free_port()
        self.started_at = time.monotonic()
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi"]
        command += ["--config", "python:portal.gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(workers), *options]
        with log.open("a") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that the whole group can be killed at once
            )

    def wait(self, path: str = "/healthz", *, seconds: float = 120) -> float:
        """Seconds from the start to the first good reply; raises TimeoutError, RuntimeError."""
        while not answers(self.port, path):
            if self.process.poll() is not None:
                raise RuntimeError("gunicorn stopped: read its log")
            if time.monotonic() - self.started_at > seconds:
                raise TimeoutError(f"no reply after {seconds} s")
            time.sleep(0.02)
        return time.monotonic() - self.started_at

    def workers(self) -> list[psutil.Process]:
        """The processes that answer, without the master that watches them."""
        return psutil.Process(self.process.pid).children()

    def processor(self) -> float:
        """Seconds of processor that master and workers have used."""
        times = [each.cpu_times() for each in (psutil.Process(self.process.pid), *self.workers())]
        return sum(each.user + each.system for each in times)

    def kill_worker(self) -> None:
        """SIGKILL of one worker; the master starts another."""
        self.workers()[0].kill()

    def kill(self) -> None:
        """SIGKILL of the master and its workers: no handler runs, nothing is tidied."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, as systemd does; harmless on a process that was killed."""
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.kill()


def answers(port: int, path: str) -> bool:
    """Whether a server answers well, as a proxy of this machine would ask."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
