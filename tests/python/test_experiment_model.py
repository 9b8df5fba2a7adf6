"""experiment, compared with scipy's tests over units that plain Python has counted."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from tests.harness.databases import Database
from tests.harness.events import send

BEGINS = datetime(2025, 3, 1, tzinfo=UTC)


def test_the_distributions_equal_those_of_scipy(database: Database) -> None:
    with database.connect() as conn:

        def one(query: str, *args: float) -> float:
            row = conn.execute(f"select hardal_helpers.{query} as found", args).fetchone()
            assert row
            return float(row["found"])

        for z in (0, 1e-9, 0.1, 0.5, 1, 1.96, 3, 3.6, 5, 8, 20, 36):
            meant = 2 * stats.norm.sf(z)
            assert one("normal_tails(%s)", z) == pytest.approx(meant, rel=1e-11, abs=1e-15)
            assert one("normal_tails(%s)", -z) == pytest.approx(meant, rel=1e-11, abs=1e-15)
        for df in (0.5, 1, 2, 3.7, 10, 30.5, 1000, 1e6):
            for t in (0, 1e-6, 0.3, 1, 2.5, 10, 60):
                assert one("student_tails(%s, %s)", t, df) == pytest.approx(
                    2 * stats.t.sf(t, df), rel=1e-8, abs=1e-12
                )
            for confidence in (0.5, 0.9, 0.95, 0.9999):
                assert one("critical_value(%s, %s)", confidence, df) == pytest.approx(
                    stats.t.ppf((1 + confidence) / 2, df), rel=1e-8
                )
        for x in (0.1, 0.5, 1, 2, 17.25, 1e5):
            assert one("log_gamma(%s)", x) == pytest.approx(
                special.gammaln(x), rel=1e-12, abs=1e-12
            )


def simulated(seed: int) -> tuple[list[dict[str, Any]], dict[str, dict[str, list[float]]], int]:
    """Return events, the numbers of the goals of each variant's units, and the mixed units."""
    rnd = random.Random(seed)
    events: list[dict[str, Any]] = []
    units: dict[str, dict[str, list[float]]] = {}
    mixed = 0

    def add(name: str, client: str, at: datetime, **properties: Any) -> None:
        events.append(
            {
                "event_name": name,
                "client_id": client,
                "created_at": at.isoformat(),
                "properties": properties,
            }
        )

    chances = {"control": 0.3, "green": 0.5, "red": 0.28}
    for number in range(400):
        client = f"c{number}"
        variant = rnd.choice(list(chances))
        seen = BEGINS + timedelta(hours=rnd.randrange(500))
        add("shown", client, seen, variant=variant)
        if rnd.random() < 0.1:
            add("shown", client, seen + timedelta(hours=1), variant=variant)
        if rnd.random() < 0.05:
            other = rnd.choice([one for one in chances if one != variant])
            add("shown", client, seen + timedelta(hours=2), variant=other)
            mixed += 1
            continue
        numbers: list[float] = []
        add("buy", client, seen - timedelta(minutes=1), price=1000)  # before the exposure
        add("buy", client, seen + timedelta(days=3, seconds=1), price=1000)  # too late
        while rnd.random() < chances[variant]:
            price = rnd.choice([5, 12.5, 30, 99.99])
            add("buy", client, seen + timedelta(hours=rnd.choice([0, 5, 72])), price=price)
            numbers.append(price)
        units.setdefault(variant, {})[client] = numbers
    add("shown", "nobody", BEGINS)  # without a variant
    return events, units, mixed


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_an_experiment_gives_the_figures_of_scipy(
    tenant: str, database: Database, confidence: float
) -> None:
    events, units, mixed = simulated(7)
    send(database, tenant, *events)
    with database.connect() as conn:
        rows = conn.execute(
            f"select * from {tenant}.experiment('shown', 'variant', 'buy', within => '3 days',"
            " since => %s, confidence => %s)",
            (BEGINS, confidence),
        ).fetchall()
        means = conn.execute(
            f"select * from {tenant}.experiment('shown', 'variant', 'buy', 'mean', 'price',"
            " within => '3 days', since => %s, confidence => %s)",
            (BEGINS, confidence),
        ).fetchall()
    assert [row["variant"] for row in rows] == ["control", "green", "red", None]
    assert [row["is_control"] for row in rows] == [True, False, False, False]
    assert rows[-1]["is_mixed"]
    assert rows[-1]["units"] == mixed
    base = units["control"]
    x0, n0 = sum(bool(n) for n in base.values()), len(base)
    sums0 = np.array([sum(n) for n in base.values()])
    for row, mean in zip(rows[:3], means[:3], strict=True):
        own = units[row["variant"]]
        x, n = sum(bool(numbers) for numbers in own.values()), len(own)
        assert (row["units"], row["conversions"]) == (n, x)
        wilson = stats.binomtest(x, n).proportion_ci(confidence, method="wilson")
        assert row["rate"] == pytest.approx(x / n)
        assert (row["low"], row["high"]) == pytest.approx((wilson.low, wilson.high), rel=1e-9)
        sums = np.array([sum(numbers) for numbers in own.values()])
        interval = stats.t.interval(confidence, n - 1, sums.mean(), stats.sem(sums))
        assert (mean["units"], mean["conversions"]) == (n, x)
        assert mean["rate"] == pytest.approx(sums.mean())
        assert mean["standard_error"] == pytest.approx(stats.sem(sums))
        assert (mean["low"], mean["high"]) == pytest.approx(interval, rel=1e-8)
        if row["variant"] == "control":
            assert row["lift"] is row["p_value"] is mean["lift"] is mean["p_value"] is None
            continue
        # without Yates' correction the chi-square test is the pooled z-test, two-sided
        table = [[x, n - x], [x0, n0 - x0]]
        assert row["p_value"] == pytest.approx(
            stats.chi2_contingency(table, correction=False).pvalue, rel=1e-8
        )
        assert row["lift"] == pytest.approx(x / n / (x0 / n0) - 1)
        risk = stats.contingency.relative_risk(x, n, x0, n0).confidence_interval(confidence)
        assert (row["lift_low"], row["lift_high"]) == pytest.approx(
            (risk.low - 1, risk.high - 1), rel=1e-8
        )
        welch = stats.ttest_ind(sums, sums0, equal_var=False)
        assert mean["p_value"] == pytest.approx(welch.pvalue, rel=1e-8)
        difference = welch.confidence_interval(confidence)
        assert (mean["lift_low"], mean["lift_high"]) == pytest.approx(
            (difference.low / sums0.mean(), difference.high / sums0.mean()), rel=1e-7
        )


