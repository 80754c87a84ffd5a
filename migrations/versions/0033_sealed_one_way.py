"""What is sealed is refused any change by the database: a document and what verifies it are made void or signed once.

Safe while the previous release serves: yes, it changes nothing else.
"""

from alembic import op

from migrations.policies import is_postgres
from migrations.sealing import seal, unseal

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# Set once: shown at the service, made void, and how a void record had been signed.
ONCE = {
    "document": (
        "shown_at",
        "voided_by",
        "voided_at",
        "void_reason",
        "signed_at",
        "objection",
        "refusal",
        "witness",
    ),
    "verification": ("served_on", "voided_on"),
}
LOOK_ON = ("job", "platform")  # who only reads what a bureau sealed


def upgrade() -> None:
    for table, once in ONCE.items():
        seal(table, once)
        if not is_postgres():
            continue
        op.execute(f"revoke update on {table} from dp_regulator")
        op.execute(f"grant update ({', '.join(once)}) on {table} to dp_regulator")
        for role in LOOK_ON:
            op.execute(f"revoke insert, update on {table} from dp_{role}")


def downgrade() -> None:
    for table, once in ONCE.items():
        unseal(table)
        if not is_postgres():
            continue
        op.execute(f"revoke update ({', '.join(once)}) on {table} from dp_regulator")
        op.execute(f"grant update on {table} to dp_regulator")
        for role in LOOK_ON:
            op.execute(f"grant insert, update on {table} to dp_{role}")
