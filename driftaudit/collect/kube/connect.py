"""The access to a cluster: from EKS's own description of it, or from driftaudit.yaml."""

from pathlib import Path

from driftaudit.collect.kube.access import Access, from_base64, read_text, read_token
from driftaudit.collect.kube.kubeconfig import read_kubeconfig
from driftaudit.errors import CollectError


def eks_access(endpoint: str, ca_data: str, token: str) -> Access:
    """The access to an EKS cluster by its endpoint, `certificateAuthority.data` and a token."""
    return Access(
        server=endpoint, ca=from_base64(ca_data, "certificateAuthority.data"), token=token
    )


def configured_access(
    *,
    server: str | None = None,
    ca_file: str | None = None,
    token_file: str | None = None,
    kubeconfig: str | None = None,
    context: str | None = None,
) -> Access:
    """The access that `kubernetes:` of driftaudit.yaml gives; files are absolute.

    Raises CollectError naming the key and the file that cannot be used.
    """
    if kubeconfig is not None:
        return read_kubeconfig(Path(kubeconfig), context)
    if server is None:
        raise CollectError("kubernetes: expected `server` or `kubeconfig`")
    return Access(
        server=server,
        ca=None if ca_file is None else read_text(Path(ca_file), "ca_file"),
        token=None if token_file is None else read_token(Path(token_file), "token_file"),
    )
