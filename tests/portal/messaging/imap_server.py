"""A real mailbox: Debian's dovecot, with its files in a temporary folder, on loopback."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from imapclient import IMAPClient

from tests.portal.messaging.mail_server import free_port

CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Mailbox:
    """`deliver` is what a sender does; `folder` what is in one; `stop` and `start` the server."""

    user, password = "reponse", "s3cret"

    def __init__(self) -> None:
        self.port = free_port()
        self.files = Path(tempfile.mkdtemp(prefix="gps-imap-"))
        # As root dovecot reads mail as somebody else; otherwise it is whoever runs the tests.
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        for name in ("mail", "home"):
            (self.files / name).mkdir()
            if os.getuid() == 0:
                os.chown(self.files / name, owner.pw_uid, owner.pw_gid)
        self.files.chmod(0o755)
        self.configuration = self.files / "dovecot.conf"
        me = pwd.getpwuid(os.getuid())
        inner = pwd.getpwnam("dovenull") if os.getuid() == 0 else me
        self.configuration.write_text(
            CONFIGURATION.format(
                folder=self.files,
                user=inner.pw_name,
                group=me.pw_name if os.getuid() else "dovenull",
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                port=self.port,
                password=self.password,
            )
        )
        self.start()

    def start(self) -> None:
        command = ["/usr/sbin/dovecot", "-F", "-c", str(self.configuration)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        log = self.files / "log"
        raise RuntimeError(log.read_text() if log.exists() else "dovecot says nothing")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)

    def remove(self) -> None:
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.files, ignore_errors=True)

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10)
        client.login(self.user, self.password)
        return client

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        with self.client() as client:
            client.append(folder, raw)

    def folder(self, name: str) -> int:
        """How many messages it holds."""
        with self.client() as client:
            if not client.folder_exists(name):
                return 0
            client.select_folder(name, readonly=True)
            return len(client.search())

    def empty(self) -> None:
        with self.client() as client:
            for name in ("INBOX", "GPS-Citoyen"):
                if client.folder_exists(name):
                    client.select_folder(name)
                    if found := client.search():
                        client.delete_messages(found)
                        client.expunge()
