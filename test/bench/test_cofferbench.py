"""What of the suite can be tested without a mount: python3 -m unittest discover -s test/bench"""

import unittest
from xml.dom import minidom

from cofferbench import loader, report
from cofferbench.limits import problems
from cofferbench.servers import logged_kind
from cofferbench.session import Sample, difference, summary
from cofferbench.workloads import MB_PER_SECOND, Outcome, Scale, interleaved, known_workloads


def row(subject="coffer", value=10.0, **more):
    usual = dict(
        server="embedded", round_trip_ms=20.0, megabytes_per_second=100.0, workload="seq-read", subject=subject,
        unit="MB/s", value=value, operations=100, bytes=1000, requests={"GET": 100}, late_requests={"HEAD": 50},
        received_bytes=1500, sent_bytes=0, late_sent_bytes=0, cpu_seconds=1.0, peak_rss_bytes=1 << 20,
    )
    return {**usual, **more}


ABOUT = dict(
    server="S", rounds=1, scale=1.0, when="2026-01-01", commit="c", machine="2 × m", load_average=1.0, versions={"s3fs": "V1.90"}
)


class Starvation(unittest.TestCase):
    def test_batches_in_time_starve_only_until_the_first(self):
        arrivals = [(0.1, 40), (0.15, 40), (0.2, 40)]
        self.assertAlmostEqual(loader.starvation(arrivals), 0.1)

    def test_a_late_batch_starves_from_the_end_of_the_one_before(self):
        arrivals = [(0.0, 40), (0.5, 40)]  # 40 samples are 0.1 s
        self.assertAlmostEqual(loader.starvation(arrivals), 0.4)


class Summary(unittest.TestCase):
    def sample(self, seconds, gets):
        counts = {"connections": 1, "sent_bytes": 1, "received_bytes": 1}
        before = {**counts, "requests": {"GET": 5}}
        after = {**counts, "requests": {"GET": 5 + gets}}
        return Sample(Outcome(seconds, 1, 10_000_000), 0.5, 1, before, after, after)

    def test_medians_and_the_requests_of_the_run_in_the_middle(self):
        made = summary([self.sample(1, 7), self.sample(2, 8), self.sample(10, 9)], MB_PER_SECOND)
        self.assertEqual(made["value"], 5.0)
        self.assertEqual(made["requests"], {"GET": 8})

    def test_requests_over_tls_that_nobody_counts_stay_unknown(self):
        self.assertIsNone(difference(None, None))


class Reports(unittest.TestCase):
    def test_a_table_tells_the_ratio_to_the_floor_and_requests_each(self):
        text = "\n".join(report.table([row("floor", 40.0), row()]))
        self.assertIn("0.25", text)
        self.assertIn("1.50", text)

    def test_a_chart_is_xml_with_a_bar_for_each(self):
        chart = minidom.parseString(report.chart("a < b", [row("floor"), row()], True))
        self.assertEqual(len(chart.getElementsByTagName("rect")), 3)

    def test_the_section_of_readme_replaces_what_was_there(self):
        section = report.markdown(ABOUT, [row()], known_workloads(), "test/bench/results")
        text = report.replace_section(f"a\n{report.BEGIN}\nformer section\n{report.END}\nb\n", section)
        self.assertNotIn("former section", text)
        self.assertTrue(text.startswith("a\n") and text.endswith("\nb\n"))
        self.assertEqual(report.replace_section(text, section), text)

    def test_what_is_not_uploaded_when_the_clock_stops_is_said(self):
        cells = [
            row(workload="seq-write", subject=subject, bytes=1000, sent_bytes=sent)
            for subject, sent in (("coffer", 1010), ("rclone", 5))
        ]
        text = report.markdown(ABOUT, cells, known_workloads(), "test/bench/results")
        self.assertEqual(text.count("not uploaded by then"), 1)
        self.assertNotIn("not uploaded", report.markdown(ABOUT, [row()], known_workloads(), "test/bench/results"))


class Limits(unittest.TestCase):
    def test_each_limit_is_kept_or_not_or_not_measured(self):
        limits = [
            {"workload": "seq-read", "subject": "coffer", "of_floor_at_least": 0.2, "requests_each_at_most": 1.4},
            {"workload": "seq-read", "subject": "plain", "fetched_per_byte_at_most": 1},
        ]
        kept = [kept for _, kept in problems([row("floor", 40.0), row()], limits)]
        self.assertEqual(kept, [True, False, None])


class CephLog(unittest.TestCase):
    def test_kinds_of_logged_requests(self):
        for kind, logged in {
            "GET": ("GET", "/b/k", "-"), "GET_RANGE": ("GET", "/b/k", "bytes=0-1"), "HEAD": ("HEAD", "/b/k", "-"),
            "LIST": ("GET", "/b?list-type=2&prefix=a%2F", "-"), "PUT": ("PUT", "/b/d/k", "-"),
            "UPLOAD_PART": ("PUT", "/b/k?partNumber=1&uploadId=2", "-"), "CREATE_UPLOAD": ("POST", "/b/k?uploads", "-"),
            "COMPLETE_UPLOAD": ("POST", "/b/k?uploadId=2", "-"), "ABORT_UPLOAD": ("DELETE", "/b/k?uploadId=2", "-"),
            "DELETE": ("DELETE", "/b/k", "-"), "DELETE_OBJECTS": ("POST", "/b?delete", "-"), "OTHER": ("PUT", "/b/", "-"),
        }.items():
            self.assertEqual(logged_kind(*logged), kind)


class Workloads(unittest.TestCase):
    def test_names_are_their_own(self):
        self.assertTrue(all(name == workload.name for name, workload in known_workloads().items()))

    def test_interleaved_readers_read_each_byte_once(self):
        size = 8 << 20
        self.assertEqual(sorted(offset for offset, _ in interleaved(size)), list(range(0, size, 1 << 20)))

    def test_scale_keeps_whole_parts(self):
        self.assertEqual(Scale(0.1).mebibytes(1024) % 8, 0)


if __name__ == "__main__":
    unittest.main()
