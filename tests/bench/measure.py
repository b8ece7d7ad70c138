"""Times: those who are compared take turns, so that a slow minute of the machine meets them all."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson
import postgis
import questions
import servers
import wire
from peers import Peers
from questions import Question, Sample

OURS, BARE, TIPG, POSTGIS = "ours", "bare", "tipg", "PostGIS"
BUDGET = 20.0  # seconds that one of them may take for a row, once it has answered twice
AT_ONCE = 6  # connections of a browser to one host (as over HTTP/1.1)
STORM = 8  # connections that ask for the cached tile
_LEAST = 2
Turn = Callable[[int], float]  # seconds that the n-th question took
Medians = Mapping[str, float]  # milliseconds of each who was asked


@dataclass(frozen=True)
class Bench:
    """Those who answer, and what they are asked about."""

    ours: servers.Server  # that keeps no finished tile
    keeping: servers.Server  # ours as it comes, which does
    bare: servers.Server
    peers: Peers | None
    events: Sample
    rounds: int = questions.ROUNDS


def alternate(turns: Mapping[str, Turn], rounds: int) -> dict[str, float]:
    """The median milliseconds of each; a first, uncounted turn warms all of them up."""
    taken: dict[str, list[float]] = {name: [] for name in turns}
    spent = dict.fromkeys(turns, 0.0)
    for number in range(-1, rounds):
        for name, turn in turns.items():
            if number >= _LEAST and spent[name] > BUDGET:
                continue
            started = time.perf_counter()
            seconds = turn(max(number, 0))
            spent[name] += time.perf_counter() - started
            if number >= 0:
                taken[name].append(seconds)
    return {name: statistics.median(values) * 1000 for name, values in taken.items()}


def single(bench: Bench, asked: Sequence[Question]) -> Medians:
    """One question after the other, over one connection that is kept open."""
    clients = {OURS: wire.Client(bench.ours.port), BARE: wire.Client(bench.bare.port)}
    if bench.peers:
        clients[TIPG] = wire.Client(bench.peers.tipg.port)
    clients[BARE].put("/body", clients[OURS].get(asked[0].ours).body)

    def turn(number: int, name: str) -> float:
        question = asked[number % len(asked)]
        target = {OURS: question.ours, TIPG: question.tipg, BARE: "/body"}[name]
        return clients[name].get(target).seconds

    turns: dict[str, Turn] = {name: lambda n, name=name: turn(n, name) for name in clients}
    if bench.peers:
        hand = bench.peers.by_hand[0]
        turns[POSTGIS] = lambda n: hand.seconds(asked[n % len(asked)].sql)
    try:
        return alternate(turns, bench.rounds)
    finally:
        for client in clients.values():
            client.close()


def deep(bench: Bench) -> Medians:
    """Pages from the middle of the layer, or from its 500,000th event on, as links lead there."""
    first = min(500_000, bench.events.total // 2) // 100 * 100
    with wire.Client(bench.ours.port) as client:
        target = "/collections/attacks/items?limit=100"
        steps = [10_000] * (first // 10_000) + [100] * (first % 10_000 // 100)
        for step in steps:
            target = _next(client, _limited(target, step))
        targets = []
        for _ in range(bench.rounds):
            target = _limited(target, 100)
            targets.append(target)
            target = _next(client, target)
    return single(bench, questions.deep(targets, first))


def sessions(bench: Bench, coding: str = "") -> Medians:
    """Sixty tiles as a reader's browser asks for them; each time somewhere else."""
    asked = [questions.session(bench.events, number) for number in range(7)]
    _, bodies = wire.together(bench.ours.port, [q.ours for q in asked[0]], AT_ONCE, coding)
    with wire.Client(bench.bare.port) as client:
        for number, body in enumerate(bodies):
            client.put(f"/{number}", body)
    names = [f"/{number}" for number in range(len(bodies))]
    port = bench.ours.port
    turns: dict[str, Turn] = {
        OURS: lambda n: wire.together(port, [q.ours for q in asked[n]], AT_ONCE, coding)[0],
        BARE: lambda _: wire.together(bench.bare.port, names, AT_ONCE)[0],
    }
    if bench.peers:
        tipg, by_hand = bench.peers.tipg.port, bench.peers.by_hand
        turns[TIPG] = lambda n: wire.together(tipg, [q.tipg for q in asked[n]], AT_ONCE, coding)[0]
        turns[POSTGIS] = lambda n: postgis.together(by_hand, [q.sql for q in asked[n]])
    return alternate(turns, len(asked))


def cached(bench: Bench) -> Medians:
    """Milliseconds an answer while many readers ask for the same tile."""
    target = questions.dense(bench.events)[0].ours
    with wire.Client(bench.keeping.port) as own, wire.Client(bench.bare.port) as client:
        client.put("/body", own.get(target).body)
    count = 100 * bench.rounds

    def storm(port: int, name: str) -> float:
        return wire.together(port, [name] * count, STORM)[0] / count

    turns: dict[str, Turn] = {
        OURS: lambda _: storm(bench.keeping.port, target),
        BARE: lambda _: storm(bench.bare.port, "/body"),
    }
    return alternate(turns, 5)


def _next(client: wire.Client, target: str) -> str:
    """Where a page's link ``next`` leads."""
    links = orjson.loads(client.get(target).body)["links"]
    address: str = next(link["href"] for link in links if link["rel"] == "next")
    return address.removeprefix(f"http://{wire.LOOPBACK}")


def _limited(target: str, limit: int) -> str:
    """The same page with so many events."""
    path, _, query = target.partition("?")
    kept = [part for part in query.split("&") if not part.startswith("limit=")]
    return f"{path}?" + "&".join([f"limit={limit}", *kept])
