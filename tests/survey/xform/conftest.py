"""JavaRosa as an outside judge."""

import pytest

from tests import machine


@pytest.fixture(scope="session")
def form_judge() -> list[str]:
    """The command that reads names of instances and says of each what JavaRosa thinks of it."""
    command = machine.form_judge()
    if command is None:
        pytest.skip("no JDK")
    return command
