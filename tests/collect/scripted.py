"""An AWS that says what a test wrote down: questions and answers checked by botocore's own models.

`Scripted` stands in for `driftaudit.collect.aws.Aws` where the embedded AWS lacks an operation.
"""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from driftaudit.collect.ask import Ask
from driftaudit.collect.aws import Caller
from driftaudit.collect.failures import ReadError, failure
from driftaudit.collect.source import Source
from driftaudit.model import Environment

ENDPOINT = "https://eks.us-east-1.amazonaws.com"

ENVIRONMENT = Environment(
    name="prod-us", account="222222222222", region="us-east-1", cluster="acme", group="prod"
)


class Scripted:
    """Answers by IAM action: a response, an (error code, message), or a function of the params."""

    caller = Caller(account="222222222222", access_key="k", secret_key="s", token=None)

    def __init__(self, **answers: Any) -> None:
        self.answers = {each.replace("_", ":", 1): answer for each, answer in answers.items()}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def read(self, ask: Ask, params: dict[str, Any]) -> Any:
        self.asked.append((ask.action, params))
        model = _model(ask)
        _validate(params, model.input_shape)
        answer = self.answers[ask.action]
        answer = answer(params) if callable(answer) else answer
        if isinstance(answer, tuple):
            raise failure(ask.action, *answer, resource=ask.about, endpoint=ENDPOINT)
        if isinstance(answer, Exception):
            raise answer
        _validate(answer, model.output_shape)
        return answer

    def actions(self) -> list[str]:
        return [action for action, _ in self.asked]


def source(aws: Scripted, pool: ThreadPoolExecutor | None = None) -> Source:
    return Source(ENVIRONMENT, aws, pool or ThreadPoolExecutor(4))


def collected(aws: Scripted, collector: Callable[[Source], Coroutine[Any, Any, Any]]) -> Any:
    """What a collector returns, or the ReadError it raises; the source is kept beside it."""

    async def run() -> Any:
        with ThreadPoolExecutor(4) as pool:
            own = source(aws, pool)
            try:
                return await collector(own), own
            except ReadError as error:
                return error, own

    return asyncio.run(run())


def _model(ask: Ask) -> Any:
    return _service(ask.service).operation_model(ask.operation)


@functools.cache
def _service(name: str) -> Any:
    import botocore.session

    return botocore.session.Session().get_service_model(name)


def _validate(value: Any, shape: Any) -> None:
    from botocore.validate import ParamValidator

    report = ParamValidator().validate(value, shape)
    assert not report.has_errors(), report.generate_report()
