"""Persons follow from links, in whatever order and however many at once they come.

The oracle is a graph walked in plain Python, in which a link is an edge.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import DictRow

from tests.harness.databases import Database, new_database, unique_name
from tests.harness.server import Server
from tests.harness.tool import Cli

Pair = tuple[str, str]
# ids in an order of bytes that no language's collation has
IDS = ["B", "_", "a", "Z", "ç", "á", "b", "10", "9", "-x", "c d", "日", "z", "y"]


def persons_of(links: set[frozenset[str]]) -> dict[str, str]:
    """Return the person of each id that stands in a link."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in map(sorted, links):
        near[one].add(other)
        near[other].add(one)
    found: dict[str, str] = {}
    for start in near:
        if start in found:
            continue
        group, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - group:
                group.add(other)
                waiting.append(other)
        smallest = min(group, key=lambda name: name.encode())
        found |= dict.fromkeys(group, smallest)
    return found


@pytest.fixture(scope="module")
def made(pg: Server) -> Iterator[tuple[Database, str]]:
    with new_database(pg) as database:
        tenant = unique_name("acme")
        Cli(database.dsn)("tenant", "create", tenant)
        yield database, tenant


@pytest.fixture(scope="module")
def owner(made: tuple[Database, str]) -> Iterator[psycopg.Connection[DictRow]]:
    with made[0].connect() as conn:
        conn.execute("set role hardal_owner")
        yield conn


def link(conn: psycopg.Connection[DictRow], tenant: str, pairs: list[Pair]) -> int:
    row = conn.execute(
        f"select linked from {tenant}__store.link(%s::text[], %s::text[], null, 'sql')",
        ([a for a, _ in pairs], [b for _, b in pairs]),
    ).fetchone()
    assert row
    return int(row["linked"])


def unlink(
    conn: psycopg.Connection[DictRow], tenant: str, pairs: list[tuple[str, str | None]], dry: bool
) -> dict[str, Any]:
    row = conn.execute(
        f"select {tenant}__store.unlink(%s::text[], %s::text[], %s) as did",
        ([a for a, _ in pairs], [b for _, b in pairs], dry),
    ).fetchone()
    assert row
    return dict(row["did"])


def held(conn: psycopg.Connection[DictRow], tenant: str) -> dict[str, str]:
    rows = conn.execute(f"select client_id, person_id from {tenant}__store.identities").fetchall()
    return {row["client_id"]: row["person_id"] for row in rows}


def sets(persons: dict[str, str], ids: set[str]) -> set[frozenset[str]]:
    """Return the sets of these ids. One without a person is a set of its own."""
    groups = defaultdict(set)
    for name in ids:
        groups[persons.get(name, name)].add(name)
    return {frozenset(group) for group in groups.values()}


pairs = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("link"), st.lists(pairs, max_size=8)),
        st.tuples(
            st.just("unlink"),
            st.lists(st.one_of(pairs, st.tuples(st.sampled_from(IDS), st.none())), max_size=3),
        ),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_persons_are_what_a_graph_of_the_links_says(
    made: tuple[Database, str], owner: psycopg.Connection[DictRow], steps: list[Any]
) -> None:
    _, tenant = made
    owner.execute(f"delete from {tenant}__store.links; delete from {tenant}__store.identities")
    links: set[frozenset[str]] = set()
    for what, said in steps:
        if what == "link":
            new = {frozenset(pair) for pair in said if pair[0] != pair[1]} - links
            assert link(owner, tenant, said) == len(new)
            links |= new
        else:
            gone = {
                edge
                for edge in links
                for one, other in said
                if one in edge and (other is None or edge == {one, other})
            }
            before = persons_of(links)
            told = unlink(owner, tenant, said, dry=True)
            assert held(owner, tenant) == before
            assert unlink(owner, tenant, said, dry=False) == told
            links -= gone
            assert told["unlinked"] == len(gone)
            touched = {before[name] for edge in gone for name in edge}
            ids = {name for name, person in before.items() if person in touched}
            for named, persons in (("before", before), ("after", persons_of(links))):
                assert {frozenset(p["client_ids"]) for p in told[named]} == sets(persons, ids)
                assert all(
                    p["person_id"] == min(p["client_ids"], key=lambda name: name.encode())
                    and p["ids"] == len(p["client_ids"])
                    for p in told[named]
                )
        assert held(owner, tenant) == persons_of(links)


