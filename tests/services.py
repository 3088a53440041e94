"""Stand-ins for services that cannot run here: each holds what is sent against the published limits and mark-up.

Nothing is sent to the network: what Apprise asks of any host is asked of a server on loopback that answers
as the host would, with its bodies of errors.
"""

from __future__ import annotations

import html
import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from apprise.plugins.base import NotifyBase

Answer = tuple[int, dict[str, str], bytes]
Refusal = dict[str, Any]

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)>")
_TELEGRAM = frozenset(
    "b strong i em u ins s strike del a code pre blockquote span tg-spoiler tg-emoji".split()
)
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_SLACK_CALL = re.compile(r"<[!@#]")
_CALL = re.compile(r"@(?:everyone|here)|<@[!&]?\d|<@U")
_AT = re.compile(r"<at\b", re.IGNORECASE)


def answer(status: int, said: object, **headers: str) -> Answer:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return status, headers, body


class RefusedError(Exception):
    """A service does not take a message; holds its answer."""

    def __init__(self, status: int, said: object) -> None:
        super().__init__(said)
        self.answer = answer(status, said)


def telegram(sent: Any, _body: bytes) -> tuple[str, Answer]:
    """Send a message: at most 4096 characters after its entities, few tags, all closed."""

    def bad(why: str) -> RefusedError:
        return RefusedError(
            400, {"ok": False, "error_code": 400, "description": f"Bad Request: {why}"}
        )

    text, opened = sent["text"], []
    assert sent["parse_mode"] == "HTML"
    for match in _TAG.finditer(text):
        close, tag, rest = match.groups()
        if tag.lower() not in _TELEGRAM or (rest.strip() and tag != "a"):
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}"')
        if not close:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            raise bad(f'can\'t parse entities: Unmatched end tag "{tag}"')
    if opened:
        raise bad(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1]}\""
        )
    plain = _TAG.sub("", text)
    if "<" in plain or _ENTITY.search(plain):
        raise bad(f"can't parse entities: Unsupported start tag in {plain!r}")
    seen = html.unescape(plain)
    if not seen.strip():
        raise bad("message text is empty")
    if len(seen.encode("utf-16-le")) // 2 > 4096:
        raise bad("message is too long")
    links = re.findall(r'href="([^"]*)"', text)
    return "\n".join([seen, *map(html.unescape, links)]), answer(
        200, {"ok": True, "result": {"message_id": 1}}
    )


def discord(sent: Any, _body: bytes) -> tuple[str, Answer]:
    """Execute a webhook: 2000 characters of content, 6000 of at most ten embeds."""
    content, embeds = sent.get("content") or "", sent.get("embeds") or []
    said = [content, *(f"{e.get('title', '')}\n{e.get('description', '')}" for e in embeds)]
    said += [f"{f['name']}\n{f['value']}" for e in embeds for f in e.get("fields", [])]
    over = len(content) > 2000 or any(len(e.get("description", "")) > 4096 for e in embeds)
    if over or len(embeds) > 10 or sum(map(len, said[1:])) > 6000:
        raise RefusedError(400, {"message": "Invalid Form Body", "code": 50035})
    if not "".join(said).strip():
        raise RefusedError(400, {"message": "Cannot send an empty message", "code": 50006})
    text = "\n".join(said)
    assert not _CALL.search(re.sub(r"\\(.)", r"\1", text)), text
    return text, (204, {}, b"")


def slack(sent: Any, _body: bytes) -> tuple[str, Answer]:
    """Take a webhook's message: 40,000 characters of text, 3,000 of a block; `<!channel>` calls."""
    said = [sent.get("text") or ""]
    for attachment in sent.get("attachments", []):
        said += [attachment.get("title") or "", attachment.get("text") or ""]
        said += [b["text"]["text"] for b in attachment.get("blocks", []) if "text" in b]
    if not "".join(said).strip():
        raise RefusedError(400, b"no_text")
    if any(len(part) > 40_000 for part in said):
        raise RefusedError(400, b"msg_too_long")
    text = "\n".join(said)
    assert not _SLACK_CALL.search(text), text
    return html.unescape(text), answer(200, b"ok")


