"""The OpenAPI description: problems with an example each, headers, the token, and `/docs`."""

from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Security
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.security import HTTPBearer
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from classifier.api.schemas import Problem
from classifier.problems import MEDIA_TYPE, ProblemError, Reason, problem_body

# Describes the token in OpenAPI; AuthenticationMiddleware checks it before a body is read.
TOKEN = Security(
    HTTPBearer(scheme_name="token", description="A token of CLASSIFIER_CLIENTS.", auto_error=False)
)
EVERYWHERE = (Reason.UNAUTHORIZED, Reason.INTERNAL_ERROR)
PROVIDER_REASONS = (
    Reason.OVERLOADED,
    Reason.PROVIDER_TIMEOUT,
    Reason.PROVIDER_RATE_LIMITED,
    Reason.PROVIDER_UNREACHABLE,
    Reason.PROVIDER_MISCONFIGURED,
    Reason.PROVIDER_BAD_REPLY,
    Reason.PROVIDER_REFUSED_TEXT,
    Reason.CIRCUIT_OPEN,
)


_REQUEST_ID = "Names the request in the logs: 1 to 64 letters, digits, '.', '_' and '-'."
_HEADERS = {
    Reason.UNAUTHORIZED: {
        "WWW-Authenticate": {"required": True, "schema": {"type": "string", "enum": ["Bearer"]}}
    },
    Reason.QUOTA_EXCEEDED: {
        "Retry-After": {
            "required": True,
            "description": "Seconds until the quota allows the next request.",
            "schema": {"type": "integer", "minimum": 1},
        }
    },
    Reason.OVERLOADED: {
        "Retry-After": {
            "description": "Seconds; there when the reason is `overloaded`.",
            "schema": {"type": "integer", "minimum": 1},
        }
    },
}


class Application(FastAPI):
    """Describes `X-Request-ID`, which RequestLogMiddleware reads and sends, of each operation."""

    def openapi(self) -> dict[str, Any]:
        """Return the description, which is made once."""
        if self.openapi_schema is None:
            for path in super().openapi()["paths"].values():
                for operation in path.values():
                    _describe_request_id(operation)
        return super().openapi()


def _describe_request_id(operation: dict[str, Any]) -> None:
    schema = {"type": "string"}
    offered = {"name": "X-Request-ID", "in": "header", "required": False, "schema": schema}
    said = f"{_REQUEST_ID} Without a usable one the service makes one."
    operation.setdefault("parameters", []).append({**offered, "description": said})
    for response in operation["responses"].values():
        sent = {"required": True, "description": _REQUEST_ID, "schema": schema}
        response.setdefault("headers", {})["X-Request-ID"] = sent


def documented(*reasons: Reason) -> dict[int | str, dict[str, Any]]:
    """Describe the problems of a route for its OpenAPI page, with an example of each reason."""
    responses: dict[int | str, dict[str, Any]] = {}
    for reason in reasons:
        response = responses.setdefault(
            reason.status, {"model": Problem, "content": {MEDIA_TYPE: {"examples": {}}}}
        )
        example = {"value": problem_body(ProblemError(reason, reason.phrase))}
        response["content"][MEDIA_TYPE]["examples"][reason.value] = example
        phrases = [other.phrase for other in reasons if other.status == reason.status]
        response["description"] = " / ".join(phrases)
        if reason in _HEADERS:
            response["headers"] = _HEADERS[reason]
    return responses


def add_docs(app: FastAPI) -> None:
    """Serve Swagger UI from the files of `fastapi-offline`, without a CDN."""
    app.mount("/docs/static", StaticFiles(directory=str(files("fastapi_offline") / "static")))

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=f"{app.title} API",
            swagger_js_url="/docs/static/swagger-ui-bundle.js",
            swagger_css_url="/docs/static/swagger-ui.css",
            swagger_favicon_url="/docs/static/favicon.png",
        )
