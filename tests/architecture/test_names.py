"""A module is named for what it holds."""

import re

from tests.architecture.sources import ROOT, files, place, python_files

DUMPING_GROUND = re.compile(r"^(.*_)?(helpers?|common|misc|managers?|base_service|part_?\d+)$", re.IGNORECASE)


def test_no_module_is_a_dumping_ground() -> None:
    modules = [*python_files(), *files(ROOT / "frontend" / "src", "*.ts", "*.tsx")]
    named = {path: [path.name.split(".")[0], *path.relative_to(ROOT).parts[:-1]] for path in modules}

    bad = [place(path) for path, names in named.items() if any(map(DUMPING_GROUND.match, names))]

    assert not bad, f"Say it as a pharmacist would: nouns for data, verbs for functions. {bad}"
