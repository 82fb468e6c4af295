"""What every test may lean on: one Hypothesis profile without clocks, and what the run says of what it skipped."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tests.amount import some

settings.register_profile(
    "house",
    deadline=None,
    max_examples=some(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Last of all: which tools were missing, and how many tests were skipped for each."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    told = "; ".join(f"{count} for want of: {reason}" for reason, count in reasons.most_common())
    terminalreporter.write_line(f"Skipped {len(skipped)} tests: {told}." if told else "Nothing was skipped.")
