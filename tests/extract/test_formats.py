"""Reports in four formats, from a file, standard input and a server: the same text, each stretch with its place."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import DataError, EnvironmentFault, LimitError, UsageError
from kg.extract import formats
from kg.extract.formats import ReportText, read
from kg.extract.outline import outline


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def place(text: ReportText, words: str) -> str:
    """Where words stand, without the name of the file."""
    return str(text.place(text.text.index(words))).removeprefix(text.name)


def pdf(*pages: str) -> bytes:
    """A small PDF, a page a text, its lines below each other."""
    return pdf_of(*([(50, 750 - 14 * at, line) for at, line in enumerate(page.split("\n"))] for page in pages))


def pdf_of(*pages: list[tuple[int, int, str]]) -> bytes:
    """A small PDF, a page a list of words and where they begin (x, y)."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for page in pages:
        stream = "\n".join(
            f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm ({words.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET"
            for x, y, words in page
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        box = "/MediaBox [0 0 595 842]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {len(objects)} 0 R /Resources {font} >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = "%PDF-1.4\n"
    offsets = []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}").encode("latin-1")


def test_plain_text_stays_as_it_is(tmp_path):
    said = "1. Gulls\r\nTwo gulls.\r\n\r\nThree."
    text = read(written(tmp_path, "log.txt", said))
    assert (text.text, text.form) == (said, "text")
    assert place(text, "Three") == ":4:1"
    assert place(text, "gulls") == ":2:5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(tmp_path, encoding):
    said = "一、国家认可机构共计十二家。\n二、全国共有证书302万张，同比增长11%。\n"
    assert read(written(tmp_path, "log.txt", said.encode(encoding))).text == said


def test_markdown_is_read_without_its_marks(tmp_path):
    text = read(
        written(
            tmp_path,
            "log.md",
            "# **Harbour** log\n\n* two `gulls`\n* see [the *list*](https://x.example/a_b)\n"
            "1\\. not a list\n<!-- no -->2 * 3",
        )
    )
    assert text.text == "# Harbour log\n\n* two gulls\n* see the list\n1. not a list\n2 * 3"
    assert place(text, "the list") == ":4:8"
    assert place(text, "not a list") == ":5:5"


def test_html_is_read_as_a_browser_shows_it(tmp_path):
    page = """<!doctype html><html><head><title>No</title><style>no</style>
<body><nav>no</nav><h2>Gulls&nbsp;&amp; terns</h2><script>var no = "<p>no</p>"</script>
<p>Nearly <b>30</b>,000
   birds.<br>More.</p>
<ol><li>first<li><p>second</p><ol><li>inner</ol><li>third</ol>
<ol start=4><li>fourth<li>(9) own number</ol>
<ul><li>bullet</ul><table><tr><th>Year<td>2021</table>"""
    text = read(written(tmp_path, "page.html", page))
    assert text.text.splitlines() == [
        "## Gulls & terns",
        "Nearly 30,000 birds.",
        "More.",
        "1. first",
        "2. second",
        "(1) inner",
        "3. third",
        "4. fourth",
        "(9) own number",
        "· bullet",
        "Year\t2021",
    ]
    assert place(text, "000") == ":3:21"
    assert place(text, "birds") == ":4:4"
    assert [section.number for section in outline(text.text).sections] == ["preamble", "1", "2", "2.1", "3", "4", "4.9"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>7 no</p>",
        '<p hidden="">7 no</p>',
        '<div hidden="until-found"><p>7 no</p></div>',
        '<p aria-hidden="true">7 no</p>',
        '<p style="display:none">7 no</p>',
        '<p style="color:red; Display : none !important">7 no</p>',
        "<p style='visibility: hidden'>7 no</p>",
        "<template><p>7 no</p></template>",
        "<noscript>7 no</noscript>",
        "<style>7 no</style>",
        "<script>7 no</script>",
        "<textarea>7 no</textarea>",
        "<select><option>7 no</select>",
        "<dialog><p>7 no</p></dialog>",
        "<details hidden><summary>7</summary>no</details>",
        "<div hidden><div>7</div><p>no</div>",
        "<div hidden><br><img src=x><input>7 no</div>",
        "<svg><title>7 no</title></svg>",
        "<input type=hidden value='7 no'>",
        "<!-- 7 no -->",
    ],
)
def test_what_a_page_hides_is_not_read(tmp_path, hidden):
    page = f"<html><body><p>One.</p>{hidden}<p>Two.</p></body></html>"
    assert read(written(tmp_path, "page.html", page)).text.split() == ["One.", "Two."]


@pytest.mark.parametrize("attributes", [' a="x"', "a='>'", " a"])
def test_a_tag_without_end_is_refused_before_it_fills_the_memory(tmp_path, attributes):
    page = f"<html>\n<body><p {attributes * 40_000}>The office issued 24 certificates.</p></body></html>"
    with pytest.raises(LimitError, match=r"page\.html, line 2: a tag is too long; the limit is 65,536 characters"):
        read(written(tmp_path, "page.html", page))


def test_a_tag_may_hold_a_picture_and_a_quote_that_nothing_closes(tmp_path):
    picture = "data:image/png;base64," + "A" * 300_000
    page = f"<html><body><p title='>'>One.</p><img alt=\">\" src='{picture}'><p>Two.</p><p a\"b>Three.</p>"
    text = read(written(tmp_path, "page.html", page)).text
    assert text.splitlines() == ["One.", "Two.", "Three."]


def test_html_without_its_name_and_in_its_own_encoding(tmp_path):
    page = '<html><meta charset="iso-8859-1"><p>Ærø: 12 möwen</p>'.encode("latin-1")
    assert read(written(tmp_path, "page", page)).text.strip() == "Ærø: 12 möwen"


def test_pdf_is_read_page_by_page(tmp_path):
    content = pdf("1. Gulls\nTwo (2) gulls.\n- 1 -", "2. Terns\nNearly 30,000 terns.\nPage 2 of 2")
    text = read(written(tmp_path, "log.pdf", content))
    assert text.text == "1. Gulls\nTwo (2) gulls.\n2. Terns\nNearly 30,000 terns.\n"
    assert place(text, "Two") == ", page 1"
    assert place(text, "30,000") == ", page 2"
    assert [section.number for section in outline(text.text).sections] == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00\x00", "control character"),
        ("a.txt", b"caf\xe9 is no utf-8 \xff\xfe\xfd" * 9, "neither UTF-8"),
        ("a.txt", "…—!".encode(), "no words"),
        ("a.txt", b"a" * (formats.MAX_LINE + 1), "a line of 1,000,001 characters"),
        ("a.html", b"<html><body><script>only()</script></body>", "no words"),
        ("a.pdf", pdf("1. Gulls")[:300], "truncated"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, "truncated"),
        ("a.pdf", pdf(""), "OCR"),
    ],
)
def test_what_is_no_text_is_one_clear_error(tmp_path, name, content, said):
    with pytest.raises(DataError) as fault:
        read(written(tmp_path, name, content))
    assert len(fault.value.problems) == 1
    assert said in str(fault.value) and "no text to read" in str(fault.value)


