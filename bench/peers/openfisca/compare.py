"""The scheme of `jiangnan bench quote`, stated for OpenFisca-core and run beside jiangnan on the same orders.

Six rules that refuse, a rate by size, a cap for each order and one for each enterprise and year. Prints one JSON
object: nanoseconds for each order on both sides, their ratio, and whether the amounts agree order by order; then
the same on a few large orders, whose amounts do not fit the 32 bits in which OpenFisca keeps numbers.
"""

import argparse
import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy
from openfisca_core import entities, periods, simulation_builder, taxbenefitsystems, variables

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
MONTH = "2026-06"
ENTERPRISES = 30_000
LARGE_ORDERS = 1_000
# Any amount of this size has more digits than a float of 32 bits keeps.
LARGE_YUAN = 68_212_208
SIZES = ["micro", "small", "medium", "large"]
SECTORS = ["manufacturing", "agriculture", "finance", "real-estate", "trade"]
SERVICES = ["instrument-time", "testing", "expert-time", "research"]
FIRST_DAY = numpy.datetime64("2026-01-01")
RULES = (HERE / "bench.toml").read_text(encoding="utf-8")
CAPS = ("50000.00", "300000.00")

Order = entities.build_entity(key="order", plural="orders", label="An order", is_person=True)


def known(name, value_type):
    """A variable that is known of each order."""
    members = {
        "value_type": value_type,
        "entity": Order,
        "definition_period": periods.DateUnit.MONTH,
        "default_value": 0,
        "label": name,
    }
    return type(name, (variables.Variable,), members)


FACTS = [
    "enterprise",
    "seat_in_zhejiang",
    "provider_in_delta",
    "size",
    "sector",
    "service",
    "credit_clear",
    "related",
    "day",
    "granted_day",
]
MONEY = ["price", "price_with_tax"]


class eligible(variables.Variable):
    value_type = bool
    entity = Order
    definition_period = periods.DateUnit.MONTH
    label = "None of the six rules refuses, and the order lies in the year"

    def formula(order, period):
        sector = order("sector", period)
        return (
            (order("seat_in_zhejiang", period) == 1)
            & (order("credit_clear", period) == 1)
            & (sector != SECTORS.index("finance"))
            & (sector != SECTORS.index("real-estate"))
            & (order("provider_in_delta", period) == 1)
            & (order("day", period) >= order("granted_day", period))
            & (order("related", period) == 0)
            & (order("service", period) <= SERVICES.index("expert-time"))
            & (order("day", period) < 365)
        )


def running_cap(share, enterprise, cap):
    """What of each share the yearly cap of its enterprise leaves, in the order of the orders."""
    by_enterprise = numpy.argsort(enterprise, kind="stable")
    shares, sorted_by = share[by_enterprise], enterprise[by_enterprise]
    running = numpy.cumsum(shares)
    first = numpy.r_[True, sorted_by[1:] != sorted_by[:-1]]
    before_first = (running - shares)[first]
    running -= before_first[numpy.cumsum(first) - 1]
    paid = numpy.minimum(running, cap) - numpy.minimum(running - shares, cap)
    answer = numpy.empty_like(paid)
    answer[by_enterprise] = paid
    return answer


