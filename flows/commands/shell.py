"""Asking the snapshot on a terminal: lines that are kept and completed, one answer after another."""

from __future__ import annotations

from pathlib import Path

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from flows.commands.tables import show_table
from warehouse import Limits, QueryError, Session

_KEYWORDS = """
    SELECT FROM WHERE GROUP ORDER BY ALL HAVING LIMIT JOIN LEFT ANTI SEMI ON USING WITH AS AND OR NOT IN LIKE ILIKE IS NULL
    CASE WHEN THEN ELSE END DISTINCT UNION count sum min max list unnest list_contains strftime date_trunc DESCRIBE SUMMARIZE
""".split()
_WELCOME = (
    "Ask the snapshot; a statement ends with “;”. Tab completes, Ctrl-D ends. Views: SHOW TABLES;"
)


def converse(snapshot: Path, limits: Limits, history: Path) -> None:
    """Answer statement after statement until the end of input; a wrong one costs nothing but its answer.

    What was asked is kept in the file `history`. The snapshot is the one of the beginning.
    """
    with Session(snapshot, limits) as session:
        prompt: PromptSession[str] = PromptSession(
            history=FileHistory(str(history)),
            completer=WordCompleter([*session.words(), *_KEYWORDS], ignore_case=True),
            complete_while_typing=False,
            multiline=True,
            prompt_continuation="      ... ",
            key_bindings=_keys(),
        )
        click.echo(_WELCOME)
        while True:
            try:
                text = prompt.prompt("laurelwire> ")
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            _answer(session, text)


def _answer(session: Session, text: str) -> None:
    try:
        for statement in session.statements(text):
            with session.answered(statement) as (names, rows):
                show_table(names, rows)
    except QueryError as error:
        click.secho(str(error), fg="red", err=True)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)


def _is_whole(document: Document) -> bool:
    text = document.text.strip()
    return not text or text.endswith(";") or text.lower() in {"exit", "quit", "\\q"}


def _keys() -> KeyBindings:
    """Return keys of which Enter ends a statement behind its semicolon, and a line before."""
    keys = KeyBindings()

    @keys.add("enter")
    def entered(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = buffer.document.text.strip().lower()
        if text in {"exit", "quit", "\\q"}:
            event.app.exit(exception=EOFError)
        elif _is_whole(buffer.document):
            buffer.validate_and_handle()
        else:
            buffer.newline()

    return keys
