"""Inspections by officers (行政检查): visits, the orders that come of them, re-inspections.

Start at lifecycle.py: the lives of a visit, an order and a re-inspection, one row a verb.
case.py        what guards look at, read by queries/cases.py; guards/ why somebody may not do it now
commands/      visits.py and site_inspection.py up to the sealed record; orders.py from the draft to its end;
               answers.py and extensions.py of the plant; reinspections.py; voiding.py; officer_changes.py
queries/       the same nouns, read; visibility.py says what a plant reads before notice and service: nothing
document_content.py says what a document says, printed_forms.py the forms signed by pen; `documents` seals and serves
deadlines.py   last days; jobs.py who hears of them
Only certified officers of a legal enforcement body inspect, every visit is approved first, and the visits of
one plant in a year are capped: 国办发〔2024〕54号. Two officers: 行政处罚法 art. 42.
A visit and its order are one case file and look at each other, so that they are one room.
"""
