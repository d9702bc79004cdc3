"""A certificate authority of a test: a root to trust, and a chain of two for a server on 127.0.0.1."""

import datetime
import ssl
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PEM = serialization.Encoding.PEM


class Authority:
    """`root` is a file to trust, `chain` what the server sends: its own certificate and the intermediate, PEM."""

    def __init__(self, folder: Path) -> None:
        root_key, middle_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        root = _certificate("made-up root", "made-up root", root_key, root_key, authority=True)
        middle = _certificate("made-up intermediate", "made-up root", middle_key, root_key, authority=True)
        leaf = _certificate("loopback shop", "made-up intermediate", key, middle_key, authority=False)
        self.root = folder / "root.pem"
        self.root.write_bytes(root.public_bytes(PEM))
        self.chain = leaf.public_bytes(PEM) + middle.public_bytes(PEM)
        secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        served = folder / "served.pem"
        served.write_bytes(self.chain + secret)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(served)


def _certificate(
    name: str, issuer: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, *, authority: bool
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(by, hashes.SHA256())
    )
