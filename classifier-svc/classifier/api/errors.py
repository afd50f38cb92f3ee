"""Exception handlers: failures of the routes and of FastAPI become problem responses."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from classifier.api.middleware import facts_of
from classifier.problems import ProblemError, Reason, problem_response

_OF_STATUS = {404: Reason.NOT_FOUND, 405: Reason.METHOD_NOT_ALLOWED}


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of a route with `application/problem+json`."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)


def invalid_request(errors: Iterable[Any], *, skip: int = 0) -> ProblemError:
    """Return the problem for pydantic's `errors`: fields and rules, never the values (ticket text).

    `skip` drops the first parts of each location.
    """
    named = [
        {
            "field": ".".join(str(part) for part in error["loc"][skip:]) or "body",
            "message": str(error["msg"]).removeprefix("Value error, "),
        }
        for error in errors
    ]
    detail = "; ".join(f"{error['field']}: {error['message']}" for error in named[:3])
    return ProblemError(Reason.INVALID_REQUEST, detail, errors=named)


async def _on_problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, ProblemError)  # noqa: S101 - Registered for this class alone.
    facts = facts_of(request.scope)
    facts["reason"] = problem.reason.value
    return problem_response(problem, facts.get("request_id"))


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return await _on_problem(request, invalid_request(error.errors(), skip=1))


async def _on_http_error(request: Request, error: Exception) -> Response:
    """Convert errors of FastAPI and Starlette; their 400 is a body that cannot be parsed."""
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code == 400:
        detail = "The body is not JSON in UTF-8."
        return await _on_problem(request, ProblemError(Reason.INVALID_REQUEST, detail))
    reason = _OF_STATUS.get(error.status_code, Reason.INVALID_REQUEST)
    facts = facts_of(request.scope)
    facts["reason"] = reason.value
    return problem_response(
        ProblemError(reason, str(error.detail)),
        facts.get("request_id"),
        status=error.status_code,
        headers=error.headers,
    )
