"""AWS's published samples of "does the new policy allow what the existing one does not"."""

import pytest

from driftaudit.iam import compare_documents
from tests.iam.corpora import corpus, needs

SAMPLES = corpus("no_new_access.json")

SLIP = "identity-policies/check-access-to-sensitive-resource/ec2-network-acl#3"
"""Published as FAIL, but its candidate names acl-123456 where the check protects acl-sensitive.

Read as it is written it allows nothing new: the corpus records PASS beside the published FAIL.
"""


@needs(SAMPLES)
def test_only_one_published_label_is_a_slip():
    published = [each for each in SAMPLES if each["published"] in ("PASS", "FAIL")]
    wrong = [each["name"] for each in published if each["published"] != each["expected"]]
    assert (len(published), wrong) == (207, [SLIP])


@needs(SAMPLES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_sample(sample):
    made = compare_documents(sample["existing"], sample["new"])
    grants_nothing = made.exact and made.verdict in ("equivalent", "less")
    assert grants_nothing == (sample["expected"] == "PASS")
    assert made.exact
    assert bool(made.gained) != grants_nothing
