"""What a bureau keeps of its inspections of a plant, and what the plant answers.

Rows of the bureau carry the plant's tenancy and `shown_at`; visits, their items and officers are shown by
the notice of rights, findings by the sealed record, orders and opinions by their service.
"""
