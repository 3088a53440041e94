"""Figures of the house: files a folder, longest functions, branches, expressions and Chinese in code.

Usage: python -m bench.house [FOLDER ...]     default: parsers flows
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.BoolOp, ast.ExceptHandler, ast.comprehension, ast.match_case)  # fmt: skip


def main(folders: list[str]) -> None:
    for folder in folders:
        paths = sorted(Path(folder).rglob("*.py"))
        trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
        files = Counter(str(path.parent) for path in paths if path.name != "__init__.py")
        functions = sorted(
            ((n.end_lineno or 0) - n.lineno + 1, _branches(n), f"{path}:{n.name}")
            for path, tree in trees.items()
            for n in ast.walk(tree)
            if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        print(
            f"{folder}: {sum(files.values())} files, the most in one folder {max(files.values())}"
        )
        for name, count in sorted(files.items()):
            print(f"   {count:3} {name}")
        for place, title in ((0, "longest functions"), (1, "most branches")):
            ranked = sorted(functions, key=lambda f: -f[place])
            print(f"   {title}: {', '.join(f'{f[2]} {f[place]}' for f in islice(ranked, 6))}")
        print(
            f"   functions above 60 lines: {sum(f[0] > 60 for f in functions)}; with more than 12 branches: {sum(f[1] > 12 for f in functions)}"
        )
        print(f"   regular expressions in code: {sum(map(_expressions, trees.values()))}")
        shown = sum(_chinese(e) for tree in trees.values() for e in _examples(tree))
        whole = sum(map(_chinese, trees.values()))
        print(f"   Chinese characters in code: {whole - shown}, and {shown} in examples of rules")


def _branches(function: ast.AST) -> int:
    return sum(isinstance(node, _BRANCHES) for node in ast.walk(function))


def _expressions(tree: ast.AST) -> int:
    return sum(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and isinstance(n.func.value, ast.Name)
        and n.func.value.id == "re"
        for n in ast.walk(tree)
    )


def _chinese(tree: ast.AST) -> int:
    """Count those of strings that are no docstrings."""
    return sum(len(_CHINESE.findall(text)) for text in _strings(tree))


def _examples(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the examples and counter-examples that rules are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"examples", "counter"}:
            yield node.value


def _strings(tree: ast.AST) -> Iterator[str]:
    docs = {
        id(n.body[0].value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and n.body
        and isinstance(n.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


if __name__ == "__main__":
    main(sys.argv[1:] or ["parsers", "flows"])
