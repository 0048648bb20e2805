"""Files and functions stay small enough to read at once. There is no list of exceptions."""

import ast

from tests.architecture.sources import lines, parse, place, python_files, web_files

SENTENCE = "Split by noun or by phase, never into helpers, part2, common or manager."


def test_python_modules_have_at_most_400_lines() -> None:
    long = [f"{place(path)}: {lines(path)}" for path in python_files() if lines(path) > 400]
    assert not long, f"{SENTENCE} {long}"


def test_functions_have_at_most_60_lines() -> None:
    long = [
        f"{place(path, node.lineno)} {node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for path in python_files()
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert not long, f"One thing, at most 25 lines; branch in the caller, compute in leaves. {long}"


def test_web_files_have_at_most_250_lines_and_pages_100() -> None:
    limits = {path: 100 if path.name == "page.tsx" else 250 for path in web_files()}
    long = [f"{place(path)}: {lines(path)}" for path, most in limits.items() if lines(path) > most]
    assert not long, f"Pages compose; hooks fetch; components draw. {long}"
