"""The authority of time stamps: its certificates are looked at before they end."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from cli.checks import ways_out
from cli.checks.finding import DoubtfulError
from tests.cli.checks.conftest import NOW, LookAt


def certificate(path: Path, days: int) -> Path:
    """One that ends in so many days."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Linjiang time stamps")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, NOW - timedelta(days=99), NOW + timedelta(days=days)
    )
    path.write_bytes(made.sign(key, None).public_bytes(Encoding.PEM))
    return path


def test_certificates_of_the_authority_are_looked_at(look: LookAt, tmp_path: Path) -> None:
    path = tmp_path / "tsa.pem"
    for days, says in ((-1, "ended on"), (9, "ends on")):
        certificate(path, days)
        with pytest.raises(DoubtfulError, match=says):
            ways_out.timestamp_certificates(look(timestamp_url="http://127.0.0.1:9/", timestamp_ca=path))
    certificate(path, 90)
    assert "1 certificate" in ways_out.timestamp_certificates(
        look(timestamp_url="http://127.0.0.1:9/", timestamp_ca=path)
    )
    path.write_bytes(b"no certificate")
    with pytest.raises(DoubtfulError, match="no PEM"):
        ways_out.timestamp_certificates(look(timestamp_url="http://127.0.0.1:9/", timestamp_ca=path))
    with pytest.raises(DoubtfulError, match="TIMESTAMP_CA"):
        ways_out.timestamp_certificates(look(timestamp_url="http://127.0.0.1:9/"))
