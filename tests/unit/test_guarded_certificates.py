"""A guarded client goes to a number, and holds the certificate against the name."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NAME = "models.test"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nanswered"
ROOT = Path(__file__).parents[2]
# In a process of its own: which authorities are trusted is read once.
PROGRAM = """
import sys
from providers.adapters.guard import Guard
from providers.adapters.http import HttpClient, Request
from providers.errors import ProviderError
from providers.protocol import Deadline

port, name = sys.argv[1:]
http = HttpClient(guard=Guard(frozenset([name]), lambda host, port: ["127.0.0.1"]))
try:
    print(http.read(Request("GET", f"https://{name}:{port}/"), Deadline.after(4)).decode())
except ProviderError as error:
    print(error.message)
"""


def make_certificate(path: Path) -> None:
    """Signed by itself, for the one name, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(pem))


@contextmanager
def serving_over_tls(certificate: Path) -> Iterator[int]:
    """One connection is taken, and answered."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def take() -> None:
            connection, _ = server.accept()
            with (
                connection,
                suppress(OSError),
                context.wrap_socket(connection, server_side=True) as secure,
            ):
                secure.recv(65_536)
                secure.sendall(ANSWER)

        thread = threading.Thread(target=take)
        thread.start()
        yield server.getsockname()[1]
        thread.join(20)


def what_comes_from(name: str, folder: Path) -> str:
    certificate = folder / "certificate.pem"
    make_certificate(certificate)
    environment = {**os.environ, "SSL_CERT_FILE": str(certificate)}
    with serving_over_tls(certificate) as port:
        command = [sys.executable, "-c", PROGRAM, str(port), name]
        return subprocess.check_output(command, cwd=ROOT, env=environment, text=True).strip()


def test_the_certificate_of_the_name_is_accepted(tmp_path: Path) -> None:
    assert what_comes_from(NAME, tmp_path) == "answered"


def test_the_certificate_of_another_name_is_not(tmp_path: Path) -> None:
    assert "certificate" in what_comes_from("other.test", tmp_path)
