"""Writes orders.csv: the same synthetic orders each time. Run it from this folder after changing it."""

import csv
import datetime
import random

COUNTRIES = {"DE": 30, "FR": 22, "NL": 14, "ES": 12, "IT": 11, "PL": 7, "SE": 4}
PRODUCTS = {"espresso machine": 389.00, "grinder": 149.50, "kettle": 64.90, "filter papers": 5.20, "beans 1 kg": 21.40}
DAYS = 28
ROWS = 480


def main():
    chance = random.Random(20260901)
    first = datetime.date(2026, 9, 1)
    rows = []
    for _ in range(ROWS):
        day = first + datetime.timedelta(days=min(int(chance.triangular(0, DAYS, 18)), DAYS - 1))
        country = chance.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
        product = chance.choice(list(PRODUCTS))
        quantity = chance.choice([1, 1, 1, 2, 2, 3, 6])
        rows.append([day.isoformat(), country, product, quantity, f"{PRODUCTS[product]:.2f}"])
    rows.sort()
    with open("orders.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["order_id", "ordered_on", "country", "product", "quantity", "unit_price_eur"])
        writer.writerows([f"O-{number:05}", *row] for number, row in enumerate(rows, start=1))


if __name__ == "__main__":
    main()