def test_what_cannot_be_calculated_is_null(tenant: str, database: Database) -> None:
    at = BEGINS.isoformat()

    def shown(client: str, variant: str) -> dict[str, Any]:
        return {
            "event_name": "shown",
            "client_id": client,
            "created_at": at,
            "properties": {"variant": variant},
        }

    send(
        database,
        tenant,
        *(shown(f"a{number}", "a") for number in range(3)),
        shown("b", "b"),
        {"event_name": "buy", "client_id": "x", "created_at": at, "properties": {"price": 1}},
    )
    with database.connect() as conn:
        for extra in ("", ", 'mean', 'price'"):
            rows = conn.execute(
                f"select * from {tenant}.experiment('shown', 'variant', 'buy'{extra},"
                " since => '2025-01-01')"
            ).fetchall()
            # the control is the variant with the most units
            assert [(row["variant"], row["is_control"]) for row in rows] == [
                ("a", True),
                ("b", False),
            ]
            assert [row["rate"] for row in rows] == [0, 0]
            assert rows[1]["lift"] is rows[1]["p_value"] is None
        row = conn.execute(
            f"select * from {tenant}.experiment('shown', 'variant', 'buy', since => '2030-01-01')"
        ).fetchall()
        assert row == []


def test_beside_a_negative_control_there_is_no_lift(tenant: str, database: Database) -> None:
    """The test is better by five, and the ratio of the means says that it is worse."""
    at = BEGINS.isoformat()
    send(
        database,
        tenant,
        *(
            {
                "event_name": name,
                "client_id": f"{variant}{number}",
                "created_at": at,
                "properties": {"variant": variant, "profit": profit + number},
            }
            for variant, profit in (("control", -12), ("green", -7))
            for number in range(3)
            for name in ("shown", "sold")
        ),
    )
    with database.connect() as conn:
        rows = conn.execute(
            f"select * from {tenant}.experiment('shown', 'variant', 'sold', 'mean', 'profit',"
            " since => '2025-01-01')"
        ).fetchall()
    assert [(row["variant"], row["rate"]) for row in rows] == [("control", -11), ("green", -6)]
    assert rows[1]["lift"] is rows[1]["lift_low"] is rows[1]["lift_high"] is None
    assert rows[1]["p_value"] < 0.01
