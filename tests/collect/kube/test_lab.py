"""Against a real API server, and against servers with each of the faults that were seen."""

import base64
import datetime as dt
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from driftaudit.collect.kube.access import Access
from driftaudit.collect.kube.client import KubeClient
from driftaudit.collect.kube.connect import configured_access, eks_access
from driftaudit.collect.kube.errors import KubeError
from driftaudit.collect.kube.reads import read_cluster
from driftaudit.collect.kube.token import eks_token
from tests.collect.kube.lab import Lab, faults, running, why_not

pytestmark = [
    pytest.mark.xdist_group("kube-lab"),
    pytest.mark.skipif(why_not() is not None, reason=why_not() or "-"),
]

AWS_AUTH = "/api/v1/namespaces/kube-system/configmaps/aws-auth"
LAB_CREDENTIALS = SimpleNamespace(
    access_key="AKIAIOSFODNN7EXAMPLE",
    secret_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    token=None,
)


@pytest.fixture(scope="module")
def kube_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """An API server that also takes EKS tokens, whose bearers are in the readers' group.

    Its authority has no key identifiers, as those of old clusters: none is harder to trust.
    """
    settings = {"LAB_GROUPS": "driftaudit:readers", "LAB_CA_STYLE": "eks-old"}
    with running(tmp_path_factory.mktemp("kube-lab"), LAB_WEBHOOK="1", **settings) as lab:
        yield lab


@pytest.fixture(scope="module")
def kube_faults(kube_lab: Lab) -> Iterator[Mapping[str, int]]:
    """The ports of the servers with faults."""
    with faults(kube_lab) as ports:
        yield ports


def client(access: Access, seconds: float = 20, **environ: str) -> KubeClient:
    return KubeClient(access, environ=environ, seconds=seconds, pause=lambda _: None)


def access_of(lab: Lab, who: str) -> Access:
    return Access(server=lab.url, ca=lab.ca, token=lab.token(who))


def codes(access: Access, seconds: float = 20, **environ: str) -> dict[str, str]:
    with client(access, seconds, **environ) as kube:
        _, reads = read_cluster(kube, aws_auth=True)
    return {read.operation: read.gap.code for read in reads if read.gap}


def test_aws_auth_and_all_else_is_read_with_an_eks_token_and_the_rights_of_the_docs(kube_lab):
    token = eks_token(LAB_CREDENTIALS, "us-east-1", "x")
    access = eks_access(kube_lab.url, kube_lab.variables["LAB_CA_B64"], token)
    with client(access) as kube:
        shapes, reads = read_cluster(kube, aws_auth=True)
    assert [read.gap for read in reads] == [None] * 6
    aws_auth, vpc_cni = shapes["configmap"]
    assert vpc_cni["metadata"]["name"] == "amazon-vpc-cni"
    roles = yaml.safe_load(aws_auth["data"]["mapRoles"])
    assert [role["username"] for role in roles] == [
        "system:node:{{EC2PrivateDNSName}}",
        "platform-admin",
        "ci:{{SessionName}}",
    ]
    users = yaml.safe_load(aws_auth["data"]["mapUsers"])
    assert [user["userarn"].rpartition("/")[2] for user in users] == ["alice", "bob"]
    assert yaml.safe_load(aws_auth["data"]["mapAccounts"]) == ["444455556666", "777788889999"]
    assert [(one["kind"], one["metadata"]["name"]) for one in shapes["workload"]] == [
        ("DaemonSet", "aws-node"),
        ("DaemonSet", "kube-proxy"),
        ("Deployment", "coredns"),
    ]
    accounts = {one["metadata"]["name"]: one for one in shapes["service-account"]}
    assert {"aws-node", "coredns", "s3-reader"} <= set(accounts)
    assert {one["kind"] for one in accounts.values()} == {"ServiceAccount"}


