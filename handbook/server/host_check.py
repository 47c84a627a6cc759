"""A request -> the application behind, or a refusal: before anything else looks at it."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from handbook.server.answers import UNCACHED
from handbook.server.hosts import Hosts, name_of
from handbook.server.targets import OWN, path_of


class HostCheck:
    """ASGI middleware: passes on what is allowed, on whatever route, and answers the rest itself."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = _refusal(Request(scope), self.hosts) if scope["type"] == "http" else ""
        answer = PlainTextResponse(refusal, 403, UNCACHED) if refusal else self.app
        await answer(scope, receive, send)


def _refusal(request: Request, hosts: Hosts) -> str:
    """Return what the one who asks is told; "" for who is answered."""
    host, origin, site = (_only(request, name) for name in ("host", "origin", "sec-fetch-site"))
    # A link in an e-mail or a chat may open a page in a tab of its own: who sent it sees nothing of it.
    site = None if _opens_a_page(request) else site
    arrived_at, _port = request.scope.get("server") or ("", None)
    if hosts.is_allowed(host, origin, site, arrived_at=arrived_at):
        return ""
    if host is None or (name := name_of(host)) is None:
        return "The request does not say which host it is for. Open the address that handbook serve shows.\n"
    if hosts.has(host, arrived_at):
        return (
            "This request comes from another website, and those may not look into the preview.\n"
            "Open the address in a tab of its own.\n"
        )
    return (
        f"The preview does not answer to the name {name}: any website could have that lead here.\n"
        "If it is your own name for this machine, allow it:\n\n"
        f"    handbook serve --host {name}\n"
    )


def _only(request: Request, name: str) -> str | None:
    values = request.headers.getlist(name)
    return ", ".join(values) if values else None


def _opens_a_page(request: Request) -> bool:
    is_top_level = (_only(request, "sec-fetch-mode"), _only(request, "sec-fetch-dest")) == (
        "navigate",
        "document",
    )
    return is_top_level and not path_of(request.scope).startswith(OWN)
