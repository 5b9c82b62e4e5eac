"""What docs/accounts.md says about personal data is what the code declares."""

from pathlib import Path

from django.utils import translation

from kernel.personal import REGISTRY

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accounts.md"


def test_the_table_of_personal_data_names_every_field_of_accounts_and_no_other() -> None:
    with translation.override("en"):
        wanted = {
            f"| `{one.model}` | {one.field} | {one.purpose} | {one.retention} | {'yes' if one.encrypted else 'no'} |"
            for one in REGISTRY.values()
            if one.model.startswith("accounts.")
        }
    written = {line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `accounts.")}
    assert written == wanted
