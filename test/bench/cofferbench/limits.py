"""What cofferfs must not fall behind: figures with wide margins, held against those of one run."""

from .report import all_requests, figure, requests_each


def problems(rows, limits):
    """A line for each limit, and whether it is kept; None where the run has nothing to hold against it."""
    by_name = {(row["workload"], row["subject"]): row for row in rows}
    for limit in limits:
        name = limit["workload"], limit["subject"]
        row, floor = by_name.get(name), by_name.get((limit["workload"], "floor"))
        for what, (of, sign) in MEASURES.items():
            if what in limit:
                value = of(row, floor) if row else None
                kept = None if value is None else value * sign <= limit[what] * sign
                said = "not measured" if value is None else figure(value)
                yield f"{limit['workload']}, {limit['subject']}: {what.replace('_', ' ')} {limit[what]:g}, is {said}", kept


def of_floor(row, floor):
    return row["value"] / floor["value"] if floor else None


def per_operation(row, _):
    return float(requests_each(row)) if all_requests(row) is not None and row["operations"] else None


def fetched(row, _):
    return row["received_bytes"] / row["bytes"] if row["bytes"] else None


# By the name in limits.json: what it is of, and 1 where less is better.
MEASURES = {
    "of_floor_at_least": (of_floor, -1),
    "of_floor_at_most": (of_floor, 1),
    "requests_each_at_most": (per_operation, 1),
    "fetched_per_byte_at_most": (fetched, 1),
}
