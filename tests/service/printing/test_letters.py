import io

import pytest
from pypdf import PdfReader

from service.core.acts.problems import Invalid
from service.printing import invitations
from service.printing.invitations import Letter
from tests.service.printing import paper

INVITATION = Letter(
    title="开通双重预防账户",
    lines=(
        "安阳华安化工有限公司：",
        "殷都区应急管理局为你单位开通了双重预防机制服务。请由主要负责人或者安全管理负责人扫码，核对单位信息并设置密码。",
        "也可以打开 https://aq.example.cn/join ，输入下面的邀请码。",
    ),
    qr_url="https://aq.example.cn/join#7KQ2-M9XA-4TBA-88PD-03VZ-WWXY-Q2M9",
    code_text="7KQ2-M9XA-4TBA-88PD-03VZ-WWXY-Q2M9",
    note="邀请码 2026年12月22日 前有效，只能使用一次，请勿转发。",
)
ENROLMENT = Letter(
    title="登录码",
    lines=("姓名：𬭎㙟", "工号：0137", "单位：安阳华安化工有限公司 储运部", "有效期至：2026年11月29日"),
    qr_url="https://aq.example.cn/enrol#K7Q2M9XA4TBA88PD03VZWWXYQ2M9",
    code_text="K7Q2-M9XA-4TBA",
    note="首次登录后设置密码，本页即作废。",
)


@pytest.mark.parametrize("size, points", [("A4", (595.28, 841.89)), ("A5", (419.53, 595.28))])
def test_each_letter_is_one_page_of_its_paper(size, points):
    pages = PdfReader(io.BytesIO(invitations.pdf([INVITATION, ENROLMENT], size))).pages
    assert [(float(page.mediabox.width), float(page.mediabox.height)) for page in pages] == [
        pytest.approx(points, abs=0.5)
    ] * 2


@pytest.mark.parametrize("size", ["A4", "A5"])
@pytest.mark.parametrize("letter", [INVITATION, ENROLMENT])
def test_its_symbol_reads_and_its_words_can_be_copied(letter, size):
    pdf = invitations.pdf([letter], size)
    assert paper.symbols_in(paper.picture_of(pdf, dpi=150)) == [letter.qr_url]
    text = paper.text_of(pdf).replace("\n", "")
    for words in (letter.title, letter.code_text, *letter.lines, letter.note):
        assert words.replace(" ", "") in text.replace(" ", "")


def test_long_lines_are_set_smaller_and_too_many_are_refused():
    longer = Letter("登录码", INVITATION.lines * 2, INVITATION.qr_url, INVITATION.code_text)
    assert paper.symbols_in(paper.picture_of(invitations.pdf([longer]), dpi=150)) == [INVITATION.qr_url]
    with pytest.raises(Invalid, match="一页放不下"):
        invitations.pdf([Letter("登录码", INVITATION.lines * 20, INVITATION.qr_url, "")])


def test_the_same_letter_gives_the_same_bytes_with_every_font_embedded():
    assert invitations.pdf([INVITATION]) == invitations.pdf([INVITATION])
    assert all(embedded for _, embedded in paper.fonts_of(invitations.pdf([INVITATION])))
