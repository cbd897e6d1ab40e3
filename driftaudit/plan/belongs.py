"""Which changes of a plan are an environment's: those of its account, region and cluster."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from driftaudit.errors import PlanError
from driftaudit.model import Environment, Json
from driftaudit.normalize.odd import at, items, mapping, mappings, string, strings
from driftaudit.plan.configuration import keys, longest
from driftaudit.plan.planned import Plan, Planned

_ANYWHERE: Final = "aws_iam_"
"""IAM is one for all regions."""

_REGION: Final = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]+")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


class Belongs:
    """Tells the changes of an environment from those of others.

    Terraform says of a resource which provider configuration it goes through; the account of that
    is in the ARNs of what exists already, and its region in the configuration.
    """

    def __init__(self, plan: Plan, environment: Environment) -> None:
        self._plan = plan
        self._environment = environment
        self._accounts: dict[str, set[str]] = {}
        self._regions: dict[str, set[str]] = {}
        for provider, account, region in self._evidence():
            if account:
                self._accounts.setdefault(provider, set()).add(account)
            if region:
                self._regions.setdefault(provider, set()).add(region)

    def check(self) -> None:
        """Nothing where something of the plan is the environment's, or nothing tells.

        Raises:
            PlanError: the plan is another account's, region's or cluster's; it names both.
        """
        aws = [each for each in self._plan.planned if each.type.startswith("aws_")]
        here = [each for each in aws if self._elsewhere(each) is None]
        in_clusters = [each for each in aws if cluster_of(each)]
        if aws and not here:
            self._refuse(self._places(aws))
        if in_clusters and all(map(self._elsewhere, in_clusters)):
            self._refuse(self._places(in_clusters))  # what is left is IAM's, which has no region
        clusters = {name for each in here if (name := cluster_of(each))}
        if clusters and self._environment.cluster not in clusters:
            self._refuse("cluster " + ", ".join(sorted(clusters)))

    def _places(self, found: list[Planned]) -> str:
        places = {self._elsewhere(each) or "" for each in found}
        wordy = {each for each in places if any(each + " (" in other for other in places)}
        return ", ".join(sorted(places - wordy))

    def _refuse(self, found: str) -> None:
        here = self._environment
        raise PlanError(
            f"{self._plan.origin}: is a plan for {found}, and {here.name} is cluster"
            f" {here.cluster} in account {here.account}, {here.region}\n"
            f"next: name the environment that it is a plan for: plan:ENV={self._plan.origin}"
        )

    def why_not(self, planned: Planned) -> str | None:
        """Why a resource is not this environment's; None where it is, or nothing tells."""
        elsewhere = self._elsewhere(planned)
        if elsewhere:
            return f"is for {elsewhere}, not for {self._environment.name}"
        cluster = cluster_of(planned) or self._around(planned)
        if cluster and cluster != self._environment.cluster:
            return f"is for cluster {cluster}, not for {self._environment.name}"
        return None

    def is_anyones(self, planned: Planned) -> bool:
        """Whether something may be in any of several clusters of the plan, or several accounts."""
        if planned.type.startswith("aws_"):
            return self._is_anywhere(planned)
        if not planned.type.startswith("kubernetes_"):
            return False
        several = len(set().union(*self._clusters.values())) > 1
        return several and not self._around(planned)

    def _is_anywhere(self, planned: Planned) -> bool:
        """Whether nothing tells its provider's place, and another provider is the environment's.

        Who needs two providers has them for two accounts or regions, and seldom for anything else.
        """
        if not planned.provider or _of_arn(planned)[0]:
            return False
        here, told = self._environment, [(self._environment.account, self._accounts)]
        if not planned.type.startswith(_ANYWHERE) and not _of_its_own(planned):
            told.append((here.region, self._regions))
        return any(
            not known.get(planned.provider) and any(own in each for each in known.values())
            for own, known in told
        )

    def _around(self, planned: Planned) -> str:
        """The cluster beside something in Kubernetes: the one in its module, or in one above."""
        found, module = self._clusters, planned.module
        while planned.type.startswith("kubernetes_"):
            names = found.get(module, set())
            if names:
                return next(iter(names)) if len(names) == 1 else ""
            if not module:
                break
            module = module.rpartition(".module.")[0] if ".module." in module else ""
        return ""

    @cached_property
    def _clusters(self) -> dict[str, set[str]]:
        """The names of the clusters of the plan, by module."""
        found: dict[str, set[str]] = {}
        for each in self._plan.planned:
            if each.type == "aws_eks_cluster":
                found.setdefault(each.module, set()).add(cluster_of(each))
        return found

    def _elsewhere(self, planned: Planned) -> str | None:
        here = self._environment
        accounts, regions = _of_arn(planned)
        if not accounts:
            accounts = self._accounts.get(planned.provider, set())
            regions = _of_its_own(planned) or self._regions.get(planned.provider, set())
        if accounts and here.account not in accounts:
            return f"account {', '.join(sorted(accounts))}" + (
                f" ({', '.join(sorted(regions))})" if regions else ""
            )
        anywhere = planned.type.startswith(_ANYWHERE)
        if regions and here.region not in regions and not anywhere:
            return f"region {', '.join(sorted(regions))}"
        return None

    def _evidence(self) -> Iterator[tuple[str, str, str]]:
        """(provider, account, region), each empty where something else tells."""
        for each in self._plan.planned:
            accounts, regions = _of_arn(each)
            yield from ((each.provider, account, "") for account in accounts)
            yield from ((each.provider, "", region) for region in regions)
        for known in self._plan.known:
            if known.type == "aws_caller_identity":
                yield known.provider, string(known.values.get("account_id")), ""
            if known.type == "aws_region":
                yield known.provider, "", string(known.values.get("name"))
        for key, each in mapping(self._plan.configuration.get("provider_config")).items():
            yield from self._configured(key, mapping(mapping(each).get("expressions")))

    def _configured(self, key: str, written: dict[str, Json]) -> Iterator[tuple[str, str, str]]:
        """What a provider is told; of a text around a variable only that variable is known."""
        region = string(self._constant(written.get("region")))
        yield key, "", region if _REGION.fullmatch(region) else ""
        for each in items(self._constant(written.get("allowed_account_ids"))):
            yield key, string(each), ""
        for each in mappings(written.get("assume_role")):
            found = string(self._constant(each.get("role_arn")))
            yield key, _account((found.split(":", 5) + [""] * 6)[4]) or _account(found), ""

    def _constant(self, expression: Json) -> Json:
        """A value that is written, or that is a variable of the root module or in one."""
        written = mapping(expression)
        names = longest(strings(written.get("references")))
        if len(names) != 1 or not names[0].startswith("var."):
            return written.get("constant_value")
        found: Json = self._plan.variables
        for key in keys(names[0].removeprefix("var.")):
            found = found.get(key) if isinstance(found, dict) else None
        return found


def _account(text: str) -> str:
    return text if _ACCOUNT.fullmatch(text) else ""


def cluster_of(planned: Planned) -> str:
    """The cluster that a resource is in, or is; empty for all that is in none."""
    if not planned.type.startswith("aws_eks_"):
        return ""
    name = "name" if planned.type == "aws_eks_cluster" else "cluster_name"
    values = (planned.after, planned.before)
    return next((found for each in values if (found := string(at(each, name)))), "")


def _of_its_own(planned: Planned) -> set[str]:
    """The region that a resource names itself, as it may since version 6 of the AWS provider."""
    region = string(at(planned.after or planned.before, "region"))
    return {region} if _REGION.fullmatch(region) else set()


def _of_arn(planned: Planned) -> tuple[set[str], set[str]]:
    """Account and region of a resource's own ARN; AWS's own things are nobody's."""
    accounts, regions = set(), set()
    for values in (planned.before, planned.after):
        for name in ("arn", "access_entry_arn", "association_arn"):
            parts = string(at(values, name)).split(":", 5)
            if len(parts) == 6 and parts[4].isdigit():
                accounts.add(parts[4])
                regions |= {parts[3]} - {""}
    return accounts, regions
