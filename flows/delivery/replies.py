"""What services answer to what Apprise sends: several refuse with "200 OK", and Apprise takes that for success."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_READ = 10_000  # bytes of a reply that are looked at
_LONGEST = 12 * 3600.0  # seconds that a service may ask us to wait

# By the scheme of the Apprise URL: where the reply says how it went, and what says well. From the services' pages.
_SAYS: Mapping[str, tuple[tuple[str, ...], frozenset[Any]]] = {
    "wecombot": (("errcode",), frozenset({0})),
    "dingtalk": (("errcode",), frozenset({0})),
    "feishu": (("code", "StatusCode"), frozenset({0})),
    "lark": (("code", "StatusCode"), frozenset({0})),
    "schan": (("code", "errno"), frozenset({0})),
    "bark": (("code",), frozenset({200})),
    "barks": (("code",), frozenset({200})),
    "wxpusher": (("code",), frozenset({1000})),
    "pushplus": (("code",), frozenset({200})),
    "pushdeer": (("code",), frozenset({0})),
    "kook": (("code",), frozenset({0})),
    "tgram": (("ok",), frozenset({True})),
    "zulip": (("result",), frozenset({"success"})),
}
_WHY = ("errmsg", "msg", "description", "message", "error")


@dataclass(slots=True)
class Replies:
    """What was answered while one message was sent, oldest first: status, headers, the first bytes."""

    found: list[tuple[int, Mapping[str, str], bytes]] = field(default_factory=list)

    def refusal(self, scheme: str) -> str | None:
        """Return what a reply that was "200 OK" says against the message; None where none does."""
        fields, well = _SAYS.get(scheme, ((), frozenset()))
        for status, _, body in self.found:
            said = _object(body) if status < 400 else {}
            for name in fields:
                if name in said and said[name] not in well:
                    why = next((str(said[w]) for w in _WHY if said.get(w)), "")
                    return f"the service answered {name} {said[name]}: {why}".rstrip(": ")
        return None

    def wait(self) -> float | None:
        """Return how many seconds a service asked us to wait, by header or in its reply."""
        for status, headers, body in reversed(self.found):
            if status != 429:
                continue
            said = _object(body)
            inner = said.get("parameters")
            asked = (
                said.get("retry_after")
                or (inner or {}).get("retry_after")
                or headers.get("Retry-After")
            )
            if (seconds := _seconds(asked)) is not None:
                return min(seconds, _LONGEST)
        return None


@contextmanager
def replies() -> Iterator[Replies]:
    """Keep the replies to what is sent within: Apprise shows none of a message that it holds to have gone well."""
    import requests  # noqa: PLC0415  Apprise's own, imported with it

    kept = Replies()
    own = requests.Session.send

    def send(session: requests.Session, request: requests.PreparedRequest, **given: Any) -> Any:
        answer = own(session, request, **given)
        kept.found.append((answer.status_code, answer.headers, answer.content[:_READ]))
        return answer

    requests.Session.send = send  # type: ignore[assignment, method-assign]
    try:
        yield kept
    finally:
        requests.Session.send = own  # type: ignore[method-assign]


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _seconds(asked: object) -> float | None:
    """Return the seconds that were asked for; None of a date, which services of messages do not give."""
    try:
        return max(0.0, float(str(asked)))
    except ValueError:
        return None
