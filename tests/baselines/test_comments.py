import yaml
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.baselines import Baseline, text_of
from driftaudit.baselines.comments import with_comments

OLD = """\
# head
version: 1

# what follows was agreed on in May
resources:
  # second
  # third
  addon:   # the addons
    coredns:  # twice
      addonVersion: v1 # not newer!
      text: |  # read this
        # no comment
        two
      url: a#b
      quoted: 'x # y'  # z
      long: "a
        # no comment either
        b" # after
    # gone with it
    gone: {}   # gone, too
  iam-role:
    node: {a: {b: 1}}  # one line
    list:
      items:
      # above one
      - one
      - two # at two
      - {x: 1} # by its place
# the end
"""

NEW = """\
version: 1
resources:
  addon:
    coredns:
      addonVersion: v2
      long: a b
      more: 1
      quoted: |
        # text
      text: 'one


        two '
      url: x
  iam-role:
    list:
      items:
      - x: 1
      - new
      - two
      - one
    node:
      a:
        b: 1
"""

BOTH = """\
# head
version: 1
# what follows was agreed on in May
resources:
  # second
  # third
  addon:  # the addons
    coredns:  # twice
      addonVersion: v2  # not newer!
      long: a b  # after
      more: 1
      quoted: |  # z
        # text
      text: 'one


        two '  # read this
      url: x
  iam-role:
    list:
      items:
      - x: 1
      - new
      - two  # at two
      # above one
      - one
    node:  # one line
      a:
        b: 1
# the end
"""


def test_comments_stay_with_what_they_were_written_to():
    assert with_comments(NEW, OLD) == BOTH
    assert with_comments(NEW, BOTH) == BOTH
    assert with_comments(NEW, OLD.replace("\n", "\r\n")) == BOTH
    assert yaml.safe_load(BOTH) == yaml.safe_load(NEW)


def test_a_text_that_is_no_yaml_has_none():
    assert with_comments("a: 1\n", "a: [ # x\n") == "a: 1\n"
    assert with_comments("a: 1\n", "") == "a: 1\n"
    assert with_comments("a: 1\n", "# all\n\n# there is\n") == "a: 1\n# all\n# there is\n"


TEXTS = st.text("a#'\": \n\\|-", max_size=6)
VALUES = st.recursive(
    TEXTS | st.integers(0, 2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
BASELINES = st.builds(
    Baseline,
    name=st.just("b"),
    resources=st.dictionaries(
        st.sampled_from(["addon", "cluster"]),
        st.dictionaries(TEXTS, st.dictionaries(TEXTS, VALUES, max_size=3), max_size=3),
    ),
)


@given(BASELINES, BASELINES, st.randoms())
def test_comments_never_change_what_is_said_and_settle_at_once(before, after, random):
    lines = text_of(before).splitlines()
    depths = [(" " * random.randrange(6)) for _ in lines]
    # Between any two lines, and where a block of text is, among its lines: there it is no comment.
    mixed = "".join(
        f"{depth}# above {place}\n{line}\n" if random.random() < 0.5 else f"{line}\n"
        for place, (depth, line) in enumerate(zip(depths, lines, strict=True))
    )
    once = text_of(after, mixed)
    plain = text_of(after)
    assert yaml.safe_load(once) == yaml.safe_load(plain)
    assert text_of(after, once) == once


KEYS = st.text("a#' -", min_size=1, max_size=6)
ONE_LINERS = st.recursive(
    st.text("a#'\": -", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, ONE_LINERS, max_size=3), max_size=3))
def test_every_comment_survives_a_rewrite(named):
    baseline = Baseline(name="b", resources={"addon": named})
    lines = enumerate(text_of(baseline).splitlines())
    mixed = "".join(f"{line}  # beside {place}\n" for place, line in lines)
    assert text_of(baseline, mixed) == mixed
    indented = (
        (" " * (len(line) - len(line.lstrip())), line)
        for line in text_of(baseline).splitlines()[3:]
    )
    above = "".join(f"{indent}# above\n{line}\n" for indent, line in indented)
    assert text_of(baseline, f"# head\n{above}").endswith(above)
