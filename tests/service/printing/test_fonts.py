import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from service.printing import fonts
from tests.service.printing import paper

RARE = "䶮㙟𬭎"


@pytest.mark.parametrize("faces", [fonts.sans(), fonts.serif()])
def test_rare_characters_of_names_are_drawn_and_extracted(faces):
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
        fonts.serif().body.check(["𠮷野家", "☑𠮷"])
    assert refusal.value.characters == "𠮷☑"
    assert (refusal.value.status, refusal.value.code) == (422, "MISSING_GLYPH")
    assert "𠮷（U+20BB7）、☑（U+2611）" in refusal.value.detail


def test_a_licensed_font_is_asked_first_and_noto_serif_for_what_it_lacks(tmp_path):
    sans = fonts.path_of(fonts.sans().first)
    (tmp_path / "fangsong.ttf").symlink_to(sans)
    faces = fonts.serif(tmp_path)
    assert faces.body.fonts == ("fangsong", "NotoSerifSC_400Regular")
    assert faces.bold.fonts == ("NotoSerifSC_700Bold",)
    assert faces.body.runs("责令") == [("fangsong", "责令")]


def test_an_empty_directory_of_licensed_fonts_changes_nothing(tmp_path):
    assert fonts.serif(tmp_path).body == fonts.serif().body


def test_invisible_marks_and_line_breaks_are_taken_out():
    assert fonts.cleaned("围堰\u200b有\r\n裂缝\ufeff\t10 cm ") == "围堰有 裂缝 10 cm"
