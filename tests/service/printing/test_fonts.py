import io

import pytest
from reportlab.pdfbase import ttfonts
from reportlab.pdfgen.canvas import Canvas

from service.printing import fonts
from service.printing.documents import faces as module
from service.printing.documents.faces import characters, faces_of
from tests.service.printing import paper

RARE = "䶮㙟𬭎"


def test_rare_characters_of_names_are_drawn_and_extracted():
    faces = fonts.sans()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, initialFontName=faces.first)
    words = canvas.beginText(72, 720)
    for font, piece in faces.body.runs("王" + RARE + "李"):
        words.setFont(font, 16)
        words.textOut(piece)
    canvas.drawText(words)
    canvas.save()
    assert paper.text_of(buffer.getvalue()).strip() == "王" + RARE + "李"


def test_a_glyph_that_no_font_has_is_named_once_each():
    with pytest.raises(fonts.MissingGlyph) as refusal:
        fonts.sans().body.check(["𠮷野家", "☑𠮷"])
    assert refusal.value.characters == "𠮷☑"
    assert (refusal.value.status, refusal.value.code) == (422, "MISSING_GLYPH")
    assert "𠮷（U+20BB7）、☑（U+2611）" in refusal.value.detail


def test_a_licensed_font_is_asked_first_and_noto_serif_for_what_it_lacks(tmp_path):
    (tmp_path / "fangsong.ttf").symlink_to(fonts.path_of(fonts.sans().first))
    licensed, ours = faces_of(tmp_path), faces_of(None)
    assert licensed.body == (tmp_path / "fangsong.ttf", *ours.body)
    assert licensed.bold == ours.bold
    assert [path.name for path in ours.body] == ["NotoSerifSC_400Regular.ttf"]


def test_which_characters_a_font_draws_is_as_reportlab_reads_it():
    (file,) = faces_of(None).body
    known = ttfonts.TTFontFile(str(file)).charToGlyph
    assert characters(file) == frozenset(code for code, glyph in known.items() if glyph)


def test_a_table_of_segments_is_read_as_the_table_of_groups_within_16_bits(tmp_path):
    """Old licensed fonts have the former alone."""
    (file,) = faces_of(None).body
    data = bytearray(file.read_bytes())
    start = next(offset for tag, offset in module._tables(data) if tag == b"cmap")
    for number in range(int.from_bytes(data[start + 2 : start + 4], "big")):
        place = start + int.from_bytes(data[start + 8 + 8 * number : start + 12 + 8 * number], "big")
        if data[place : place + 2] == (12).to_bytes(2, "big"):
            data[place : place + 2] = (99).to_bytes(2, "big")
    (tmp_path / "old.ttf").write_bytes(data)
    assert characters(tmp_path / "old.ttf") == {code for code in characters(file) if code < 0xFFFF}


def test_invisible_marks_and_line_breaks_are_taken_out():
    assert fonts.cleaned("围堰\u200b有\r\n裂缝\ufeff\t10 cm ") == "围堰有 裂缝 10 cm"
