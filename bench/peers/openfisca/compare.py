"""The scheme of `jiangnan bench quote`, stated for OpenFisca-core and run beside jiangnan on the same orders.

Six rules that refuse, a rate by size, a cap for each order and one for each enterprise and year. Prints one JSON
object: nanoseconds for each order on both sides, their ratio, and whether the amounts agree order by order.
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
SIZES = ["micro", "small", "medium", "large"]
SECTORS = ["manufacturing", "agriculture", "finance", "real-estate", "trade"]
SERVICES = ["instrument-time", "testing", "expert-time", "research"]
FIRST_DAY = numpy.datetime64("2026-01-01")

Order = entities.build_entity(key="order", plural="orders", label="An order", is_person=True)


def whole(name, default=0):
    """A variable of whole numbers that is known of each order."""
    members = {
        "value_type": int,
        "entity": Order,
        "definition_period": periods.DateUnit.MONTH,
        "default_value": default,
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
    "price",
    "price_with_tax",
]


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


class share(variables.Variable):
    value_type = int
    entity = Order
    definition_period = periods.DateUnit.MONTH
    label = "What an order alone would be paid"

    def formula(order, period):
        size = order("size", period)
        points = numpy.select([size <= 1, size == 2], [5_000, 3_000], 0)
        # The engine keeps whole numbers in 32 bits, in which a price times a rate does not fit.
        product = order("price", period).astype(numpy.int64) * points
        paid = numpy.minimum(product // 10_000, order("price_with_tax", period))
        return numpy.where(order("eligible", period), numpy.minimum(paid, 5_000_000), 0)


class subsidy(variables.Variable):
    value_type = int
    entity = Order
    definition_period = periods.DateUnit.MONTH
    label = "What an order is paid after the yearly cap of its enterprise, in the order of the orders"

    def formula(order, period):
        share, enterprise = order("share", period).astype(numpy.int64), order("enterprise", period)
        by_enterprise = numpy.argsort(enterprise, kind="stable")
        shares, sorted_by = share[by_enterprise], enterprise[by_enterprise]
        running = numpy.cumsum(shares)
        first = numpy.r_[True, sorted_by[1:] != sorted_by[:-1]]
        before_first = (running - shares)[first]
        running -= before_first[numpy.cumsum(first) - 1]
        cap = 30_000_000
        paid = numpy.minimum(running, cap) - numpy.minimum(running - shares, cap)
        answer = numpy.empty_like(paid)
        answer[by_enterprise] = paid
        return answer


def cities():
    """The cities of the delta, each with whether it lies in Zhejiang."""
    with open(ROOT / "data/places/yrd.csv", encoding="utf-8") as table:
        return [(row["code"], row["parent"] == "CN-ZJ") for row in csv.DictReader(table) if row["kind"] == "city"]


def population(count):
    """The facts of the orders as columns, and the place codes behind two of them."""
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
        "credit_clear": (draw.integers(0, 20, count) > 0),
        "related": (draw.integers(0, 50, count) == 0),
        "day": 60 + draw.integers(0, 300, count),
        "granted_day": draw.integers(0, 120, count),
        "price": price,
        "price_with_tax": price * 106 // 100,
    }
    return {name: values.astype(numpy.int32) for name, values in facts.items()}, places, seat


def write_orders(facts, places, seat, path):
    """The orders as jiangnan reads them: one JSON object a line."""
    dates = [str(FIRST_DAY + day) for day in range(366)]
    yuan = lambda minor: f"{minor // 100}.{minor % 100:02}"
    rows = zip(*(facts[name].tolist() for name in FACTS), seat.tolist())
    with open(path, "w", encoding="utf-8") as file:
        for who, _, _, size, sector, service, clear, related, day, granted, price, with_tax, at in rows:
            order = {
                "currency": "CNY",
                "enterprise.id": f"e{who}",
                "enterprise.registered-in": places[at][0],
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


def with_openfisca(facts, rounds):
    """The amounts, and the seconds of the fastest round."""
    system = taxbenefitsystems.TaxBenefitSystem([Order])
    system.add_variables(*(whole(name) for name in FACTS), eligible, share, subsidy)
    count, fastest = len(facts["price"]), float("inf")
    for _ in range(rounds):
        simulation = simulation_builder.SimulationBuilder().build_default_simulation(system, count=count)
        for name, values in facts.items():
            simulation.set_input(name, MONTH, values)
        start = time.perf_counter()
        amounts = simulation.calculate("subsidy", MONTH)
        fastest = min(fastest, time.perf_counter() - start)
    return amounts, fastest


def with_jiangnan(program, orders):
    """The amounts, and the seconds of the fastest round."""
    command = [program, "scheme", "run", str(HERE / "bench.toml"), "--population", str(orders), "--json"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return numpy.array(answer["amounts_minor"]), answer["seconds"]


def main():
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--program", required=True, help="the jiangnan binary, a release build")
    parse.add_argument("--orders", type=int, default=1_000_000)
    parse.add_argument("--scratch", type=Path, required=True, help="a folder for the orders")
    options = parse.parse_args()
    facts, places, seat = population(options.orders)
    path = options.scratch / "orders.jsonl"
    write_orders(facts, places, seat, path)
    theirs, their_seconds = with_openfisca(facts, 5)
    ours, our_seconds = with_jiangnan(options.program, path)
    differ = int((theirs != ours).sum())
    nanoseconds = lambda seconds: round(seconds * 1e9 / options.orders, 2)
    print(
        json.dumps(
            {
                "name": "openfisca",
                "orders": options.orders,
                "openfisca_ns_per_order": nanoseconds(their_seconds),
                "jiangnan_ns_per_order": nanoseconds(our_seconds),
                "ratio": round(their_seconds / our_seconds, 2),
                "amounts_differ": differ,
                "paid_minor": int(ours.sum()),
            }
        )
    )
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
