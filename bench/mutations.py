"""Rules of the grammar broken one at a time: each must be noticed by tests that any checkout has.

Usage: python -m bench.mutations [NAME ...]

Each mutation is made in a copy of the project that has no labelled documents beside it, and the tests of
texts and rules are run there; one that they pass has survived.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = (
    "tests/test_texts.py", "tests/test_rules.py", "tests/test_floors.py", "tests/test_awards.py",
    "tests/test_breakthroughs.py", "tests/test_layouts.py", "tests/test_shortcuts.py",
    "tests/test_judges.py", "tests/test_meeting.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A line of a file of the grammar, and the wrong one in its place; `breaks`: what is then wrong."""

    name: str
    file: str
    line: str
    wrong: str
    breaks: str


MUTATIONS = (
    Mutation(
        name="no judge adds", file="awards/judging/judged.py",
        line="        return MORE if award in known else LEAST\n", wrong="        return 2.0\n",
        breaks="winners of whom no rule says anything are not told",
    ),
    Mutation(
        name="any judge adds", file="awards/judging/judged.py",
        line="        return MORE if award in known else LEAST\n", wrong="        return 0.05\n",
        breaks="whoever stands near an award is told to win it",
    ),
    Mutation(
        name="nothing meets", file="meeting.py",
        line="ENOUGH = 4.0\n", wrong="ENOUGH = 40.0\n",
        breaks="reports in two languages are two events",
    ),
    Mutation(
        name="anything meets", file="meeting.py",
        line="ENOUGH = 4.0\n", wrong="ENOUGH = 1.5\n",
        breaks="one institution makes two results one event",
    ),
    Mutation(
        name="a lie is proof", file="identity.py",
        line="        key=lambda m: (not m.announce, -agreed[mention_id(m)], -m.confidence, mention_id(m)),\n",
        wrong="        key=lambda m: (not m.announce, -m.confidence, mention_id(m)),\n",
        breaks="what no other source says proves an event",
    ),
    Mutation(
        name="anybody wins", file="awards/subjects.py",
        line="        return any(\n            not has_cjk(self.text[a:b])\n", wrong="        return True or any(\n            not has_cjk(self.text[a:b])\n",
        breaks="a prize for people goes to any words",
    ),
    Mutation(
        name="hope wins", file="awards/statements.py",
        line='        return any(True for _ in self._outside_titles("guard", start, end))\n', wrong="        return False\n",
        breaks="hope, refusal and invitation are no bar",
    ),
    Mutation(
        name="to become is to win", file="awards/winning.py",
        line="        return cue.value not in _BECOME or winner is not None\n", wrong="        return True\n",
        breaks="becoming anything beside a prize wins it",
    ),
    Mutation(
        name="only the last name", file="awards/recipients.py",
        line="            if not _JOINT.match(index.text[person[1] : run[0][0]]):\n", wrong="            if True:\n",
        breaks="of a list of winners one is told",
    ),
    Mutation(
        name="no epithets", file="awards/statements.py",
        line="        return any(term.value not in epithets for term in found)\n", wrong="        return any(True for _ in found)\n",
        breaks="a laureate beside the news makes it history",
    ),
    Mutation(
        name="recalled is news", file="awards/newness.py",
        line="        return published.month not in prize.months and late.month not in prize.months\n", wrong="        return False\n",
        breaks="a prize told months after its announcement is news",
    ),
    Mutation(
        name="vague restatements", file="awards/settling.py",
        line='        elif mention.kind != "award" or mention.work_title or not same:\n', wrong="        elif True:\n",
        breaks="one award is told once with its paper and once without",
    ),
    Mutation(
        name="any heading governs", file="awards/phrases.py",
        line="        return left * 2 <= max(end - start - left, 1)\n", wrong="        return True\n",
        breaks="a sentence that names an award governs what stands below it",
    ),
    Mutation(
        name="no branches", file="awards/branches.py",
        line="_MEMORY = 600", wrong="_MEMORY = 1",
        breaks="the chemistry prize is nobody's once the Nobel was named",
    ),
    Mutation(
        name="the same award", file="awards/sentences.py",
        line="        if match is None or award is None or sentence.start - award.end > _MEMORY:\n", wrong="        if True:\n",
        breaks='"the other paper won it too" tells nothing',
    ),
    Mutation(
        name="both scripts", file="language/names.py",
        line="    forms = [form for span in named if (form := other_form(text, *span)) is not None]\n", wrong="    forms: list[tuple[int, int]] = []\n",
        breaks="a name repeated in brackets is a second winner",
    ),
    Mutation(
        name="one word is a name", file="works/bylines.py",
        line="    if not 2 <= len(words) <= 6", wrong="    if not 1 <= len(words) <= 6",
        breaks="any capitalised word stands in a byline",
    ),
    Mutation(
        name="a country's first", file="breakthroughs/firsts.py",
        line="        if not local and not _SECOND", wrong="        if not _SECOND",
        breaks="the first of a country is the world's",
    ),
    Mutation(
        name="a product's first", file="breakthroughs/firsts.py",
        line='    return shipped and p.first("patient", most.start, p.end) is None\n', wrong="    return False\n",
        breaks="the first model to do a thing is science",
    ),
    Mutation(
        name="a proof's noun", file="breakthroughs/solutions.py",
        line="    return _NOT_YET.search(before, 0, len(before)) is not None\n", wrong="    return False\n",
        breaks="what was not solved is solved",
    ),
    Mutation(
        name="any distance", file="breakthroughs/solutions.py",
        line="    ahead = _AHEAD * (1 + problem.value.isascii())", wrong="    ahead = 1000 * (1 + problem.value.isascii())",
        breaks="a verb of solving reaches a problem anywhere in its sentence",
    ),
    Mutation(
        name="decades are years", file="breakthroughs/durations.py",
        line='_UNITS = {"decades": 10, "centuries": 100}\n', wrong='_UNITS = {"decades": 1, "centuries": 1}\n',
        breaks="three decades are less than nobody's wait",
    ),
    Mutation(
        name="its problems are the contest", file="breakthroughs/machines.py",
        line="    if _PROBLEMS_OF.search(", wrong="    if False and _PROBLEMS_OF.search(",
        breaks="a model tested on old problems has won the contest",
    ),
    Mutation(
        name="hope claims", file="breakthroughs/claims.py",
        line="    return guarded or _TITLED.search(p.index.text, p.start, place[0]) is not None\n", wrong="    return False\n",
        breaks="hope, prices and failure take no claim back",
    ),
    Mutation(
        name="what an award is for", file="breakthroughs/claims.py",
        line='            if awarded and rule.claim != "milestone":\n', wrong="            if False:\n",
        breaks="what a prize is given for is announced as done now",
    ),
    Mutation(
        name="speakers win", file="awards/sentences.py",
        line="        if _ASIDE.search(between) and relation.award >= 0:\n", wrong="        if False:\n",
        breaks="who speaks of an award, gave it its name or hands it out wins it",
    ),
    Mutation(
        name="committees win", file="awards/rosters.py",
        line="    if _NO_LEAD.search(finder.low, block.start, block.end) or len(text) > _LONG:\n", wrong="    if len(text) > _LONG:\n",
        breaks="jurors and earlier winners are read as a list of winners",
    ),
    Mutation(
        name="words are names", file="recognition/people_zh.py",
        line="    if match is None or NOBODY.match(text, position) or _WITHIN_TITLE.match(text, position):\n", wrong="    if match is None:\n",
        breaks="words that begin with a surname's character are people",
    ),
    Mutation(
        name="one script", file="text/scripts.py",
        line="    return text if text.isascii() else text.translate(simplifications())\n", wrong="    return text\n",
        breaks="traditional characters are read as they stand",
    ),
    Mutation(
        name="reasons are claims", file="extract.py",
        line="    return any(_ITEM.search(article.text, a, b) is None for a, b in between)\n", wrong="    return False\n",
        breaks="what an award is given for is told beside it once more",
    ),
    Mutation(
        name="a month is now", file="awards/newness.py",
        line="        return published.month - month >= _OLD\n", wrong="        return False\n",
        breaks="what happened months ago is news",
    ),
)  # fmt: skip


