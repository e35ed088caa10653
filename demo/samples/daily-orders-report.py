"""Reports revenue per country and product from orders.csv, and shows that the database password is there to use.

Reads $SLIPWAY_FILES/input/orders.csv and, where $DB_PASSWORD_FILE is set, the file it names.
"""

import csv
import os
import stat
import sys
from collections import defaultdict
from decimal import Decimal

WIDTH = 56


def main():
    sys.stdout.reconfigure(line_buffering=True)  # a log shows each line when it is printed
    show_password_file()
    orders = read_orders(os.path.join(os.environ.get("SLIPWAY_FILES", "/slipway/files"), "input", "orders.csv"))
    print_report(orders)
    print("report ready")


def show_password_file():
    """Prints what a person may know of a secret: that it can be read, its mode and its length. Never its value."""
    path = os.environ.get("DB_PASSWORD_FILE")
    if not path:
        print("no database password was chosen for this job (DB_PASSWORD_FILE is not set)")
        return
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        with open(path, "rb") as file:
            length = len(file.read())
    except OSError as error:
        sys.exit(f"the database password at {path} cannot be read: {error.strerror}")
    print(f"database password: {path} is readable, mode {mode:04o}, {length} bytes")


def read_orders(path):
    print(f"reading {path}")
    try:
        with open(path, newline="", encoding="utf-8") as file:
            return [
                {
                    "day": row["ordered_on"],
                    "country": row["country"],
                    "product": row["product"],
                    "revenue": int(row["quantity"]) * Decimal(row["unit_price_eur"]),
                }
                for row in csv.DictReader(file)
            ]
    except OSError as error:
        sys.exit(f"{path} cannot be read: {error.strerror}. Attach input/orders.csv to the job.")
    except (KeyError, ArithmeticError, ValueError) as error:
        sys.exit(f"{path} is not an orders file: {type(error).__name__} {error}")


def print_report(orders):
    if not orders:
        sys.exit("the orders file has no rows")
    days = sum_by(orders, "day")
    biggest = max(days, key=days.get)
    print()
    print("DAILY ORDERS REPORT".center(WIDTH))
    print(f"{min(days)} to {max(days)}, {len(orders)} orders".center(WIDTH))
    print_table("Revenue per country", sum_by(orders, "country"))
    print_table("Revenue per product", sum_by(orders, "product"))
    print()
    print(f"Biggest day: {biggest} with {euros(days[biggest])}")
    print()


def print_table(title, sums):
    total = sum(sums.values())
    print()
    print(f"{title:<{WIDTH - 24}}{'EUR':>16}{'share':>8}")
    print("-" * WIDTH)
    for name, revenue in sorted(sums.items(), key=lambda item: (-item[1], item[0])):
        print(f"{name:<{WIDTH - 24}}{revenue:>16,.2f}{share(revenue, total):>8}")
    print("-" * WIDTH)
    print(f"{'total':<{WIDTH - 24}}{total:>16,.2f}{share(total, total):>8}")


def sum_by(orders, field):
    sums = defaultdict(Decimal)
    for order in orders:
        sums[order[field]] += order["revenue"]
    return sums


def share(part, total):
    return f"{100 * part / total:.1f} %" if total else "-"


def euros(amount):
    return f"{amount:,.2f} EUR"


if __name__ == "__main__":
    main()