@pytest.mark.parametrize("change", [{"cluster": "y"}, {"region": "us-west-2"}])
def test_an_eks_token_for_another_cluster_or_with_a_changed_region_is_judged(kube_lab, change):
    asked = {"region": "us-east-1", "cluster": "x"} | change
    token = eks_token(LAB_CREDENTIALS, asked["region"], asked["cluster"])
    found = codes(Access(server=kube_lab.url, ca=kube_lab.ca, token=token))
    # Any region's STS vouches for who asks, but for one cluster only.
    assert set(found.values()) == ({"Unauthorized"} if "cluster" in change else set())


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("restricted", {"Forbidden"}),
        ("nobody", {"Unauthorized"}),
        (None, {"Forbidden"}),
    ],
)
def test_rights_that_lack_are_named(kube_lab, who, expected):
    token = kube_lab.token(who) if who == "restricted" else who
    found = codes(Access(server=kube_lab.url, ca=kube_lab.ca, token=token))
    assert len(found) == 6
    assert set(found.values()) == expected


def test_who_asked_is_in_the_message_and_the_right_in_what_it_needs(kube_lab):
    with client(access_of(kube_lab, "restricted")) as kube:
        _, reads = read_cluster(kube, aws_auth=True)
    gap = reads[0].gap
    assert "lab-restricted" in gap.message
    assert gap.needs == "get configmaps/aws-auth in kube-system (docs/reader-rbac.yaml)"


def test_one_forbidden_read_leaves_the_others(kube_lab):
    assert codes(access_of(kube_lab, "reader")) == {"get configmaps/amazon-vpc-cni": "Forbidden"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/namespaces/kube-system/configmaps/absent", "NotFound"),
        ("/api/v1/namespaces/nowhere/configmaps/absent", "NotFound"),
        ("/apis/nothing/v1/things", "NoSuchApi"),
        ("/api/v1/things", "NoSuchApi"),
        ("/api/v1/serviceaccounts?x", "NoSuchApi"),
    ],
)
def test_an_absent_object_is_told_from_an_api_that_is_not_there(kube_lab, path, code):
    with client(access_of(kube_lab, "admin")) as kube, pytest.raises(KubeError) as caught:
        kube.get(path)
    assert (caught.value.code, caught.value.status) == (code, 404)


def test_pages_of_a_real_list_and_a_place_that_it_does_not_know(kube_lab):
    with client(access_of(kube_lab, "reader")) as kube:
        page = kube.get("/api/v1/serviceaccounts", {"limit": "1"})
        rest = kube.get(
            "/api/v1/serviceaccounts", {"limit": "500", "continue": page["metadata"]["continue"]}
        )
        everything = kube.get("/api/v1/serviceaccounts")
    assert page["items"] + rest["items"] == everything["items"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("drip", "DeadlineExceeded"),
        ("expired", "CertificateExpired"),
        ("html200", "NotKubernetes"),
        ("html502", "HTTP502"),
        ("redirect", "Redirect"),
        ("refuse", "ConnectionFailed"),
        ("reset", "ConnectionBroken"),
        ("s429", "TooManyRequests"),
        ("s500", "InternalError"),
        ("s503", "ServiceUnavailable"),
        ("syn_drop", "ConnectTimeout"),
        ("tcp_stall", "ReadTimeout"),
        ("tls_stall", "ReadTimeout"),
        ("truncated", "TruncatedBody"),
    ],
)
def test_every_fault_is_a_named_gap(kube_lab, kube_faults, fault, code):
    access = Access(server=f"https://127.0.0.1:{kube_faults[fault]}", ca=kube_lab.ca, token="t")
    with client(access, 1.2) as kube:
        shapes, reads = read_cluster(kube, aws_auth=True)
    assert shapes == {}
    assert len(reads) == 6
    assert reads[0].gap.code == code
    assert all(read.gap and read.gap.needs for read in reads)


