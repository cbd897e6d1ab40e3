"""What a user can cause to go wrong: one base, one subclass a layer.

A message names the environment or file, the operation, what was expected, and the next step.
"""


class DriftauditError(Exception):
    """Nothing could be judged; the command line prints the message and exits with 2."""


class ConfigError(DriftauditError):
    """driftaudit.yaml, or what was asked of it, is not usable."""


class StoreError(DriftauditError):
    """A snapshot cannot be stored, found or read back."""


class BaselineError(DriftauditError):
    """A baseline or waiver file is not usable, or may not be written."""


class UnknownReferenceError(DriftauditError):
    """A reference (`prod-us@latest`, `baseline:prod`) names nothing."""


class CollectError(DriftauditError):
    """An environment cannot be read at all."""


class RevisionError(DriftauditError):
    """What was there before a change cannot be told: no git, no such commit, no history."""


class DemoError(DriftauditError):
    """The embedded AWS cannot be started or seeded."""


class PlanError(DriftauditError):
    """A Terraform plan cannot be read, or is not this environment's."""


class GithubError(DriftauditError):
    """GitHub, or the webhook of a chat, did not take what it was given."""