def test_a_pdf_with_a_page_that_needs_another_program_is_not_called_encrypted(tmp_path):
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, StreamObject

    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    content = StreamObject()
    content.set_data(b"x")
    content[NameObject("/Filter")] = NameObject("/JBIG2Decode")
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(tmp_path / "page.pdf")
    with pytest.raises(DataError, match="compressed in a way that is not read"):
        read(str(tmp_path / "page.pdf"))


def test_an_encrypted_pdf(tmp_path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf("1. Gulls"))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(DataError, match="encrypted"):
        read(str(tmp_path / "a.pdf"))


def test_what_is_not_there(tmp_path):
    for missing in (tmp_path / "no.txt", tmp_path, "a\0b"):
        with pytest.raises(EnvironmentFault):
            read(str(missing))
    for address in ("ftp://127.0.0.1/x", "file:///etc/passwd", "http://"):
        with pytest.raises(UsageError, match="only http and https"):
            read(address)


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "MAX_BYTES", 10)
    with pytest.raises(LimitError):
        read(written(tmp_path, "a.txt", "01234567890"))


@contextmanager
def serving(status: int, content: bytes, **headers: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/report"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_an_address_is_read_as_a_file_is():
    with serving(200, b"<!DOCTYPE html><p>Two gulls.</p>") as address:
        text = read(address)
    assert (text.text, text.name, text.form) == ("Two gulls.\n", address, "html")


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "iso-8859-2", "utf-16-le"])
def test_the_encoding_that_a_server_declares_holds(encoding):
    """Issue 16: the charset of the HTTP header was not read."""
    said = {"big5": "兩家機構", "shift_jis": "二つの機関です", "iso-8859-2": "Žádná škola", "utf-16-le": "Two gulls"}[
        encoding
    ]
    with serving(200, said.encode(encoding), **{"Content-Type": f'text/plain; charset="{encoding}"'}) as address:
        assert read(address).text == said


def test_an_address_that_gives_nothing():
    with serving(404, b"gone") as address, pytest.raises(EnvironmentFault, match="404"):
        read(address)
    with serving(302, b"", Location="file:///etc/passwd") as address, pytest.raises(EnvironmentFault):
        read(address)
    with pytest.raises(EnvironmentFault, match="cannot be reached"):
        read(address)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("fr.txt", "Il y a 932 organismes accr\u00e9dit\u00e9s.".encode("latin-1"), "accr\u00e9dit\u00e9s"),
        (
            "de.html",
            "<html><body><p>F\u00fcr die Pr\u00fcfung</p></body></html>".encode("latin-1"),
            "F\u00fcr die Pr\u00fcfung",
        ),
        (
            "declared.html",
            '<?xml version="1.0" encoding="ISO-8859-1"?><html><body>932 accr\u00e9dit\u00e9s</body></html>'.encode(
                "latin-1"
            ),
            "accr\u00e9dit\u00e9s",
        ),
        ("zh.txt", "\u8ba4\u8bc1\u673a\u6784932\u5bb6\u3002".encode("gb18030"), "\u8ba4\u8bc1\u673a\u6784"),
    ],
)
def test_western_letters_are_not_read_as_chinese(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    assert said in formats.read(str(tmp_path / name)).text


def test_two_encodings_in_one_text_are_refused(tmp_path):
    mixed = "1. \u8ba4\u8bc1\u673a\u6784\n".encode() + "\u53d1\u653e\u8bc1\u4e6624\u5f20\u3002\n".encode("gbk")
    (tmp_path / "r.txt").write_bytes(mixed)
    with pytest.raises(DataError, match="UTF-8"):
        formats.read(str(tmp_path / "r.txt"))


def test_a_footnote_mark_is_no_digit_and_an_exponent_is_none_either(tmp_path):
    page = (
        "<html><body><p>There were 932<sup>1</sup> bodies, 3,020<sup><a href='#f'>2</a></sup> papers, 12 m<sup>2</sup>."
        "</p><p hidden>secret</p><div style='display: none'><div>hidden</div>too</div></body></html>"
    )
    (tmp_path / "h.html").write_text(page, "utf-8")
    text = formats.read(str(tmp_path / "h.html")).text
    assert "932 bodies, 3,020 papers, 12 m\u00b2." in text
    assert "secret" not in text and "hidden" not in text and "too" not in text