def _tested(copy: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", "-m", "not slow", *TESTS],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"the tests could not be run: {done.stdout[-2000:]}")
    return done


def survives(mutation: Mutation, copy: Path) -> bool:
    """Return whether the tests pass with the mutation made; the copy is put right again."""
    path = copy / "parsers" / mutation.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutation.line) != 1:
        raise ValueError(
            f"{mutation.name}: {mutation.file} does not hold its line once; correct it"
        )
    path.write_text(text.replace(mutation.line, mutation.wrong), encoding="utf-8")
    try:
        done = _tested(copy)
    finally:
        path.write_text(text, encoding="utf-8")
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    print(
        f"{'SURVIVED' if not done.returncode else 'killed':>8}  {mutation.name}: {mutation.breaks}"
    )
    print(f"          {failed[0][:150]}" if failed else "")
    return not done.returncode


def main(names: list[str]) -> int:
    if unknown := set(names) - {m.name for m in MUTATIONS}:
        raise SystemExit(f"no mutation is called {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        left = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, copy, ignore=left)
        if _tested(copy).returncode:
            raise RuntimeError("the tests fail as it is: mend that first")
        chosen = [m for m in MUTATIONS if not names or m.name in names]
        alive = [m.name for m in chosen if survives(m, copy)]
    print(f"{len(chosen) - len(alive)} of {len(chosen)} killed")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
