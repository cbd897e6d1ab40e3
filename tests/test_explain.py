import pytest

from driftaudit.errors import UnknownReferenceError
from driftaudit.explain import explain
from driftaudit.judge.codes import CODES


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code):
    shown = explain(code.lower())
    assert shown.startswith(f"{code}  {CODES[code].title}\n")
    assert CODES[code].reference in shown
    assert all(len(line) <= 100 or "https://" in line for line in shown.splitlines())


def test_an_unknown_code_names_the_nearest():
    with pytest.raises(UnknownReferenceError, match=r"no code is named 'IAM01', did you mean"):
        explain("IAM01")