@settings(max_examples=20, deadline=None)
@given(
    size=st.sampled_from([2, 3, 7, 100, 2000]),
    shape=st.sampled_from(["chain", "loop", "star", "tree", "random"]),
    seed=st.integers(0, 99),
)
def test_sets_of_all_shapes_are_found(
    owner: psycopg.Connection[DictRow], size: int, shape: str, seed: int
) -> None:
    rng = random.Random(seed)
    names = [f"{n}" for n in rng.sample(range(10 * size), size)]
    near = {
        "chain": [(n, n + 1) for n in range(size - 1)],
        "loop": [(n, (n + 1) % size) for n in range(size)],
        "star": [(0, n) for n in range(1, size)],
        "tree": [(n, n // 2) for n in range(1, size)],
        "random": [(rng.randrange(size), rng.randrange(size)) for _ in range(size)],
    }[shape]
    rng.shuffle(near)
    edges = [(names[a], names[b]) for a, b in near if a != b]
    rows = owner.execute(
        "select * from hardal_private.connected_sets(%s::text[], %s::text[])",
        ([a for a, _ in edges], [b for _, b in edges]),
    ).fetchall()
    assert {row["id"]: row["person_id"] for row in rows} == persons_of(set(map(frozenset, edges)))


def test_any_number_at_once_makes_the_same_persons(made: tuple[Database, str]) -> None:
    """Six connections link overlapping pairs in orders of their own, and one unlinks meanwhile."""
    database, tenant = made
    database.value(f"with gone as (delete from {tenant}__store.links) select 1")
    database.value(f"with gone as (delete from {tenant}__store.identities) select 1")
    wanted = {frozenset((f"n{a}", f"n{b}")) for a, b in zip(range(200), range(7, 207), strict=True)}
    passing = {frozenset((f"n{n}", f"x{n}")) for n in range(0, 200, 10)}

    def work(seed: int) -> int:
        rng = random.Random(seed)
        mine = [tuple(rng.sample(sorted(edge), 2)) for edge in wanted | passing]
        rng.shuffle(mine)
        made_ = 0
        with database.connect() as conn:
            conn.execute("set role hardal_owner")
            while mine:
                some = [(a, b) for a, b in mine[:5]]
                try:
                    made_ += link(conn, tenant, some)
                except psycopg.Error as error:
                    if error.sqlstate != "PT429":  # to be sent again
                        raise
                    continue
                mine = mine[5:]
        return made_

    def undo() -> int:
        gone = 0
        with database.connect() as conn:
            conn.execute("set role hardal_owner")
            for edge in list(passing) * 3:
                one, other = sorted(edge)
                try:
                    gone += unlink(conn, tenant, [(other, one)], False)["unlinked"]
                except psycopg.Error as error:
                    if error.sqlstate != "PT429":
                        raise
        return gone

    with ThreadPoolExecutor(7) as pool:
        makers = [pool.submit(work, seed) for seed in range(6)]
        undone = pool.submit(undo)
        made_ = sum(maker.result() for maker in makers)
        gone = undone.result()
    with database.connect() as conn:
        left = {
            frozenset((row["client_id"], row["person_id"]))
            for row in conn.execute(f"select client_id, person_id from {tenant}__store.links")
        }
        # every link is made once, whoever makes it, and made again only after it was deleted
        assert len(left) == made_ - gone
        assert wanted <= left <= wanted | passing
        assert held(conn, tenant) == persons_of(left)
        assert conn.execute(
            f"select count(*) = count(distinct (least(client_id, person_id),"
            f" greatest(client_id, person_id))) as once from {tenant}__store.links"
        ).fetchone() == {"once": True}
