"""Names of files given out, as a server lets them through."""

import pytest

from service.web.files import file_response


@pytest.mark.parametrize(
    "name", ["labels.pdf", "企业名单_错误原因.xlsx", "（殷）应急责改〔2026〕1号.pdf", 'a"\r\nb.pdf']
)
def test_a_files_name_is_a_header_of_ascii(name: str) -> None:
    said = file_response(b"", "application/pdf", name).headers["Content-Disposition"]
    assert said.isascii()
    assert said.isprintable()
    assert said.startswith("attachment; filename*=UTF-8''")


def test_a_document_is_shown_where_a_workbook_is_kept() -> None:
    said = file_response(b"", "application/pdf", "a.pdf", shown=True).headers["Content-Disposition"]
    assert said.startswith("inline")
