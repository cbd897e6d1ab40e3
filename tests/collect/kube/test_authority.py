"""A cluster's own authority is trusted, of any age; another is not."""

import datetime as dt
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from driftaudit.collect.kube.access import Access
from driftaudit.collect.kube.client import KubeClient
from driftaudit.collect.kube.errors import KubeError
from tests.collect.kube.scripted import http, scripted

PEM = serialization.Encoding.PEM
DAY = dt.timedelta(days=1)
THING = {"kind": "ConfigMap", "metadata": {"name": "a"}}


class Authority:
    """A certificate authority; with `identifiers` as they are made today, else as for EKS 1.16."""

    def __init__(self, *, identifiers: bool) -> None:
        self._identifiers = identifiers
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = named("kubernetes")
        unsigned = certificate(self._name, self._key).issuer_name(self._name)
        basic = x509.BasicConstraints(ca=True, path_length=None)
        unsigned = unsigned.add_extension(basic, critical=True)
        if identifiers:
            own = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
            unsigned = unsigned.add_extension(own, critical=False)
        self._certificate = unsigned.sign(self._key, hashes.SHA256())

    @property
    def pem(self) -> str:
        return self._certificate.public_bytes(PEM).decode()

    def server(self, folder) -> ssl.SSLContext:
        """What a server on localhost shows, signed by this authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        unsigned = certificate(named("kube-apiserver"), key).issuer_name(self._name)
        unsigned = unsigned.add_extension(names, critical=False)
        if self._identifiers:
            its = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
            unsigned = unsigned.add_extension(its, critical=False)
        signed = unsigned.sign(self._key, hashes.SHA256()).public_bytes(PEM)
        style = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        path = folder / "server.pem"
        path.write_bytes(signed + key.private_bytes(PEM, *style))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
    )


@pytest.mark.parametrize("identifiers", [True, False], ids=["today's", "an old cluster's"])
def test_the_clusters_own_authority_is_trusted_and_no_other(identifiers, tmp_path):
    authority = Authority(identifiers=identifiers)
    with scripted(http(200, THING)) as server:
        server.socket = authority.server(tmp_path).wrap_socket(server.socket, server_side=True)
        url = f"https://localhost:{server.port}"

        def read(ca: str) -> object:
            access = Access(server=url, ca=ca, token="t")
            with KubeClient(access, environ={}, seconds=60, pause=lambda _: None) as client:
                return client.get("/api/v1/things/a")

        assert read(authority.pem) == THING
        with pytest.raises(KubeError) as caught:
            read(Authority(identifiers=identifiers).pem)
    assert caught.value.code == "CertificateUntrusted"
