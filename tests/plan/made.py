"""Plans as `terraform show -json` writes them, on the stack of tests/normalize."""

import json

from driftaudit.plan.project import project
from driftaudit.plan.read import read_plan
from tests.normalize import stack
from tests.normalize.stack import US

BASE = stack.snapshot(US)
ACTIONS = {
    (False, True): ["create"],
    (True, True): ["update"],
    (True, False): ["delete"],
    (False, False): ["no-op"],
}


def change(type_, before=None, after=None, **more):
    """One resource change; `name`, `module`, `index`, `actions`, `unknown`, `sensitive`, `mode`."""
    name = more.pop("name", "this")
    address = ".".join(filter(None, (more.get("module"), f"{type_}.{name}")))
    usual = ACTIONS[before is not None, after is not None]
    if before is not None and before == after:
        usual = ["no-op"]
    actions = more.pop("actions", usual)
    made = {
        "address": more.pop("address", address),
        "type": type_,
        "name": name,
        "mode": more.pop("mode", "managed"),
        "change": {
            "actions": actions,
            "before": before,
            "after": after,
            "after_unknown": more.pop("unknown", {}),
            "after_sensitive": more.pop("sensitive", {}),
        },
    }
    if "module" in more:
        made["module_address"] = more.pop("module")
    return made | more


def document(*changes, **more):
    """A whole plan as JSON says it."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "complete": True,
        "errored": False,
        "resource_changes": list(changes),
    } | more


def plan(*changes, **more):
    """A plan, read."""
    return read_plan(json.dumps(document(*changes, **more)), "plan.json")


def projected(*changes, base=BASE, choices=None, **more):
    """The projection of a plan on the stack."""
    made = plan(*changes, **more)
    return project(base, made, choices) if choices else project(base, made)


def written(*resources, **more):
    """A configuration of resources: `(type, name, expressions)`, with modules as `module_calls`."""
    return {
        "provider_config": more.pop("provider_config", {}),
        "root_module": {"resources": [one(*each) for each in resources]} | more,
    }


def one(type_, name, expressions, provider="aws"):
    """One resource as it is written."""
    return {
        "type": type_,
        "name": name,
        "mode": "managed",
        "expressions": expressions,
        "provider_config_key": provider,
    }


def refers(*references):
    """An expression of these references."""
    return {"references": list(references)}