def test_a_name_that_is_not_in_the_certificate(kube_lab, kube_faults):
    server = f"https://127.0.0.2:{kube_faults['badname']}"
    access = Access(server=server, ca=kube_lab.ca, token=kube_lab.token("reader"))
    assert set(codes(access).values()) == {"CertificateNameMismatch"}
    named = Access(
        server=server, ca=kube_lab.ca, token=kube_lab.token("reader"), tls_name="localhost"
    )
    assert set(codes(named)) == {"get configmaps/amazon-vpc-cni"}


def test_another_authority_is_not_trusted_nor_are_the_systems(kube_lab):
    other = kube_lab.variables["LAB_OTHER_CA_B64"]
    assert set(codes(eks_access(kube_lab.url, other, "t")).values()) == {"CertificateUntrusted"}
    assert set(codes(Access(server=kube_lab.url)).values()) == {"CertificateUntrusted"}


@pytest.mark.parametrize("fault", ["slow2", "s429x2", "list_null"])
def test_slow_busy_and_empty_servers_are_read(kube_lab, kube_faults, fault):
    access = Access(server=f"https://127.0.0.1:{kube_faults[fault]}", ca=kube_lab.ca)
    with client(access) as kube:
        assert kube.get(AWS_AUTH)["metadata"]["name"] == "aws-auth"


def test_a_proxy_is_used_where_the_environment_says(kube_lab, kube_faults):
    access = access_of(kube_lab, "admin")
    proxy = f"http://127.0.0.1:{kube_faults['proxy']}"
    nowhere = f"http://127.0.0.1:{kube_faults['refuse']}"
    assert codes(access, HTTPS_PROXY=proxy) == {}
    assert set(codes(access, HTTPS_PROXY=nowhere).values()) == {"ProxyFailed"}
    assert codes(access, HTTPS_PROXY=nowhere, NO_PROXY="127.0.0.1") == {}
    own = Access(server=access.server, ca=access.ca, token=access.token, proxy=nowhere)
    assert set(codes(own, HTTPS_PROXY=proxy).values()) == {"ProxyFailed"}


def test_the_labs_kubeconfig_is_read(kube_lab):
    path = kube_lab.variables["KUBECONFIG"]
    assert codes(configured_access(kubeconfig=path)) == {}
    assert set(codes(configured_access(kubeconfig=path, context="restricted"))) != set()


def test_a_client_certificate_lets_in(kube_lab, tmp_path):
    certificate, key = client_certificate(kube_lab.folder / "pki")
    user = {
        "client-certificate-data": base64.b64encode(certificate).decode(),
        "client-key-data": base64.b64encode(key).decode(),
    }
    config = yaml.safe_load(Path(kube_lab.variables["KUBECONFIG"]).read_text(encoding="utf-8"))
    config["users"].append({"name": "me", "user": user})
    config["contexts"].append({"name": "me", "context": {"cluster": "lab", "user": "me"}})
    path = tmp_path / "kubeconfig"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    assert codes(configured_access(kubeconfig=str(path), context="me")) == {}


def test_the_authority_is_that_of_an_old_cluster(kube_lab):
    authority = x509.load_pem_x509_certificate(kube_lab.ca.encode())
    with pytest.raises(x509.ExtensionNotFound):
        authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)


def test_verification_is_not_the_strict_one_of_newer_pythons(kube_lab):
    with client(access_of(kube_lab, "admin")) as kube:
        context = kube._pool.connection_pool_kw["ssl_context"]
    assert not context.verify_flags & ssl.VERIFY_X509_STRICT
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def client_certificate(pki: Path) -> tuple[bytes, bytes]:
    """A certificate of the lab's own authority for a member of the readers' group, and its key."""
    authority = x509.load_pem_x509_certificate((pki / "ca.crt").read_bytes())
    signer = serialization.load_pem_private_key((pki / "ca.key").read_bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    subject = [
        x509.NameAttribute(NameOID.COMMON_NAME, "me"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "driftaudit:readers"),
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(pem), secret
