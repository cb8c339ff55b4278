"""What is printed for cron and systemd is what cron and systemd take."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from newscrawl.cli import main
from newscrawl.cli_schedule import EVERY

CRON_LINE = re.compile(r"([\d,]+) (\*|\*/\d+|\d+) \* \* \* (.+)")


def printed(*words: str | Path) -> str:
    result = CliRunner().invoke(
        main, ["schedule", *map(str, words)], env={"NEWSCRAWL_CONTACT": "https://arsip.example.id/?a=100%"}
    )
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("every", EVERY)
def test_crontab(every: str, tmp_path: Path) -> None:
    archive = tmp_path / "arsip 100%" / "news.db"
    text = printed("kompas", "detik-jabar", "--every", every, "--archive", archive)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line.partition("=")[0] for line in lines[:-1]] == ["NEWSCRAWL_ARCHIVE", "NEWSCRAWL_CONTACT"]
    found = CRON_LINE.fullmatch(lines[-1])
    assert found
    assert all(0 <= int(minute) < 60 for minute in found[1].split(","))
    assert not re.search(r"(?<!\\)%", found[3])
    words = shlex.split(found[3].replace(r"\%", "%"))
    assert Path(words[0]).is_absolute()
    assert words[1:4] == ["crawl", "kompas", "detik-jabar"]
    assert words[4:6] == ["--for", f"{EVERY[every] * 5 // 6}m"]
    assert words[6:] == ["--log", str(archive.with_suffix(".log")), ">", "/dev/null"]


def test_archives_begin_at_different_minutes(tmp_path: Path) -> None:
    minutes = {
        printed("--all", "--archive", tmp_path / f"{n}.db").splitlines()[-3].split()[0] for n in range(20)
    }
    assert len(minutes) > 10


ANALYZE = shutil.which("systemd-analyze") or ""


@pytest.mark.skipif(not ANALYZE, reason="needs systemd-analyze")
@pytest.mark.parametrize("every", ["15m", "1h", "6h", "24h"])
def test_systemd_takes_the_units(every: str, tmp_path: Path) -> None:
    folder = tmp_path / 'arsip "100%" $HOME'
    folder.mkdir()
    text = printed("--all", "--systemd", "--every", every, "--archive", folder / "news.db")
    units = re.split(r"^# /etc/systemd/system/(\S+?)(?:;.*)?\n", text, flags=re.MULTILINE)[1:]
    paths = []
    for name, unit in zip(units[::2], units[1::2], strict=True):
        paths.append(tmp_path / name)
        paths[-1].write_text(unit, encoding="utf-8")
    checked = subprocess.run(
        [ANALYZE, "verify", *paths], capture_output=True, text=True, timeout=60, check=False
    )
    said = [line for line in checked.stderr.splitlines() if str(tmp_path) in line or "newscrawl" in line]
    assert said == []
    [times] = re.findall("OnCalendar=(.+)", text)
    subprocess.run([ANALYZE, "calendar", times], capture_output=True, timeout=60, check=True)


def test_a_line_break_is_refused() -> None:
    result = CliRunner().invoke(main, ["schedule", "--all"], env={"NEWSCRAWL_CONTACT": "a\n* * * * * b"})
    assert result.exit_code == 2
    assert "line break" in result.stderr


def test_the_program_is_that_of_this_installation() -> None:
    assert str(Path(sys.executable).with_name("newscrawl")) in printed("--all")
