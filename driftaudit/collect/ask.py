"""What can be asked of AWS: read operations, by their IAM actions."""

from driftaudit.model import Record


class Ask(Record, frozen=True, kw_only=True):
    """One read operation, an IAM action (`eks:ListAddons`), and what its answer must have.

    `expects` are members of the response: an answer without them is a failed read, since botocore
    gives a body that it cannot parse as an answer without members. `about` names the
    thing asked for. `absent` are the error codes that say there is none.
    """

    action: str
    expects: tuple[str, ...]
    about: str = ""
    absent: frozenset[str] = frozenset()

    @property
    def service(self) -> str:
        """`eks` of `eks:ListAddons`."""
        return self.action.split(":")[0]

    @property
    def operation(self) -> str:
        """`ListAddons` of `eks:ListAddons`."""
        return self.action.split(":")[1]
