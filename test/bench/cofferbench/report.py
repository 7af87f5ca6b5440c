"""What was measured, as a table, as JSON and as charts."""

import json
import os
from xml.sax.saxutils import escape

from .workloads import Scale

SHORT = {
    "GET": "GET", "GET_RANGE": "GET-range", "HEAD": "HEAD", "LIST": "LIST", "PUT": "PUT", "COPY": "COPY",
    "CREATE_UPLOAD": "new-upload", "UPLOAD_PART": "part", "COPY_PART": "copy-part", "COMPLETE_UPLOAD": "complete",
    "ABORT_UPLOAD": "abort", "DELETE": "DELETE", "DELETE_OBJECTS": "DELETE-many", "OTHER": "other",
}


def figure(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def requests_text(requests):
    if requests is None:
        return "not seen"
    return " ".join(f"{SHORT[kind]} {count}" for kind, count in requests.items()) or "none"


def all_requests(row):
    if row["requests"] is None:
        return None
    return sum(row["requests"].values()) + sum(row["late_requests"].values())


def requests_each(row):
    """Requests for each file or read; nothing where a run is one operation."""
    total = all_requests(row)
    return f"{total / row['operations']:.2f}" if total is not None and row["operations"] > 1 else ""


HEADINGS = ("", "value", "of floor", "received", "sent", "CPU s", "RSS MiB", "requests each", "requests")


def table(rows):
    """Lines of text, one for each subject of one workload."""
    floor = next((row["value"] for row in rows if row["subject"] == "floor"), None)
    lines = [HEADINGS]
    for row in rows:
        starved = f"; starved {figure(row['starved_seconds'])} s" if "starved_seconds" in row else ""
        late = f" (then {requests_text(row['late_requests'])})" if row["late_requests"] else ""
        lines.append(
            (
                row["subject"],
                f"{figure(row['value'])} {row['unit']}",
                f"{row['value'] / floor:.2f}" if floor and row["subject"] != "floor" else "",
                f"{row['received_bytes'] / 1e6:.1f} MB",
                f"{(row['sent_bytes'] + row['late_sent_bytes']) / 1e6:.1f} MB",
                figure(row["cpu_seconds"]),
                f"{row['peak_rss_bytes'] / (1 << 20):.0f}" if row["peak_rss_bytes"] else "",
                requests_each(row),
                requests_text(row["requests"]) + late + starved,
            )
        )
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    return ["  ".join([line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:-1], widths[1:-1])] + [line[-1]])
            for line in lines]


def write_json(path, about, rows):
    rows = [{name: plain(value) for name, value in row.items()} for row in rows]
    with open(path, "w") as file:
        json.dump({**about, "results": rows}, file, indent=1)
        file.write("\n")


def plain(value):
    if isinstance(value, float):
        return round(value, 4)
    return [plain(one) for one in value] if isinstance(value, list) else value


# Charts

COLOURS = {"floor": "#9aa0a6", "s3fs": "#c98a3b", "rclone": "#8a6fb0"}
OWN_COLOUR = "#2f7d6b"
BAR, GAP, LEFT, WIDTH = 18, 6, 130, 640


def chart(title, rows, more_is_better):
    """Bars for each subject, in groups by server and round trip."""
    largest = max(row["value"] for row in rows) or 1
    groups = {}
    for row in rows:
        groups.setdefault(f"{row['server']}, {row['round_trip_ms']:g} ms", []).append(row)
    parts, y = [], 44
    for name, members in groups.items():
        parts.append(f'<text x="10" y="{y + 12}" font-weight="bold">{escape(name)}</text>')
        y += BAR + 2
        for row in members:
            length = max(1, row["value"] / largest * (WIDTH - LEFT - 110))
            colour = COLOURS.get(row["subject"], OWN_COLOUR)
            parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(row["subject"])}</text>')
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>')
            label = f"{figure(row['value'])} {row['unit']}"
            parts.append(f'<text x="{LEFT + length + 6:.1f}" y="{y + 13}">{escape(label)}</text>')
            y += BAR + GAP
        y += 8
    better = "longer is better" if more_is_better else "shorter is better"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>'
        f'<text x="10" y="20" font-size="15">{escape(title)}</text>'
        f'<text x="10" y="36" fill="#666666">{better}; median</text>'
    )
    return head + "".join(parts) + "</svg>\n"


def write_charts(directory, rows, workloads, scale):
    for name, workload in workloads.items():
        mine = [row for row in rows if row["workload"] == name]
        if mine:
            with open(os.path.join(directory, f"{name}.svg"), "w") as file:
                file.write(chart(workload.title(scale), mine, workload.unit.more_is_better))


# README.md

BEGIN, END = "<!-- test/bench/run --readme: begin -->", "<!-- end -->"


def markdown(about, rows, workloads, directory):
    """A table for each network, with a column for each subject."""
    scale, lines = Scale(about["scale"]), []
    for server, round_trip, cap in sorted({network(row) for row in rows}):
        mine = [row for row in rows if network(row) == (server, round_trip, cap)]
        subjects = list(dict.fromkeys(row["subject"] for row in mine))
        capped = f", {cap:g} MB/s per connection" if cap else ", no cap"
        lines += [f"{about['server']}, {round_trip:g} ms added{capped}; in brackets requests per file or read:", ""]
        lines += ["| | " + " | ".join(subjects) + " |", "|---" * (len(subjects) + 1) + "|"]
        for name, workload in workloads.items():
            by_subject = {row["subject"]: row for row in mine if row["workload"] == name}
            if by_subject:
                cells = [cell(by_subject.get(subject), workload) for subject in subjects]
                lines.append(f"| {workload.title(scale)} | " + " | ".join(cells) + " |")
        lines.append("")
    busy = ""
    if about["load_average"] > 2 * int(about["machine"].split()[0]):
        busy = ": busy with other work, so that times are too long, for all alike, and requests tell more"
    versions = ", ".join(f"{n} {v.split()[-1].lstrip('vV')}" for n, v in about["versions"].items() if n in ("s3fs", "rclone"))
    lines += [
        f"{'One round' if about['rounds'] == 1 else 'Medians of %d rounds' % about['rounds']}, {about['when']}, commit {about['commit']}"
        f"{', ' + versions if versions else ''}. {about['machine']}; everything ran on that one machine, at a load average of "
        f"{about['load_average']:g}{busy}. [All figures and charts]({directory}).",
    ]
    return "\n".join(lines)


def network(row):
    return row["server"], row["round_trip_ms"], row["megabytes_per_second"]


def cell(row, workload):
    if row is None:
        return ""
    each = requests_each(row) if row["subject"] != "floor" and workload.counts_requests else ""
    later = ", not uploaded by then" if workload.writes and row["bytes"] > 2 * row["sent_bytes"] else ""
    return f"{figure(row['value'])} {row['unit']}{later}" + (f" ({each})" if each else "")


def replace_section(text, section):
    """What stands between the markers of README.md gives way."""
    before, begin, rest = text.partition(BEGIN)
    old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md lacks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{section}\n{END}{after}"
