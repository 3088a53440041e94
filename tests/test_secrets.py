"""Secrets planted in sources and channels: whatever the program does, it shows and stores none of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from conftest import ABEL_NEWS, Mailbox, Web, a_configuration, a_feed, free_port, rows
from yarl import URL

from config import ConfigurationError, Source, load_configuration
from config.secrets import pieces
from flows.fetching.source_address import redacted, redacted_body
from flows.places import Places
from warehouse import views

pytestmark = pytest.mark.untraced

PROGRAM = [sys.executable, "-c", "from flows.program import main; main()"]
PASSWORD, KEY, TOKEN = "PLANTED/pw+1", "PLANTED0123456789key", "PLANTED-token/+=&x"
CHANNEL = "PLANTED-channel-key"
PLANTED = "planted"
"""What every secret has in it, in any case."""
ENCODED = [b64encode(f"user:{PASSWORD}".encode()).decode()]


def secret(path: str, web: Web) -> str:
    """Return a secret address of the web server, and let `path` stand for where it leads."""
    host = web.url.removeprefix("http://")
    return f"http://user:{quote(PASSWORD, '')}@{host}{secret_path(path)}"


def secret_path(path: str) -> str:
    return f"/{path}/{KEY}/rss?token={quote(TOKEN, '')}&n=1"


def echoes(web: Web, path: str) -> list[str]:
    """Return a secret address in every way that a feed at it might repeat it."""
    whole, bare = secret(path, web), f"{web.url}{secret_path(path)}"
    return [
        whole, bare, quote(bare, ""), quote_plus(whole), secret_path(path), f"/{path}/{KEY}/../{KEY}.xml",
        TOKEN, quote(TOKEN), quote_plus(TOKEN).lower(), f"?token={quote(TOKEN, '')}", *ENCODED, PASSWORD,
        json.dumps(bare).replace("/", "\\/"),
    ]  # fmt: skip


def a_talkative_feed(web: Web, path: str) -> str:
    """Return a feed that repeats its own address wherever a feed can name one."""
    said = [escape(echo) for echo in echoes(web, path)]
    links = "".join(
        f"<item><title>About {echo}</title><guid>{echo}{n}</guid><link>{echo}</link>"
        f"<author>{echo}</author><comments>{echo}</comments><enclosure url='{echo}' type='audio/mpeg'/>"
        f"<pubDate>Thu, 21 Mar 2024 10:0{n % 10}:00 GMT</pubDate>"
        f"<description>The 2024 Abel Prize has been awarded to Ada Park for {echo}, her work. "
        f"&lt;a href='{escape(echo)}'&gt;more&lt;/a&gt;</description></item>"
        for n, echo in enumerate(said)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xml:base="{said[1]}"><channel><title>{said[0]}</title><link>{said[1]}</link>'
        f'<atom:link rel="self" href="{said[1]}"/><image><url>{said[1]}</url></image>{links}'
        "<item><title>relative</title><link>item/1?token=" + quote(TOKEN) + "</link></item>"
        "</channel></rss>"
    )


def sources(web: Web) -> dict[str, str]:
    """Return secret addresses by the names of variables, each with a fault or habit of its own."""

    def serve(path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        # A client spells an address anew: what needs no escape in a query has none.
        web.serves(URL(web.url + path).raw_path_qs, body, status, **headers)

    talk = a_talkative_feed(web, "talks")
    serve(secret_path("talks"), talk, ETag=f'"{TOKEN}"', Content_Type=f"text/xml; x={TOKEN}")
    serve(secret_path("wide"), talk.replace("utf-8", "utf-16").encode("utf-16"))
    serve(secret_path("malformed"), talk.replace("</item>", "<&></iten>"))
    serve(secret_path("cut"), talk[: len(talk) // 2])
    serve(secret_path("text"), f"no feed: {secret('text', web)}")
    serve(secret_path("json"), json.dumps({"items": echoes(web, "json")}))
    serve(secret_path("jsoncut"), '{"items": ["' + TOKEN)
    entries = [{"id": e, "url": e, "title": f"At {e}", "content_text": e} for e in echoes(web, "j")]
    serve(secret_path("jsonfeed"), json.dumps({"items": [*entries, {"id": TOKEN}]}))
    serve(secret_path("denied"), f"{PASSWORD} is wrong", 401, WWW_Authenticate="Basic realm=x")
    serve(secret_path("lost"), TOKEN, 404)
    serve(secret_path("broken"), "x", 200, Content_Encoding=f"{TOKEN}")
    serve(secret_path("long"), "x", 200, Content_Length=f"{'9' * 180}{quote(TOKEN, '')}")
    login = f"/login?return={quote(secret('login', web), '')}"
    serve(secret_path("login"), "", 302, Location=login)
    serve(login, f"<html><body>Log in to see {escape(secret('login', web))}</body></html>")
    serve(secret_path("aside"), "", 302, Location=f"ftp://{'x' * 190}.example{secret_path('a')}")
    serve(secret_path("home"), "", 301, Location=f"http://10.0.0.1{secret_path('home')}")
    serve(secret_path("circle"), "", 302, Location=secret_path("circle"))
    serve(secret_path("moved"), "", 301, Location=f"/new{secret_path('moved')}")
    serve(f"/new{secret_path('moved')}", a_feed(("n", "Abel Prize", ABEL_NEWS)))
    bad_status = f"/{TOKEN}"
    serve(secret_path("named"), f"<html><head><link rel='alternate' type='application/rss+xml' href='{bad_status}'></head></html>")  # fmt: skip
    serve(secret_path("listed"), "<html><body><ul>" + "".join(
        f"<li><a href='{escape(secret_path(str(n)))}'>A title that is long enough, {n}</a></li>" for n in range(4)
    ) + "</ul></body></html>")  # fmt: skip
    names = (
        "talks wide malformed cut text json jsoncut jsonfeed denied lost broken long login aside home circle "
        "moved named listed"
    ).split()
    made = {name: secret(name, web) for name in names}
    made["refused"] = secret("x", web).replace(f":{web.server.server_port}/", f":{free_port()}/")
    made["unknown"] = (
        secret("x", web).replace("127.0.0.1", "planted.invalid").replace("planted.i", "i")
    )
    made["port"] = secret("x", web).replace(f":{web.server.server_port}/", ":99999/")
    made["nowhere"] = f"PLANTED-no-address {TOKEN}"
    made["empty"] = ""
    return made


class Installation:
    """A configuration full of secrets, and the program run in it."""

    def __init__(self, folder: Path, web: Web, mailbox: Mailbox) -> None:
        self.folder, self.web, self.mailbox = folder, web, mailbox
        self.data = folder / "data"
        variables = sources(web)
        (folder / "key.txt").write_text(secret("talks", web).replace("/talks/", "/filed/"))
        web.serves(URL(web.url + secret_path("filed")).raw_path_qs, a_talkative_feed(web, "filed"))
        kinds = {
            "named": 'kind = "page"\n',
            "listed": 'kind = "page"\n',
            "talks": "full_text = true\n",
        }
        written = "".join(
            f'[[source]]\nname = "{name}"\nurl_env = "SRC_{name}"\n{kinds.get(name, "")}'
            for name in variables
        )
        written += f'[[source]]\nname = "filed"\nurl_file = "{folder / "key.txt"}"\n'
        hook = web.url.removeprefix("http://")
        web.pages["/hook/" + CHANNEL] = (500, {}, f"{CHANNEL} {PASSWORD}".encode())
        channels = {
            "mail": mailbox.url.replace("hunter2secret", quote(CHANNEL, "")),
            "hook": f"json://user:{CHANNEL}@{hook}/good?-X-Key={CHANNEL}",
            "fails": f"json://user:{CHANNEL}@{hook}/hook/{CHANNEL}",
            "away": f"json://user:{CHANNEL}@127.0.0.1:{free_port()}/{CHANNEL}",
            "deaf": f"mailto://user:{CHANNEL}@127.0.0.1:{free_port()}?from=a@b.example&to=c@d.example&mode=insecure",
            "none": f"nothing-known://{CHANNEL}",
        }
        self.channels = list(channels)
        listed = "".join(
            f'[[channel]]\nname = "{name}"\nurl_env = "CH_{name}"\nnotices = true\n'
            for name in channels
        )
        limits = "[collecting]\nread_timeout = 3\nconnect_timeout = 2\n"
        a_configuration(folder / "config", sources=written, channels=listed, settings=limits)
        self.environment = {
            **os.environ,
            **{f"SRC_{name}": url for name, url in variables.items()},
            **{f"CH_{name}": url for name, url in channels.items()},
            "http_proxy": "",
            "PYTHONWARNINGS": "default",
        }

    def run(self, *arguments: str, config: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the program; none of what it prints may hold a secret."""
        options = ["--config", str(config or self.folder / "config"), "--data", str(self.data)]
        done = subprocess.run(
            [*PROGRAM, *options, *arguments],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert not leaks(done.stdout), leaks(done.stdout)
        assert not leaks(done.stderr), leaks(done.stderr)
        return done


def leaks(text: str) -> list[str]:
    """Return the lines of a text that hold a secret."""
    return [
        line[:500]
        for line in text.splitlines()
        if PLANTED in line.lower() or any(encoded in line for encoded in ENCODED)
    ]


def leaking(folder: Path) -> list[str]:
    """Return the files below a folder whose bytes hold a secret, as bytes of one or of two."""
    marks = [PLANTED.encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be")]
    marks += [encoded.lower().encode() for encoded in ENCODED]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if any(m in path.read_bytes().lower() for m in marks)]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    web, mailbox = Web(), Mailbox()
    installation = Installation(tmp_path_factory.mktemp("secrets"), web, mailbox)
    installation.run("run")
    yield installation
    mailbox.controller.stop()
    web.close()


def test_a_run_reads_what_it_can_and_says_what_failed(installation: Installation) -> None:
    health = dict(rows(Places(installation.data), "SELECT source, last_error FROM sources"))
    read = {name for name, error in health.items() if error is None}
    assert {"talks", "wide", "filed", "moved", "jsonfeed", "listed"} <= read
    assert {"denied", "lost", "refused", "home", "circle", "port", "nowhere", "aside"} <= {
        *health
    } - read
    assert rows(Places(installation.data), "SELECT count(*) FROM entries")[0][0] > 20
    words = " ".join(
        str(row) for row in rows(Places(installation.data), "SELECT text FROM articles")
    )
    assert words.count("***") > 20  # the feeds did repeat their addresses


COMMANDS: Sequence[tuple[str, ...]] = (
    ("run", "--format", "json"), ("run", "--dry-run"), ("digest", "--format", "json"),
    ("digest", "--dry-run", "--format", "html"), ("channels", "list", "--format", "json"),
    ("sources", "list", "--format", "json"), ("sources",), ("sources", "check"), ("sources", "export"),
    ("doctor",), ("doctor", "--format", "json"), ("events", "--format", "json"),
    ("deliveries", "list", "--status", "pending", "--format", "json"), ("deliveries", "retry"),
    ("reextract", "--format", "json"), ("sql", "SELECT getenv('SRC_talks')"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_shows_a_secret(command: tuple[str, ...], installation: Installation) -> None:
    done = installation.run(*command)
    assert done.stdout or done.stderr
    assert "Traceback" not in done.stderr


def test_no_channel_shows_its_secret_when_it_is_tested(installation: Installation) -> None:
    done = {name: installation.run("channels", "test", name) for name in installation.channels}
    failed = {name for name, each in done.items() if each.returncode}
    assert failed == {"fails", "away", "deaf", "none"}


def test_no_view_holds_a_secret(installation: Installation, tmp_path: Path) -> None:
    names = views(Places(installation.data).snapshot)
    for name in names:
        shown = rows(Places(installation.data), f'SELECT to_json(v)::VARCHAR FROM "{name}" AS v')
        assert leaks("\n".join(row for (row,) in shown)) == [], name
    assert installation.run("sql", "--format", "json", "FROM sources").returncode == 0
    (event, *_) = json.loads(installation.run("events", "--format", "json").stdout)
    assert installation.run("explain", event["event_id"], "--format", "json").returncode == 0
    for form in ("csv", "parquet"):
        assert installation.run("export", str(tmp_path / form), "--format", form).returncode == 0
    assert leaking(tmp_path) == []


def test_no_file_of_the_data_folder_holds_a_secret(installation: Installation) -> None:
    assert leaking(installation.data) == []


def test_no_table_holds_a_secret(installation: Installation) -> None:
    listed = rows(Places(installation.data), "SELECT table_name FROM duckdb_tables()")
    assert len(listed) > 5
    for (table,) in listed:
        found = rows(
            Places(installation.data), f'SELECT to_json(t)::VARCHAR FROM store."{table}" AS t'
        )
        assert leaks("\n".join(row for (row,) in found)) == [], table


def test_no_channel_is_told_a_secret(installation: Installation) -> None:
    installation.run("digest")
    posted = [(path, body) for method, path, _, body in installation.web.asked if method == "POST"]
    good = [body.decode() for path, body in posted if path.startswith("/good")]
    assert good, [path for path, _ in posted]
    assert [leak for body in good for leak in leaks(body)] == []
    assert installation.mailbox.received
    for letter in installation.mailbox.received:
        assert leaks(letter.decode()) == []


TYPOS = {
    "a secret in url": ("source", f'url = "http://user:PLANTED-pw@e.example/PLANTED0123456789key?token={TOKEN}"'),
    "a key in a url of no kind": ("source", 'url = "htp://e.example/PLANTED0123456789key"'),
    "a url without a scheme": ("source", 'url = "user:PLANTED-pw@e.example/feed"'),
    "a url in url_env": ("source", 'url_env = "https://e.example/PLANTED0123456789key/rss"'),
    "a token in url_env": ("source", 'url_env = "PLANTED-0123:token"'),
    "a url in url_file": ("source", 'url_file = "https://e.example/PLANTED0123456789key/rss"'),
    "both": ("source", 'url_env = "A"\nurl = "https://user:PLANTED@e.example"'),
    "an unknown key": ("source", 'url = "https://e.example"\ntoken = "PLANTED"'),
    "a secret for a key": ("source", 'url = "https://e.example"\n"https://PLANTED@e.example" = 1'),
    "a wrong type": ("source", 'url = ["https://user:PLANTED@e.example"]'),
    "a table": ("source", 'url = { env = "PLANTED" }'),
    "a channel's url in url_env": ("channel", 'url_env = "mailtos://user:PLANTED-pw@e.example"'),
    "a channel's url without slashes": ("channel", 'url_env = "mailto:user:PLANTED-pw@e.example"'),
    "a channel's token in url_env": ("channel", 'url_env = "PLANTED:0123-token"'),
    "a channel's url in url_file": ("channel", 'url_file = "json://user:PLANTED-pw@e.example/"'),
    "a channel's unknown key": ("channel", 'url = "json://user:PLANTED-pw@e.example/"'),
    "a channel's wrong type": ("channel", 'url_env = ["PLANTED"]\nurl_file = { a = "PLANTED" }'),
    "a channel's name": ("channel", 'url_env = "A"\nvenues = "json://PLANTED@e.example"'),
}  # fmt: skip
WHOLE = {
    "no table": ("channels.toml", 'channel = ["json://user:PLANTED@e.example", "PLANTED"]\n'),
    "no list": ("channels.toml", 'channel = "json://user:PLANTED@e.example"\n'),
    "a line alone": ("channels.toml", "json://user:PLANTED-pw@e.example/\n"),
    "a quote too few": ("channels.toml", '[[channel]]\nurl_env = "json://PLANTED@e.example\n'),
    "a secret for a table": ("channels.toml", '["json://user:PLANTED@e.example"]\na = 1\n'),
    "twice": ("sources.toml", '[[source]]\nurl = "https://PLANTED@e.example"\nurl = "PLANTED"\n'),
    "a setting": ("settings.toml", '[collecting]\nproxy = "http://user:PLANTED@e.example"\n'),
    "a setting of a wrong type": ("settings.toml", '[collecting]\nspacing = "http://PLANTED@e.example"\n'),
}  # fmt: skip


@pytest.mark.parametrize("name", [*TYPOS, *WHOLE])
def test_no_configuration_error_shows_a_secret(name: str, tmp_path: Path) -> None:
    if name in TYPOS:
        table, lines = TYPOS[name]
        file, content = f"{table}s.toml", f'[[{table}]]\nname = "a"\n{lines}\n'
    else:
        file, content = WHOLE[name]
    (tmp_path / file).write_text(content)
    with pytest.raises(ConfigurationError) as raised:
        load_configuration(tmp_path)
    assert file in str(raised.value)
    assert leaks(str(raised.value)) == []


@pytest.mark.parametrize(
    "url",
    ["http://user:PLANTED-pw@127.0.0.1/", "http://127.0.0.1/?token=PLANTED", "ftp://user:PLANTED@e.example/",
     "user:PLANTED@e.example/feed", "http://user:PLANTED@[::1/", "PLANTED"],
)  # fmt: skip
def test_an_address_that_is_tried_is_not_repeated_with_its_secret(
    url: str, installation: Installation
) -> None:
    assert installation.run("sources", "try", url).returncode == 2


def test_a_list_is_imported_without_a_word_of_its_secrets(
    installation: Installation, tmp_path: Path
) -> None:
    a_configuration(tmp_path / "config")
    urls = [
        "http://user:PLANTED-pw@e.example/",
        "http://e.example/?token=PLANTED",
        "ftp://u:PLANTED@e.example/",
    ]
    lines = "".join(
        f"<outline xmlUrl='{u}'/><outline text='{u}' xmlUrl='{u}'/><outline text='x' type='link' url='{u}'/>"
        f"<outline title='{u}'/><outline text='{u}' xmlUrl='http://fine.example/{n}'/>"
        for n, u in enumerate(urls)
    )  # fmt: skip
    (tmp_path / "list.opml").write_text(f"<opml><body>{lines}</body></opml>")
    command = ("sources", "import", str(tmp_path / "list.opml"))
    done = installation.run(*command, config=tmp_path / "config")
    assert "3 sources added, 12 lines refused." in done.stdout
    assert leaking(tmp_path / "config") == []


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("https://ghp0123456789abcdef:x-oauth-basic@e.example/f", ["ghp0123456789abcdef", "x-oauth-basic"]),
        ("https://e.example/f?k0123456789abcd", ["k0123456789abcd"]),
        ("https://e.example/k0123456789abcd.rss", ["k0123456789abcd", "k0123456789abcd.atom"]),
        ("https://e.example/f;k=k0123456789abcd", ["k0123456789abcd"]),
        ("https://e.example/abcdefghijklmnopqrstuvwx/f", ["abcdefghijklmnopqrstuvwx"]),
        ("https://e.example/f?token=a%2Fb%2Bc%3D", ["a/b+c=", "a%2Fb%2Bc%3D", "a%2fb%2bc%3d", "a\\/b+c="]),
        ("https://user:p%40ss%26w@e.example/f", ["p@ss&w", "p@ss&amp;w", "p%40ss%26w", "dXNlcjpwQHNzJnc="]),
    ],
)  # fmt: skip
def test_a_secret_is_hidden_in_each_form_it_is_written_in(
    url: str, hidden: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED", url)
    source = Source(name="a", url_env="FEED")
    for form in hidden:
        assert redacted(source, f"<{form}>") in {"<***>", "<***.atom>"}
        for encoding in ("utf-8", "utf-16"):
            body = redacted_body(source, f"<a>{form}</a>".encode(encoding)).decode(encoding)
            assert body in {"<a>***</a>", "<a>***.atom</a>"}


def test_words_of_an_address_are_no_secrets() -> None:
    url = "https://news.example/science/prizes/rss.xml?category=awards&page=2"
    told = "Science news: prizes and awards, category and page, at https://news.example/science."
    assert not [piece for piece in pieces(url) if piece in told]
