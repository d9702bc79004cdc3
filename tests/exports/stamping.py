"""A time-stamping authority on this machine, made by openssl."""

import shutil
import subprocess
from pathlib import Path

import pytest

from exports.stamp import Authority

CONFIG = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
tsa_name = yes
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
[stamps]
extendedKeyUsage = critical,timeStamping
"""


def authority(folder: Path) -> Authority:
    """Makes one: a root, a certificate for time stamps signed by it, and a way to ask."""
    if shutil.which("openssl") is None:
        pytest.skip("time stamps: no openssl on this machine")
    folder.mkdir(parents=True)
    (folder / "serial").write_text("01")
    (folder / "openssl.cnf").write_text(CONFIG.format(folder=folder))

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-config", "openssl.cnf", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(*new, "-x509", "-extensions", "ca", "-subj", "/CN=Test Root", "-keyout", "ca.key", "-out", "ca.pem")
    openssl(*new, "-subj", "/CN=Test Authority", "-keyout", "tsa.key", "-out", "tsa.csr")
    openssl(
        "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-extfile", "openssl.cnf", "-extensions", "stamps", "-out", "tsa.pem",
    )  # fmt: skip

    def ask(query: bytes) -> bytes:
        (folder / "query.tsq").write_bytes(query)
        openssl("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query.tsq", "-out", "r.tsr")
        return (folder / "r.tsr").read_bytes()

    return Authority("http://stamps.example", ask, (folder / "ca.pem").read_bytes())