def wecom(sent: Any, _body: bytes) -> tuple[str, Answer]:
    """Take a group robot's message: 2048 bytes of text, 4096 of Markdown; refuses with 200."""
    most = {"text": 2048, "markdown": 4096}[sent["msgtype"]]
    text = sent[sent["msgtype"]]["content"]
    if len(text.encode()) > most:
        raise RefusedError(200, {"errcode": 40058, "errmsg": f"content exceed max length. {most}"})
    return text, answer(200, {"errcode": 0, "errmsg": "ok"})


def dingtalk(sent: Any, body: bytes) -> tuple[str, Answer]:
    """Take a robot's message: 20,000 bytes of a request; refuses with 200."""
    if len(body) > 20_000:
        raise RefusedError(
            200, {"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"}
        )
    said = sent[sent["msgtype"]]
    text = said.get("content") or f"{said.get('title', '')}\n{said.get('text', '')}"
    return text, answer(200, {"errcode": 0, "errmsg": "ok"})


def feishu(sent: Any, body: bytes) -> tuple[str, Answer]:
    """Take a bot's message: 20 KB of a request; refuses with 200; `<at user_id="all">` calls."""
    if len(body) > 20_000:
        raise RefusedError(200, {"code": 9499, "msg": "Bad Request", "data": {}})
    text = sent["content"]["text"]
    assert not _AT.search(text), text
    return text, answer(200, {"code": 0, "msg": "success", "data": {}})


def ntfy(sent: Any, _body: bytes) -> tuple[str, Answer]:
    """Publish a message: what is longer than 4096 bytes becomes a file, which is refused here."""
    if len(sent["message"].encode()) > 4096:
        raise RefusedError(413, {"code": 41301, "http": 413, "error": "attachment too large"})
    return f"{sent.get('title', '')}\n{sent['message']}", answer(
        200, {"id": "1", "event": "message"}
    )


def webhook(sent: Any, _body: bytes) -> tuple[str, Answer]:
    return f"{sent['title']}\n{sent['message']}", answer(200, b"")


SERVICES: dict[str, tuple[str, str, Callable[[Any, bytes], tuple[str, Answer]]]] = {
    "telegram": (
        "tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/1234",
        "api.telegram.org",
        telegram,
    ),
    "discord": ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "discord.com", discord),
    "slack": (
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#awards",
        "hooks.slack.com",
        slack,
    ),
    "wecom": ("wecombot://693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa", "qyapi.weixin.qq.com", wecom),
    "dingtalk": ("dingtalk://abcdefgh12345678", "oapi.dingtalk.com", dingtalk),
    "feishu": ("feishu://c9fd9d2a7b3e4f5a8c6d", "open.feishu.cn", feishu),
    "lark": ("lark://c9fd9d2a-7b3e-4f5a-8c6d-1a2b3c4d5e6f", "open.larksuite.com", feishu),
    "ntfy": ("ntfy://awards", "ntfy.sh", ntfy),
    "webhook": ("json://hooks.example.org/awards", "hooks.example.org", webhook),
}
"""By name: an Apprise URL, the host it asks, and what the host does."""


@dataclass(slots=True)
class Services:
    """What the services took and refused, by host; `busy`: answers that go before their own, by host."""

    taken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[object]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    busy: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def asked(self, host: str, body: bytes) -> Answer:
        if self.busy[host]:
            return self.busy[host].pop(0)
        does = next(does for _, its, does in SERVICES.values() if its == host)
        try:
            text, said = does(json.loads(body), body)
        except RefusedError as error:
            self.refused[host].append(error.args[0])
            return error.answer
        except (AssertionError, KeyError, TypeError) as error:
            self.faults.append(f"{host}: {error!r}"[:400])
            return answer(500, b"")
        self.taken[host].append(text)
        return said


@contextmanager
def standing_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Answer what Apprise asks of any host, as it would; without the pauses that Apprise makes between messages."""
    services = Services()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, headers, said = services.asked(self.headers["X-Asked"], body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    own = requests.adapters.HTTPAdapter.send

    def send(adapter: Any, request: requests.PreparedRequest, **given: Any) -> requests.Response:
        url = urlsplit(str(request.url))
        request.headers["X-Asked"] = str(url.hostname)
        request.url = f"http://127.0.0.1:{server.server_address[1]}{url.path}?{url.query}"
        return own(adapter, request, **given)

    with monkeypatch.context() as patched:
        patched.setattr(requests.adapters.HTTPAdapter, "send", send)
        patched.setattr(NotifyBase, "throttle", lambda *_, **__: None)
        yield services
    server.shutdown()
    server.server_close()
