"""Where a finding's line is: the deepest part that any layer says, the nearest layer first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.baselines import Line, locate, sources
from driftaudit.errors import BaselineError
from driftaudit.yaml_source import parse

NEAR = """\
version: 1
extends: far
resources:
  addon:
    coredns:
      addonVersion: v1.11.1
      tags:
        team: {$any: true}
        $$min: literal
  nodegroup:
    workers: {labels: {a: "1"}}
environments:
  prod-us:
    reason: smaller
    resources:
      addon:
        vpc-cni: {addonVersion: v1.18.1}
      nodegroup:
        workers:
          scalingConfig: {maxSize: 3}
"""
FAR = """\
version: 1
resources:
  iam-role:
    ${cluster}-node:
      Path: /
  nodegroup:
    workers:
      scalingConfig:
        maxSize: 30
        minSize: 3
  addon:
    coredns: {addonVersion: v1.10.1}
environments:
  prod-us:
    reason: other path
    resources:
      iam-role:
        ${cluster}-node:
          Path: /us/
"""
LAYERS = (parse(NEAR, "near.yaml"), parse(FAR, "far.yaml"))


def line_of(text: str, start: str) -> int:
    (found,) = (n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(start))
    return found


@pytest.mark.parametrize(
    ("environment", "place", "origin", "line"),
    [
        ("prod-de", ("addon", "coredns", "addonVersion"), "near.yaml", 6),
        ("prod-de", ("addon", "coredns", "tags", "team"), "near.yaml", 8),
        ("prod-de", ("addon", "coredns", "tags", "$min"), "near.yaml", 9),
        ("prod-de", ("addon", "coredns", "tags", "owner"), "near.yaml", 7),  # its parent
        ("prod-de", ("addon", "coredns"), "near.yaml", 5),
        ("prod-de", ("addon", "adot"), "near.yaml", 4),  # the kind
        ("prod-us", ("addon", "adot"), "near.yaml", 4),  # an override that does not name it
        ("prod-us", ("addon", "vpc-cni"), "near.yaml", 17),
        ("prod-de", ("addon", "vpc-cni"), "near.yaml", 4),
        ("prod-de", ("nodegroup", "workers", "scalingConfig", "maxSize"), "far.yaml", 9),
        ("prod-us", ("nodegroup", "workers", "scalingConfig", "maxSize"), "near.yaml", 20),
        ("prod-us", ("nodegroup", "workers", "scalingConfig", "minSize"), "far.yaml", 10),
        ("prod-us", ("nodegroup", "workers", "labels", "a"), "near.yaml", 11),
        ("prod-us", ("iam-role", "${cluster}-node", "Path"), "far.yaml", 19),
        ("prod-de", ("iam-role", "${cluster}-node", "Path"), "far.yaml", 5),
        ("prod-de", ("iam-role", "other"), "far.yaml", 3),
        ("prod-de", ("cluster", "${cluster}", "version"), "near.yaml", 1),  # nowhere
    ],
)
def test_the_line_that_says_most(environment, place, origin, line):
    assert locate(LAYERS, environment, place) == Line(origin=origin, line=line)


def test_the_lines_above_are_those_meant():
    assert line_of(NEAR, "vpc-cni:") == 17
    assert line_of(NEAR, "scalingConfig: {maxSize: 3}") == 20
    assert line_of(FAR, "maxSize: 30") == 9
    assert line_of(FAR, "Path: /us/") == 19


KEYS = st.sampled_from(("addon", "nodegroup", "coredns", "workers", "scalingConfig", "tags", "$x"))


@given(st.lists(KEYS, min_size=1, max_size=5).map(tuple), st.sampled_from(("prod-us", "prod-de")))
def test_every_place_has_a_line_and_its_file_alone_gives_the_same(place, environment):
    found = locate(LAYERS, environment, place)
    text = {"near.yaml": NEAR, "far.yaml": FAR}[found.origin]
    assert 1 <= found.line <= len(text.splitlines())
    (one,) = (each for each in LAYERS if each.origin == found.origin)
    assert locate((one,), environment, place) == found


def test_the_files_of_a_baseline_come_nearest_first(tmp_path):
    (tmp_path / "near.yaml").write_text(NEAR)
    (tmp_path / "far.yaml").write_text(FAR)
    found = sources(tmp_path / "near.yaml")
    assert [each.origin for each in found] == [
        str(tmp_path / "near.yaml"),
        str(tmp_path / "far.yaml"),
    ]
    (tmp_path / "far.yaml").write_text("version: 2\n")
    with pytest.raises(BaselineError, match=r"far\.yaml:1"):
        sources(tmp_path / "near.yaml")
