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


LONGEST = (  # files that take longest come first, so that the cores end together
    "test_clean", "test_year", "test_kill", "test_integrity", "test_repairs", "test_hostile", "test_replies",
    "test_provoked", "test_registry", "test_second_road", "test_decisions", "test_audit_cli", "test_formats",
    "test_verify", "test_printed", "test_word", "test_recalc", "test_evaluate", "test_chain", "test_carry",
    "test_collect_killed", "test_cluster", "test_month", "test_cli", "test_conform", "test_corrections", "test_trust",
    "test_hand_in", "test_audit_guide", "test_read", "test_sentences", "test_example", "test_collect_mailbox",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Last of all: which tools were missing, and how many tests were skipped for each."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    told = "; ".join(f"{count} for want of: {reason}" for reason, count in reasons.most_common())
    terminalreporter.write_line(f"Skipped {len(skipped)} tests: {told}." if told else "Nothing was skipped.")
