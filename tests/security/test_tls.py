"""A site is read over TLS when its certificate is vouched for and names it, else not: a real server, a real crawl."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from db.captures import captures_of
from db.pages import all_pages
from db.store import open_store
from tests.replay.fault_cases import MODELS, good, path_of
from tests.replay.fault_site import fault_site
from tests.replay.forks import door
from tests.replay.world import moment


def certificate(folder: Path, address: str = "127.0.0.1") -> ssl.SSLContext:
    """A server's context with a certificate that it signed itself, for an address and the right time."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    signed = built.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "site.pem").write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    return context


@pytest.mark.parametrize(
    ("vouched", "address", "outcome", "because"),
    [
        (False, "127.0.0.1", "error", "nothing answered"),
        (True, "127.0.0.2", "error", "nothing answered"),
        (True, "127.0.0.1", "ok", "read as"),
    ],
    ids=["nobody vouches for it", "it is another's", "it is the site's own"],
)
def test_a_certificate_is_believed_that_is_vouched_for_and_names_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vouched: bool, address: str, outcome: str, because: str
) -> None:
    context = certificate(tmp_path, address)
    if vouched:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "site.pem"))
    article = MODELS["finews"]
    with fault_site(lambda _phase, _path: good(article, moment(0))) as site, door() as runs:
        site.socket = context.wrap_socket(site.socket, server_side=True)
        config = tmp_path / "zonewatch.toml"
        config.write_text(
            f'[store]\nurl = "sqlite:///{tmp_path}/z.db"\n[captures]\ndir = "{tmp_path}/captures"\n'
            f'[sources.finews]\norigin = "{site.origin.replace("http:", "https:")}"\ndelay = 0\ntimeout = 3\n',
            encoding="utf-8",
        )
        url = f"https://finews.withounder.com{path_of(article)}"
        runs.run(config, "finews", moment(0).isoformat(), [url], impatient=True, names={})
    store = open_store(f"sqlite:///{tmp_path}/z.db")
    with store.look() as unit:
        held = [one for page in all_pages(unit) for one in captures_of(unit, page.id)]
    store.close()
    assert [one.outcome for one in held] == [outcome]
    assert because in held[0].reason
