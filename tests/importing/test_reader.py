"""Dump files are read row by row, and what is wrong with them is said in one sentence."""

import tracemalloc
from pathlib import Path

import pytest

from forum.importing.report import ImportRefused
from forum.importing.stack_exchange.reader import find_files, rows
from tests.importing.dump import write_dump


def test_rows_come_with_their_attributes_despite_the_byte_order_mark(tmp_path: Path) -> None:
    path = write_dump(tmp_path) / "Users.xml"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["DisplayName"] for row in rows(path)][:2] == ["Community", "Ann Secretname"]


def test_html_in_attributes_is_html_again(tmp_path: Path) -> None:
    body = next(rows(write_dump(tmp_path) / "Posts.xml"))["Body"]
    assert "<strong>lend</strong>" in body
    assert "a &lt; b" in body


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "Votes.xml"
    row = '  <row Id="1" PostId="1" VoteTypeId="2" Text="' + "x" * 200 + '" />\n'
    peaks = []
    for count in (2_000, 20_000):
        path.write_text(f"<votes>\n{row * count}</votes>", encoding="utf-8")
        tracemalloc.start()
        assert sum(1 for _ in rows(path)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<posts><row Id='1'", "Posts.xml is not well-formed XML: line 1 cannot be read."),
        ("<posts>\n<row Id='1'/>\n</pos>", "Posts.xml is not well-formed XML: line 3 cannot be read."),
        ("", "Posts.xml is not well-formed XML: line 1 cannot be read."),
        ("<!DOCTYPE p [<!ENTITY a 'aaa'>]><posts/>", "Posts.xml holds declarations that no dump needs"),
    ],
)
def test_broken_xml_is_refused_with_its_place(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "Posts.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ImportRefused) as refusal:
        list(rows(path))
    assert str(refusal.value).startswith(sentence)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is not a folder"):
        find_files(tmp_path / "nowhere")
    write_dump(tmp_path)
    (tmp_path / "Votes.xml").unlink()
    with pytest.raises(ImportRefused, match=r"Votes\.xml is missing"):
        find_files(tmp_path)


def test_the_history_may_be_missing(tmp_path: Path) -> None:
    write_dump(tmp_path)
    (tmp_path / "PostHistory.xml").unlink()
    assert set(find_files(tmp_path)) == {"Posts.xml", "Users.xml", "Comments.xml", "Votes.xml"}
