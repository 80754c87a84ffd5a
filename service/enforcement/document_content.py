"""What a document says, as plain values in the words of the template of the day: its canonical content."""

from collections.abc import Mapping, Sequence
from datetime import date

from service.documents.content import Content, Frame, day_in_words, minute_in_words
from service.enforcement.limits import by_deadline, numbers_in_words
from service.enforcement.models.orders import ItemResult, OrderItem
from service.enforcement.models.visits import Finding, Visit
from service.hazards.states import Grade


def finding_in_words(finding: Finding) -> str:
    """Return place, fact and clause as one sentence."""
    fact = finding.fact.rstrip("。；; ")
    sentence = fact if fact.startswith(finding.place) else f"{finding.place}：{fact}"
    return f"{sentence}，违反{'、'.join(finding.labels)}的规定。" if finding.labels else f"{sentence}。"


def item_in_words(finding: Finding) -> str:
    """Return a finding as an order lists it: a major hazard is called one."""
    sentence = finding_in_words(finding)
    return f"{sentence.removesuffix('。')}（重大事故隐患）。" if finding.grade is Grade.MAJOR else sentence


def site_record(frame: Frame, visit: Visit, findings: Sequence[Finding]) -> Content:
    words = frame.template.wording
    names = "、".join(officer.name for officer in frame.officers)
    certificates = "、".join(officer.certificate for officer in frame.officers)
    began, ended = minute_in_words(visit.began_at), minute_in_words(visit.ended_at, visit.began_at)
    recusal = "是" if visit.recusal else "否"
    return frame.content(
        {
            "address": frame.plant.address,
            "legal_representative": frame.plant.legal_representative,
            "phone": frame.plant.duty_phone,
            "met_person": visit.met_person,
            "met_post": visit.met_post,
            "site": visit.site,
            "time": f"{began}至{ended}" if ended else began,
            "identity": words["identity"].format(
                issuer=frame.issuer.name, officers=names, certificates=certificates
            ),
            "recusal": words["recusal"].format(recusal=recusal),
            "findings_heading": words["findings"],
            "findings": [finding_in_words(finding) for finding in findings] or ["经检查，未发现问题。"],
            "blank": words["blank"],
            "confirmed": words["confirmed"],
        }
    )


def order(
    frame: Frame, items: Sequence[OrderItem], findings: Sequence[Finding], record_number: str
) -> Content:
    """`findings` are those of the items: each item names the clauses of its own."""
    cited = {finding.id: finding.citations for finding in findings}
    words = frame.template.wording
    return frame.content(
        {
            "record_number": record_number,
            "opening": words["opening"],
            "items": [
                {
                    "number": item.number,
                    "text": item.text,
                    "due_on": item.due_on.isoformat(),
                    "citations": cited[item.finding_id],
                }
                for item in items
            ],
            "demand": demand(words["demand"], [(item.number, item.due_on) for item in items]),
            "meanwhile": words["meanwhile"],
            "appeal": words["appeal"].format(
                review_body=frame.bureau.appeal_body, court=frame.bureau.court, superior_bureau=""
            ),
        }
    )


def demand(sentence: str, items: Sequence[tuple[int, date]]) -> str:
    """Return the sentence that orders each group of items done by its own day.

    The template names one group, as 第{items}项问题于{day}前整改完毕; it is repeated for each.
    """
    start = sentence.index("第{items}")
    end = sentence.index("，", sentence.index("{day}"))
    groups = [
        sentence[start:end].format(items=numbers_in_words(numbers), day=day_in_words(day))
        for day, numbers in by_deadline(items)
    ]
    return sentence[:start] + "，".join(groups) + sentence[end:]


def opinion(
    frame: Frame, ordered: tuple[str, date], judged: Sequence[tuple[OrderItem, ItemResult]]
) -> Content:
    """`ordered` is the number and day of the order; `judged` each item that was looked at, by number."""
    words = frame.template.wording
    number, day = ordered
    again = [(item.number, result.due_on) for item, result in judged if not result.passed and result.due_on]
    return frame.content(
        {
            "order_number": number,
            "opening": words["opening"].format(day=day_in_words(day), order_number=number),
            "items": [
                {
                    "number": item.number,
                    "text": item.text,
                    "fact": result.fact,
                    "verdict": words["passed"] if result.passed else words["failed"],
                }
                for item, result in judged
            ],
            "overall": overall(words, judged, frame.day),
            "again": [
                f"第{numbers_in_words(numbers)}项于{day_in_words(day)}前整改完毕。"
                for day, numbers in by_deadline(again)
            ],
        }
    )


def overall(words: Mapping[str, str], judged: Sequence[tuple[OrderItem, ItemResult]], day: date) -> str:
    """Say whether all, some or none was done, and what was not.

    A template that has no words for some or none, as those until November 2026, says of all only what was not.
    """
    failed = [item for item, result in judged if not result.passed]
    passed = [item.number for item, result in judged if result.passed]
    if not failed:
        return words["agreed"]
    verdict = words.get("partly_done" if passed else "not_done", "")
    return verdict.format(items=numbers_in_words(passed)) + failures(words, failed, day)


def failures(words: Mapping[str, str], failed: Sequence[OrderItem], day: date) -> str:
    """Say which items were not done by their day, and which still have time.

    A template that has no words for the latter, as those until 2025, says of all the former.
    """
    late = [item.number for item in failed if item.due_on < day or "unfinished" not in words]
    early = [item.number for item in failed if item.number not in late]
    return "".join(
        words[name].format(items=numbers_in_words(numbers))
        for name, numbers in (("overdue", late), ("unfinished", early))
        if numbers
    )
