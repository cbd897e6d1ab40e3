"""What makes the program run against the demo's fleet: its configuration file and environment."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from driftaudit.demo.fleet import SITES
from driftaudit.demo.stack import READER, TOOLING_ACCOUNT, Site
from driftaudit.errors import DemoError

CONFIG: Final = "driftaudit.yaml"
REPORTS: Final = "reports"
BASELINES: Final = "baselines"
_MARK: Final = "# Written by `driftaudit demo`, anew at each run."
_NOT_INHERITED: Final = ("AWS_", "DRIFTAUDIT_")
_LOOPBACK: Final = "127.0.0.1,localhost"


def prepare(directory: Path) -> None:
    """Makes the directory and its folder of reports, and leaves what is in it alone.

    Raises DemoError where it cannot be written to, or holds a driftaudit.yaml of someone else's.
    """
    config = directory / CONFIG
    try:
        if config.exists() and not config.read_text(encoding="utf-8").startswith(_MARK):
            raise DemoError(f"{config} is not the demo's own: choose another --directory")
        (directory / REPORTS).mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeDecodeError) as error:
        raise DemoError(
            f"the demo cannot use {directory}: {error}; choose another --directory"
        ) from error


def write_configuration(path: Path, servers: Mapping[str, str]) -> None:
    """Writes a driftaudit.yaml for the fleet; `servers` are Kubernetes API URLs by cluster.

    The baselines are copied beside it: what is accepted in a demo is the demo's own.
    """
    own = path.absolute().parent / BASELINES
    own.mkdir(parents=True, exist_ok=True)
    for each in baselines_directory().glob("*.yaml"):
        shutil.copyfile(each, own / each.name)
    path.write_text(configuration(servers, own), encoding="utf-8")


def configuration(servers: Mapping[str, str], baselines: Path) -> str:
    """The text of driftaudit.yaml."""
    head = (
        f"{_MARK}\n"
        "version: 1\n"
        "store: snapshots\n"
        f"baselines: {json.dumps(str(baselines))}\n"
        "defaults:\n"
        f"  role: arn:aws:iam::${{account}}:role/{READER}\n"
        "environments:\n"
    )
    return head + "".join(_environment(site, servers[site.cluster]) for site in SITES)


def baselines_directory() -> Path:
    """Where the fleet's baselines are: in the package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "baselines"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "baselines"


def variables(endpoint: str) -> dict[str, str]:
    """Environment variables that point boto3 at the embedded AWS, and at no file or proxy else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": TOOLING_ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_REGION": SITES[0].region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": _LOOPBACK,
        "no_proxy": _LOOPBACK,
    }


@contextmanager
def environment(chosen: Mapping[str, str]) -> Iterator[None]:
    """Replaces all settings of AWS and driftaudit by the chosen ones, and puts them back."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(_NOT_INHERITED):
            del os.environ[name]
    os.environ.update(chosen)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _environment(site: Site, server: str) -> str:
    return (
        f"  {site.name}:\n"
        f'    account: "{site.account}"\n'
        f"    region: {site.region}\n"
        f"    cluster: {site.cluster}\n"
        f"    group: {site.group}\n"
        f"    vars: {{domain: {site.domain}, vpc_cidr: {site.vpc_cidr}}}\n"
        f"    kubernetes: {{server: {json.dumps(server)}}}\n"
    )
