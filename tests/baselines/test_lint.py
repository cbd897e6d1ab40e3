import pytest

from driftaudit.baselines import lint, load, text_of
from driftaudit.demo.settings import baselines_directory
from driftaudit.errors import BaselineError
from driftaudit.model import make_resource
from tests.baselines.test_baselines import addon, snapshot

ORG = """\
version: 1
resources:
  addon:
    coredns: {addonVersion: v1, tags: {a: x, b: x}}
    extra: {}
    old: {$absent: true}
"""


def problems(tmp_path, text, snapshots=(), **fields):
    (tmp_path / "org.yaml").write_text(ORG)
    path = tmp_path / "prod.yaml"
    path.write_text(text)
    return [str(each).removeprefix(f"{path}:") for each in lint(path, snapshots, **fields)]


def test_what_is_said_again(tmp_path):
    text = """\
version: 1
extends: org
resources:
  addon:
    coredns:
      addonVersion: v1
      tags: {a: x, b: y}
    extra: {}
    old: {$absent: true}
environments:
  de:
    reason: r
    resources:
      addon:
        coredns: {addonVersion: v2, tags: {b: y}}
        extra: {more: 1}
"""
    assert problems(tmp_path, text) == [
        "6: resources.addon.coredns.addonVersion: as org has it: leave it out",
        "7: resources.addon.coredns.tags.a: as org has it: leave it out",
        "8: resources.addon.extra: as org has it: leave it out",
        "9: resources.addon.old: as org has it: leave it out",
        (
            "15: environments.de.resources.addon.coredns.tags.b: no different in de from elsewhere:"
            " leave it out"
        ),
    ]


def test_environments_that_are_not(tmp_path):
    text = "version: 1\nresources: {}\nenvironments:\n  us:\n    reason: r\n"
    text += "    resources: {addon: {x: {}}}\n"
    assert problems(tmp_path, text) == []
    assert problems(tmp_path, text, held=("us",)) == []
    assert problems(tmp_path, text, held=("uk",), every=("us", "uk")) == [
        "4: environments.us: no environment 'us' is held against baseline prod; known: uk"
    ]
    assert problems(tmp_path, text, held=()) == [
        "4: environments.us: no environment 'us' is held against baseline prod"
    ]


def test_matchers_that_can_never_match(tmp_path):
    text = """\
version: 1
resources:
  addon:
    coredns:
      addonVersion: {$min: 1}
      list: {$regex: x}
      map: {$in: [a]}
      none: {$in: []}
      number: {$min: v1}
      range: {$min: 3, $max: 2}
      tags: {a: {$max: 3}, b: {$any: true}}
      truth: {$max: 1}
    elsewhere: {addonVersion: {$min: 1}}
environments:
  us:
    reason: r
    resources: {addon: {coredns: {number: {$regex: x}}}}
"""
    held = {"list": [], "map": {}, "number": 2, "tags": {"a": "x", "b": "y"}, "truth": True}
    seen = snapshot("us", addon("v1", range=1, none=2, **held))
    where = "resources.addon.coredns"
    empty = f"8: {where}.none: no value is in an empty list, so this can never match"
    above = f"10: {where}.range: $min is above $max, so this can never match"
    assert problems(tmp_path, text, (seen,)) == [
        f"5: {where}.addonVersion: never matches: every snapshot has text here",
        f"6: {where}.list: never matches: every snapshot has a list here",
        f"7: {where}.map: never matches: every snapshot has a map here",
        empty,
        f"9: {where}.number: never matches: every snapshot has a number here",
        above,
        f"11: {where}.tags.a: never matches: every snapshot has text here",
        f"12: {where}.truth: never matches: every snapshot has true or false here",
        f"17: environments.us.{where}.number: never matches: every snapshot has a number here",
    ]
    assert problems(tmp_path, text) == [empty, above]
    mixed = snapshot("de", addon(2, range=1, none=2, **held))
    assert not any("addonVersion" in each for each in problems(tmp_path, text, (seen, mixed)))


def test_what_is_not_sorted_or_seen_in_an_environment(tmp_path):
    text = """\
version: 1
resources: {}
environments:
  us: {reason: r, resources: {addon: {x: {b: 1, a: 1}}}}
  de: {reason: r, resources: {addon: {x: {addonVerson: 1, gone: {$absent: true}}}}}
"""
    seen = snapshot("us", make_resource("addon", "y", {"a": 1, "b": 1, "addonVersion": 1}))
    where = "environments.us.resources.addon.x"
    assert problems(tmp_path, text, (seen,)) == [
        "5: environments.de: not sorted: it belongs before 'us'",
        f"4: {where}.a: not sorted: it belongs before 'b'",
        (
            "5: environments.de.resources.addon.x.addonVerson: no snapshot has this attribute,"
            " did you mean 'addonVersion'?"
        ),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("extends: prod\n", "prod.yaml:2: extends: extends itself: prod → prod"),
        ("extends: orgg\n", "prod.yaml:2: extends: there is no baseline 'orgg'"),
    ],
)
def test_what_cannot_be_extended(tmp_path, text, problem):
    with pytest.raises(BaselineError) as caught:
        problems(tmp_path, f"version: 1\n{text}resources: {{}}\n")
    assert f"{tmp_path}/{problem}" in str(caught.value)


@pytest.mark.parametrize("name", ["prod", "nonprod"])
def test_the_repos_own_baselines_are_rewritten_to_the_byte(name):
    path = baselines_directory() / f"{name}.yaml"
    text = path.read_text()
    assert text_of(load(path), text) == text_of(load(path)) == text
    assert lint(path) == ()
