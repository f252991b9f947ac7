"""Strict YAML: what is refused, where, and that nothing else is ever raised.

Every case is a file of a few lines written here; positions count from 1, columns in characters.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.files import yaml as strict_yaml
from kg.files.yaml import Node, Scalar, Sequence, YamlMapping


def read(tmp_path: Path, content: bytes | str) -> tuple[Node | None, list[str]]:
    path = tmp_path / "t.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    tree, problems = strict_yaml.read(path)
    return tree, [str(problem).removeprefix(f"{tmp_path}{os.sep}") for problem in problems]


def plain(node: Node | None) -> object:
    """The tree without its places."""
    if isinstance(node, YamlMapping):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


KEPT_AS_TEXT = [
    "NO",
    "4.10",
    "1.10",
    "0123",
    "12:30:00",
    "2024-02-30",
    "1e9",
    "true",
    "0x1F",
    ".inf",
    "1_000",
    "=",
    "<<",
]


@pytest.mark.parametrize("text", KEPT_AS_TEXT)
def test_every_scalar_stays_text(tmp_path, text):
    assert plain(read(tmp_path, f"a: {text}\n")[0]) == {"a": text}
    assert plain(read(tmp_path, f"[{text}, '{text}']")[0]) == [text, text]


def test_values_know_their_place(tmp_path):
    tree, problems = read(tmp_path, "a:\n  - 海港: b\n")
    assert not problems
    assert isinstance(tree, YamlMapping)
    items = tree.entries["a"][1]
    assert isinstance(items, Sequence)
    entry = items.items[0]
    assert isinstance(entry, YamlMapping)
    key, value = entry.entries["海港"]
    assert (key.where.line, key.where.column) == (2, 5)
    assert (value.where.line, value.where.column) == (2, 9)


REFUSED = {
    "a repeated key, with both lines": (
        "a: b\nc: d\na: e\n",
        't.yaml:3:1: the key "a" stands here and on line 1; keep one',
    ),
    "a key repeated in quotes": ('a: b\n"a": e\n', 't.yaml:2:1: the key "a" stands here and on line 1; keep one'),
    "an unquoted no": ("a: no\n", 't.yaml:1:4: an unquoted no is a boolean elsewhere; write "no" in quotes'),
    "an unquoted Off": ("- Off\n", 't.yaml:1:3: an unquoted Off is a boolean elsewhere; write "Off" in quotes'),
    "an unquoted yes as a key": (
        "yes: a\n",
        't.yaml:1:1: an unquoted yes is a boolean elsewhere; write "yes" in quotes',
    ),
    "no value": ("a:\nb: c\n", "t.yaml:1:3: an empty value; leave the key out, or quote the text"),
    "a tilde": ("a: ~\n", "t.yaml:1:4: an empty value; leave the key out, or quote the text"),
    "null": ("a: null\n", "t.yaml:1:4: an empty value; leave the key out, or quote the text"),
    "an anchor": ("a: &x b\n", "t.yaml:1:4: &x: anchors and aliases are not used here; write it out"),
    "a tag that runs code": (
        "a: !!python/object:os.system x\n",
        "t.yaml:1:4: the tag tag:yaml.org,2002:python/object:os.system is not used here; every value is plain text",
    ),
    "a harmless tag": (
        "a: !!str b\n",
        "t.yaml:1:4: the tag tag:yaml.org,2002:str is not used here; every value is plain text",
    ),
    "a tag of one's own": ("a: !b c\n", "t.yaml:1:4: the tag !b is not used here; every value is plain text"),
    "a bare tag": ("a: ! b\n", "t.yaml:1:4: the tag ! is not used here; every value is plain text"),
    "a second document": ("a: b\n---\nc: d\n", "t.yaml:2:1: a second document (---); one file holds one"),
    "a list as a key": ("? [a]\n: b\n", "t.yaml:1:3: a key must be text, not a list"),
    "a mapping as a key": ("{{a: b}: c}\n", "t.yaml:1:2: a key must be text, not a mapping (key: value)"),
    "a tab for indentation": (
        "a:\n\t- b\n",
        "t.yaml:2:1: not valid YAML: found character that cannot start any token (while scanning for the next token)",
    ),
    "an open quote": (
        'a: "b\nc: d\n',
        "t.yaml:3:1: not valid YAML: found unexpected end of stream "
        "(while scanning a quoted scalar that starts on line 1)",
    ),
    "a colon in plain text": (
        "a: b: c\n",
        "t.yaml:1:5: not valid YAML: mapping values are not allowed in this context",
    ),
    "an unknown alias": ("a: *x\n", "t.yaml:1:4: *x: anchors and aliases are not used here; write it out"),
    "a NUL": (b"a: b\nc: d\0e\n", "t.yaml:2:5: the character U+0000 is not allowed in text; remove it"),
    "a NUL in an escape": ('a: "b\\0"\n', "t.yaml:1:4: the character U+0000 is not allowed in text; remove it"),
    "an escape sequence for terminals": (
        'a: "\\e[31m"\n',
        "t.yaml:1:4: the character U+001B is not allowed in text; remove it",
    ),
    "a line separator no editor shows": (
        "a: b\u2028c\n",
        "t.yaml:1:5: the character U+2028 is not allowed in text; remove it",
    ),
    "a next-line character": ("a: b\x85c\n", "t.yaml:1:5: the character U+0085 is not allowed in text; remove it"),
    "a BOM in the middle": ("a: b\nc: \ufeffd\n", "t.yaml:2:4: the character U+FEFF is not allowed in text; remove it"),
    "Latin-1": ("a: ü\nc: é ü\n".encode("latin-1"), "t.yaml:1:4: not UTF-8 text; save the file as UTF-8"),
    "Latin-1 after UTF-8": ("a: ü\nb: ü".encode() + b"\xe9\n", "t.yaml:2:5: not UTF-8 text; save the file as UTF-8"),
    "GB 18030": ("a: 海\n".encode("gb18030"), "t.yaml:1:4: not UTF-8 text; save the file as UTF-8"),
    "UTF-16": ("a: b\n".encode("utf-16"), "t.yaml:1:1: not UTF-8 text; save the file as UTF-8"),
    "UTF-16 without a BOM": (
        "a: b\n".encode("utf-16-le"),
        "t.yaml:1:2: the character U+0000 is not allowed in text; remove it",
    ),
    "half a surrogate pair": (b"a: \xed\xa0\x80\n", "t.yaml:1:4: not UTF-8 text; save the file as UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "t.yaml:1:1: not UTF-8 text; save the file as UTF-8"),
    "deep lists": ("[" * 100_000, "t.yaml:1:17: nested deeper than 16 levels"),
    "deep mappings": ("{a: " * 100_000, "t.yaml:1:65: nested deeper than 16 levels"),
    "deep blocks": ("- " * 100_000, "t.yaml:1:33: nested deeper than 16 levels"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=list(REFUSED))
def test_refused(tmp_path, content, message):
    assert read(tmp_path, content)[1] == [message]


def test_an_alias_bomb_ends_at_once(tmp_path):
    bomb = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 40))
    start = time.process_time()
    _, problems = read(tmp_path, "a0: &a0 [x]\n" + bomb)
    assert problems[-1] == "t.yaml:2:10: *a0: anchors and aliases are not used here; write it out"
    assert time.process_time() - start < 1


def test_problems_that_leave_the_tree_readable_come_together(tmp_path):
    tree, problems = read(tmp_path, "a: !!int 1\nb: no\na: &x 2\nc:\n")
    assert isinstance(tree, YamlMapping)
    assert [problem.split(": ")[0] for problem in problems] == [
        "t.yaml:1:4",
        "t.yaml:2:4",
        "t.yaml:3:4",
        "t.yaml:3:1",
        "t.yaml:4:3",
    ]


@pytest.mark.parametrize("content", ["", "# only a comment\n\n# and another\n", "\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_tree(tmp_path, content):
    assert read(tmp_path, content) == (None, [])


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfa: b\n",
        b"a: b\r\n",
        b"a: b",
        b"---\na: b\n...\n",
        b"%YAML 1.1\n---\na: b\n",
        b"a:\tb\n",
        b"'a': \"b\"\n",
        b"a: >-\n  b\n",
        b"# c\n{a: b}\n",
    ],
)
def test_the_same_in_other_spellings(tmp_path, content):
    assert plain(read(tmp_path, content)[0]) == {"a": "b"}
    assert read(tmp_path, content)[1] == []


def test_windows_line_ends_count_as_one_line(tmp_path):
    assert read(tmp_path, b"a: b\r\n\r\na: c\r\n")[1] == ['t.yaml:3:1: the key "a" stands here and on line 1; keep one']


def test_a_file_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    tree, problems = strict_yaml.read(path)
    assert tree is None
    assert [problem.message for problem in problems] == ["larger than 8 MB; split the file"]


def test_a_message_never_holds_a_whole_page(tmp_path):
    long = "x" * 500
    _, problems = read(tmp_path, f"{long}: a\n{long}: !{long} &{long} b\n")
    assert len(problems) == 3
    assert all(len(problem) < 200 for problem in problems)


class TestWhatIsNoFile:
    def problem(self, path: Path) -> str:
        tree, problems = strict_yaml.read(path)
        assert tree is None
        return problems[0].message

    def test_a_folder(self, tmp_path):
        (tmp_path / "folder.yaml").mkdir()
        assert self.problem(tmp_path / "folder.yaml") == "not a file"

    def test_nothing(self, tmp_path):
        assert self.problem(tmp_path / "absent.yaml") == "cannot be read: No such file or directory"

    @pytest.mark.skipif(os.name == "nt", reason="links and pipes need POSIX")
    def test_a_link_to_itself(self, tmp_path):
        path = tmp_path / "loop.yaml"
        path.symlink_to(path)
        assert "symbolic link" in self.problem(path)

    @pytest.mark.skipif(os.name == "nt", reason="links and pipes need POSIX")
    @pytest.mark.parametrize("endless", ["pipe", "device"])
    def test_what_would_never_end(self, tmp_path, endless):
        path = tmp_path / "endless.yaml"
        if endless == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("/dev/zero")
        assert self.problem(path) == "not a file"


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff")
)
TREES = st.recursive(
    TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
YAML_LIKE = st.lists(
    st.sampled_from(
        [*"-?:,[]{}#&*!|>'\"%@`\\ \n\t\r~=<", "---", "...", "a", "no", "<<", "!!str", "&a", "*a", "\0", "é", "\u2028"]
    ),
    max_size=80,
).map("".join)


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "t.yaml"


def depth(tree: object) -> int:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    | YAML_LIKE.map(str.encode)
)
def test_no_bytes_raise_anything(one_file, content):
    one_file.write_bytes(content)
    tree, problems = strict_yaml.read(one_file)
    assert len(problems) <= 2 * len(content)  # "?" alone is an empty key with an empty value
    assert all(len(str(problem)) < 400 for problem in problems)
    if tree is None and content.strip():
        loaded = None if problems else list(yaml.safe_load_all(content))
        assert problems or loaded in ([], [None])


@settings(max_examples=100, deadline=None)
@given(tree=TREES)
def test_any_quoted_text_is_read_as_it_is_written(one_file, tree):
    one_file.write_text(yaml.safe_dump(tree, default_style='"', allow_unicode=True), "utf-8")
    found, problems = strict_yaml.read(one_file)
    if depth(tree) <= strict_yaml.MAX_DEPTH and not any("anchor" in str(problem) for problem in problems):
        assert [str(problem) for problem in problems] == []
        assert plain(found) == tree
