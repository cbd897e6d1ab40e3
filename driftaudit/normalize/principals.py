"""Finds the role that a principal's ARN means, in whatever form it is written.

Access entries name roles with their path, `aws-auth` without and in any case, and people write
the ARN of an assumed role where that of the role belongs.
"""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.odd import mappings, string


class Roles:
    """The roles of one account (GetAccountAuthorizationDetails), by ARN and by name."""

    def __init__(self, account: str, roles: Json) -> None:
        self._account = account
        details = [each for each in mappings(roles) if string(each.get("Arn"))]
        self._by_arn = {each["Arn"]: each for each in details}
        self._by_name = {_name(arn): arn for arn in sorted(self._by_arn)}

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._by_arn))

    def detail(self, arn: str) -> dict[str, Json]:
        """The RoleDetail of a real ARN."""
        return self._by_arn[arn]

    def find(self, principal: Json) -> str | None:
        """The real ARN of the role in this account that a principal means; None where none is."""
        arn = string(principal)
        if arn in self._by_arn:
            return arn
        account, name = _account_and_name(arn)
        return self._by_name.get(name) if account == self._account and name else None


def _name(arn: str) -> str:
    return arn.rpartition("/")[2].lower()


def _account_and_name(arn: str) -> tuple[str, str]:
    """Account and lower-cased role name of `…:role/PATH/NAME` or `…:assumed-role/NAME/SESSION`."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return "", ""
    kind, _, rest = parts[5].partition("/")
    if kind.lower() == "role":
        return parts[4], _name(rest)
    if kind.lower() == "assumed-role":
        return parts[4], rest.partition("/")[0].lower()
    return "", ""