def in_fen(cap_of_order, cap_of_year):
    """Amounts as whole numbers of minor units: as exact as the engine's 32 bits allow."""

    class share(variables.Variable):
        value_type = int
        entity = Order
        definition_period = periods.DateUnit.MONTH
        label = "What an order alone would be paid, in fen"

        def formula(order, period):
            size = order("size", period)
            points = numpy.select([size <= 1, size == 2], [5_000, 3_000], 0)
            # A price times a rate does not fit 32 bits.
            product = order("price", period).astype(numpy.int64) * points
            paid = numpy.minimum(product // 10_000, order("price_with_tax", period))
            return numpy.where(order("eligible", period), numpy.minimum(paid, cap_of_order), 0)

    class subsidy(variables.Variable):
        value_type = int
        entity = Order
        definition_period = periods.DateUnit.MONTH
        label = "What an order is paid after the yearly cap of its enterprise, in fen"

        def formula(order, period):
            share = order("share", period).astype(numpy.int64)
            return running_cap(share, order("enterprise", period), cap_of_year)

    return [*(known(name, int) for name in MONEY), share, subsidy]


def in_yuan(cap_of_order, cap_of_year):
    """Amounts as the engine's own guide writes them: units of the currency, as floats."""

    class share(variables.Variable):
        value_type = float
        entity = Order
        definition_period = periods.DateUnit.MONTH
        label = "What an order alone would be paid, in yuan"

        def formula(order, period):
            size = order("size", period)
            rate = numpy.select([size <= 1, size == 2], [0.5, 0.3], 0)
            paid = numpy.minimum(order("price", period) * rate, order("price_with_tax", period))
            paid = numpy.floor(paid * 100) / 100
            return numpy.where(order("eligible", period), numpy.minimum(paid, cap_of_order / 100), 0)

    class subsidy(variables.Variable):
        value_type = float
        entity = Order
        definition_period = periods.DateUnit.MONTH
        label = "What an order is paid after the yearly cap of its enterprise, in yuan"

        def formula(order, period):
            share = order("share", period).astype(numpy.float64)
            return running_cap(share, order("enterprise", period), cap_of_year / 100)

    return [*(known(name, float) for name in MONEY), share, subsidy]


def cities():
    """The cities of the delta, each with whether it lies in Zhejiang."""
    with open(ROOT / "data/places/yrd.csv", encoding="utf-8") as table:
        return [(row["code"], row["parent"] == "CN-ZJ") for row in csv.DictReader(table) if row["kind"] == "city"]


def population(count):
    """The facts of the orders as columns, and the places behind one of them."""
    draw = numpy.random.default_rng(7)
    places = cities()
    in_zhejiang = numpy.array([inside for _, inside in places], dtype=numpy.int32)
    home = next(at for at, (code, _) in enumerate(places) if code == "CN-330100")
    seat = numpy.where(draw.integers(0, 4, count) == 0, draw.integers(0, len(places), count), home)
    price = 10_000 + draw.integers(0, 20_000_000, count)
    facts = {
        "enterprise": draw.integers(1, ENTERPRISES + 1, count),
        "seat_in_zhejiang": in_zhejiang[seat],
        "provider_in_delta": numpy.ones(count),
        "size": draw.integers(0, len(SIZES), count),
        "sector": draw.integers(0, len(SECTORS), count),
        "service": draw.integers(0, len(SERVICES), count),
        "credit_clear": draw.integers(0, 20, count) > 0,
        "related": draw.integers(0, 50, count) == 0,
        "day": 60 + draw.integers(0, 300, count),
        "granted_day": draw.integers(0, 120, count),
    }
    facts = {name: values.astype(numpy.int32) for name, values in facts.items()}
    return facts | {"price": price, "price_with_tax": price * 106 // 100}, [code for code, _ in places], seat


def large(count):
    """Orders that are all paid, at prices about the large one, each of an enterprise of its own."""
    facts, places, seat = population(count)
    home = places.index("CN-330100")
    ones, zeros = numpy.ones(count, dtype=numpy.int32), numpy.zeros(count, dtype=numpy.int32)
    price = LARGE_YUAN * 100 + 37 * numpy.arange(count)
    facts |= {name: ones for name in ("seat_in_zhejiang", "credit_clear", "size")}
    facts |= {name: zeros for name in ("sector", "service", "related", "granted_day")}
    facts |= {"enterprise": 1 + numpy.arange(count, dtype=numpy.int32), "day": 100 * ones}
    return facts | {"price": price, "price_with_tax": price * 106 // 100}, places, numpy.full(count, home)


def write_orders(facts, places, seat, path):
    """The orders as jiangnan reads them: one JSON object a line."""
    dates = [str(FIRST_DAY + day) for day in range(366)]
    yuan = lambda minor: f"{minor // 100}.{minor % 100:02}"
    rows = zip(*(facts[name].tolist() for name in FACTS + MONEY), seat.tolist())
    with open(path, "w", encoding="utf-8") as file:
        for who, _, _, size, sector, service, clear, related, day, granted, price, with_tax, at in rows:
            order = {
                "currency": "CNY",
                "enterprise.id": f"e{who}",
                "enterprise.registered-in": places[at],
                "enterprise.size": SIZES[size],
                "enterprise.sector": SECTORS[sector],
                "enterprise.credit": "clear" if clear else "irregular",
                "provider.located-in": "CN-310100",
                "order.service": SERVICES[service],
                "order.related-party": bool(related),
                "order.date": dates[day],
                "voucher.granted-on": dates[granted],
                "order.price-without-tax": yuan(price),
                "order.price-with-tax": yuan(with_tax),
            }
            file.write(json.dumps(order) + "\n")


def with_openfisca(facts, amounts, scale, rounds):
    """The amounts in fen, and the seconds of the fastest round."""
    system = taxbenefitsystems.TaxBenefitSystem([Order])
    system.add_variables(*(known(name, int) for name in FACTS), eligible, *amounts)
    count, fastest = len(facts["price"]), float("inf")
    for _ in range(rounds):
        simulation = simulation_builder.SimulationBuilder().build_default_simulation(system, count=count)
        for name, values in facts.items():
            simulation.set_input(name, MONTH, values / scale if name in MONEY and scale > 1 else values)
        start = time.perf_counter()
        paid = simulation.calculate("subsidy", MONTH)
        fastest = min(fastest, time.perf_counter() - start)
    return numpy.rint(paid.astype(numpy.float64) * scale).astype(numpy.int64), fastest


def with_jiangnan(program, rules, orders):
    """The amounts in fen, and the seconds of the fastest round."""
    command = [program, "scheme", "run", str(rules), "--population", str(orders), "--json"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return numpy.array(answer["amounts_minor"], dtype=numpy.int64), answer["seconds"]


def difference(name, theirs, ours, facts):
    """How many amounts differ, by how much at most, and the order on which they do most."""
    gap = numpy.abs(theirs - ours)
    worst = int(gap.argmax())
    answer = {f"{name}_differ": int((gap > 0).sum()), f"{name}_worst_fen": int(gap[worst])}
    if gap[worst] > 0:
        example = {"price": facts["price"][worst], "openfisca": theirs[worst], "jiangnan": ours[worst]}
        answer[f"{name}_example_fen"] = {key: int(value) for key, value in example.items()}
    return answer


def compare_large(program, scratch):
    """Both statements of the scheme on large orders, under caps that do not bind."""
    facts, places, seat = large(LARGE_ORDERS)
    path, rules = scratch / "large.jsonl", scratch / "large.toml"
    write_orders(facts, places, seat, path)
    without_caps = RULES
    for cap in CAPS:
        without_caps = without_caps.replace(cap, "90000000000.00")
    rules.write_text(without_caps, encoding="utf-8")
    ours, _ = with_jiangnan(program, rules, path)
    cap = 9_000_000_000_000
    as_floats, _ = with_openfisca(facts, in_yuan(cap, cap), 100, 1)
    answer = {"large_orders": LARGE_ORDERS} | difference("large_as_floats", as_floats, ours, facts)
    try:
        as_whole, _ = with_openfisca(facts, in_fen(cap, cap), 1, 1)
        return answer | difference("large_as_whole_numbers", as_whole, ours, facts)
    except (OverflowError, ValueError) as error:
        return answer | {"large_as_whole_numbers": f"refused: {error}"}


def main():
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--program", required=True, help="the jiangnan binary, a release build")
    parse.add_argument("--orders", type=int, default=1_000_000)
    parse.add_argument("--scratch", type=Path, required=True, help="a folder for the orders")
    options = parse.parse_args()
    facts, places, seat = population(options.orders)
    path = options.scratch / "orders.jsonl"
    write_orders(facts, places, seat, path)
    theirs, their_seconds = with_openfisca(facts, in_fen(5_000_000, 30_000_000), 1, 5)
    as_floats, float_seconds = with_openfisca(facts, in_yuan(5_000_000, 30_000_000), 100, 5)
    ours, our_seconds = with_jiangnan(options.program, HERE / "bench.toml", path)
    nanoseconds = lambda seconds: round(seconds * 1e9 / options.orders, 2)
    answer = {
        "name": "openfisca",
        "orders": options.orders,
        "openfisca_ns_per_order": nanoseconds(their_seconds),
        "openfisca_as_floats_ns_per_order": nanoseconds(float_seconds),
        "jiangnan_ns_per_order": nanoseconds(our_seconds),
        "ratio": round(their_seconds / our_seconds, 2),
        "paid_fen": int(ours.sum()),
    }
    answer |= difference("amounts", theirs, ours, facts) | difference("as_floats", as_floats, ours, facts)
    answer |= compare_large(options.program, options.scratch)
    print(json.dumps(answer))
    sys.exit(1 if answer["amounts_differ"] else 0)


if __name__ == "__main__":
    main()
