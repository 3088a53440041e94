"""The forms of English verbs, so that the lexicon lists each once: "to break/broke/broken"."""

from __future__ import annotations

import re

_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")  # one short syllable: its last letter doubles


def verb_forms(word: str) -> list[str]:
    """Return the forms of "to VERB[/PAST[/PARTICIPLE]] [REST]"; any other word is its only form.

    A verb without a past of its own is regular: "to solve" gives solve, solves, solved, solving.
    """
    if not word.startswith("to "):
        return [word]
    written, _, rest = word.removeprefix("to ").partition(" ")
    base, *past = written.split("/")
    forms = [base, _third(base), _present(base), *(past or [_past(base)])]
    return list(dict.fromkeys(f"{form} {rest}".strip() for form in forms))


def _third(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"


def _present(base: str) -> str:
    if base.endswith("e") and not base.endswith("ee"):
        return f"{base[:-1]}ing"
    return f"{base}{base[-1]}ing" if _SHORT.fullmatch(base) else f"{base}ing"


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return f"{base[:-1]}ied"
    return f"{base}{base[-1]}ed" if _SHORT.fullmatch(base) else f"{base}ed"
