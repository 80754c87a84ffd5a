"""Inspections by officers (行政检查): visits, sealed documents and their numbers, orders, re-inspection.

Start at rules/lifecycle.py: the lives of a visit, an order and a re-inspection as tables.
commands/      visits.py and site_inspection.py up to the sealed record; orders.py from the draft to its service;
               reinspections.py; sealing.py, serving.py and voiding.py for every document; officer_changes.py
queries/       the same nouns, read; visibility.py says what a plant reads before notice and service: nothing
document_content.py says what a document says, document_pdf.py how it stands on paper, printed_forms.py the forms
               signed by pen; numbering.py gives serials per organisation, kind and year, without a gap
deadlines.py   last days; jobs.py who hears of them
A sealed document never changes: it is made void, or another is sealed.
"""
