"""Sealed documents (执法文书) and their numbers: fixed in words, hashed, handed over, made void; anybody checks them.

A document knows its kind and the id of what it is about, and no room: rooms write the content, this one seals it.
Start at commands/sealing.py; serving.py hands a document over, voiding.py takes one back.
states.py      the kinds of what is sealed, numbered and printed, and the ways of service
content.py     what every document has: who issues it to whom, in which words, and who signs
numbering.py   serials (文号) per organisation, kind and year, without a gap
seals.py       whether what was sealed still says what was sealed
paper.py       how a sealed document or a draft stands on paper; receipts.py the receipt of service (送达回证)
A sealed document never changes: it is made void, or another is sealed.
"""
