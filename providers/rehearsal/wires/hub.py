"""The Hub's own API beside the router: which models there are, who serves them, whose key it is."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

import orjson

from providers.rehearsal.connection import Request
from providers.rehearsal.wires.huggingface import HOSTS
from providers.rehearsal.wires.wire import Json, Page, bearer_of, refuse

USUAL_PAGE = 1000
MODIFIED_AT = "2026-11-01T09:00:00.000Z"
# The task that has its page, and the others it is good for.
ALSO = {
    "sentence-similarity": ["feature-extraction"],
    "feature-extraction": ["sentence-similarity"],
}


def list_models(request: Request, task_of: Mapping[str, str]) -> Page:
    """A page of what fits, and in a header the way to the next."""
    fitting = [model for model, task in task_of.items() if fits(request, model, task)]
    start = int(request.parameter("cursor") or 0)
    most = int(request.parameter("limit") or USUAL_PAGE)
    shown = [entry(model, task_of[model], request) for model in fitting[start : start + most]]
    headers = {}
    if start + most < len(fitting):
        query = parse_qs(request.target.partition(b"?")[2].decode("latin-1"))
        more = urlencode({**query, "cursor": [str(start + most)]}, doseq=True)
        address = f"http://{request.headers.get('host', '')}{request.path}"
        headers["Link"] = f'<{address}?{more}>; rel="next"'
    return Page(200, orjson.dumps(shown), headers=headers)


def describe(request: Request, model: str, task_of: Mapping[str, str]) -> Page:
    if model not in task_of:
        return missing("Repository not found", "RepoNotFound")
    found = entry(model, task_of[model], request)
    if "inferenceProviderMapping" in found:
        hosts = found["inferenceProviderMapping"]
        listed = hosts if isinstance(hosts, list) else []
        # Of one model it is an object, of many a list.
        found["inferenceProviderMapping"] = {
            host["provider"]: {name: host[name] for name in host if name != "provider"}
            for host in listed
        }
    return Page(200, orjson.dumps(found))


def whoami(request: Request, bad_key: str) -> Page:
    key = bearer_of(request)
    if not key or bad_key in key.lower():
        message = "Invalid credentials in Authorization header"
        return refuse(401, {"error": message}, {"X-Error-Message": message})
    scopes = {"global": ["inference.serverless.write"], "scoped": []}
    token = {"displayName": "rehearsal", "role": "fineGrained", "fineGrained": scopes}
    return Page(
        200,
        orjson.dumps(
            {
                "type": "user",
                "id": "0123456789abcdef",
                "name": "rehearsal",
                "fullname": "Rehearsal",
                "email": "rehearsal@example.org",
                "emailVerified": True,
                "isPro": False,
                "canPay": False,
                "billingMode": "postpaid",
                "periodEnd": None,
                "orgs": [],
                "auth": {"type": "access_token", "accessToken": token},
            }
        ),
    )


def missing(message: str, code: str) -> Page:
    headers = {"X-Error-Code": code, "X-Error-Message": message}
    return refuse(404, {"error": message}, headers)


def fits(request: Request, model: str, task: str) -> bool:
    search, author = request.parameter("search").lower(), request.parameter("author")
    wanted = request.parameter("pipeline_tag")
    return (
        search in model.lower()
        and author in ("", model.partition("/")[0])
        and wanted in ("", task, *ALSO.get(task, []))
        and {*request.parameters("filter")} <= {*tags_of(task)}
    )


def tags_of(task: str) -> list[str]:
    return [task, *ALSO.get(task, []), "endpoints_compatible", "en"]


def entry(model: str, task: str, request: Request) -> Json:
    found: Json = {
        "_id": "0123456789abcdef01234567",
        "id": model,
        "modelId": model,
        "private": False,
        "gated": False,
        "likes": 0,
        "downloads": 0,
        "tags": tags_of(task),
        "pipeline_tag": task,
        "library_name": "transformers",
        "createdAt": MODIFIED_AT,
        "lastModified": MODIFIED_AT,
        "siblings": [],
    }
    query = request.target.partition(b"?")[2].decode("latin-1")
    if "inferenceProviderMapping" in query:
        found["inferenceProviderMapping"] = mapping(model, task)
    return found


def mapping(model: str, task: str) -> list[Json]:
    is_chat = task == "text-generation"
    if not is_chat:
        return [host("hf-inference", "live", model, task)]
    return [host(str(h["provider"]), str(h["status"]), model, "conversational") for h in HOSTS]


def host(name: str, status: str, model: str, task: str) -> Json:
    return {"provider": name, "status": status, "providerId": model, "task": task}
