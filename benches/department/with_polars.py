"""The department's ten norms in Polars: with_polars.py FOLDER LOG THREADS prints norm,violations,points.

The log is read once and kept; everything is in one zone, so timestamps are read as local time. POLARS_MAX_THREADS limits the threads.
"""

import os
import sys

folder, log, threads = sys.argv[1:4]
os.environ["POLARS_MAX_THREADS"] = threads

import polars as pl  # reads the number of threads when it is loaded
from polars import col, lit

texts = "timestamp event actor role team enterprise station fault_id content_id difficulty".split()
columns = {"event_id": pl.Int64} | dict.fromkeys(texts, pl.String)
columns |= {"expected": pl.Int32, "received": pl.Int32} | {f"f{i}": pl.String for i in range(1, 9)}
columns |= {"note": pl.String}
scan = pl.scan_ndjson if log.endswith("ndjson") else pl.scan_csv
time = col("timestamp").str.head(19).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us")
log = scan(f"{folder}/{log}", schema=columns).drop("note").with_columns(ts=time).drop("timestamp")
log = log.collect(engine="streaming").lazy()
enterprise, station, team, roster, calendar = (
    pl.read_csv(f"{folder}/{name}.csv", try_parse_dates=True).lazy()
    for name in ("enterprise", "station", "team", "roster", "calendar")
)

# What would only fall due at the year's end or later is pending.
END = pl.datetime(2027, 1, 1)


def of(*kinds):
    return log.filter(col("event").is_in(kinds) if len(kinds) > 1 else col("event") == kinds[0])


def unanswered(due, answers, key):
    """What nothing under the same key follows at its due time at the latest."""
    answers = answers.select(key, at="ts")
    found = due.join_asof(answers, left_on="ts", right_on="at", by=key, strategy="forward", check_sortedness=False)
    return found.filter(col("due") < END, col("at").is_null() | (col("at") > col("due")))


def minutes(number):
    return pl.duration(minutes=number)


working = calendar.filter(col("working") == 1).select("date")
following = calendar.select("date").join_asof(
    working.select(next="date"), left_on="date", right_on="next", strategy="forward", allow_exact_matches=False
)
controlled, hard = col("state_controlled") == 1, col("difficulty") == "hard"

alarms = of("alarm").join(enterprise, on="enterprise", maintain_order="left")
r1 = unanswered(
    alarms.with_columns(due=col("ts") + pl.when(controlled).then(minutes(30)).otherwise(minutes(40))),
    of("arrive", "inform"),
    "fault_id",
).select(points=pl.when(controlled).then(20).otherwise(10))

opened = of("fault_open").with_columns(date=col("ts").dt.date())
opened = opened.join(following, on="date", maintain_order="left")
end_of_next = col("next").cast(pl.Datetime("us")) + pl.duration(days=1, seconds=-1)
r2 = unanswered(
    opened.with_columns(due=pl.when(hard).then(end_of_next).otherwise(col("ts") + minutes(120))),
    of("fault_fixed"),
    "fault_id",
).select(points=pl.when(hard).then(20).otherwise(10))

signs = of("clock_in", "sign_in", "clock_out").filter(col("role") == "operator")
signs = signs.select("event", "ts", next=col("ts").shift(-1).over("actor"))
late = pl.min_horizontal("next", END) > col("ts") + minutes(30)
r3 = signs.filter(col("event") != "clock_out", late).with_columns(points=lit(2))

owed = roster.join(working.filter(col("date") < END), how="cross")
owed = owed.filter(col("date").is_between("valid_from", "valid_to"))
in_time = of("check_in").filter(col("ts").dt.time() <= pl.time(8, 20))
in_time = in_time.select("actor", date=col("ts").dt.date())
r4 = owed.join(in_time, on=["actor", "date"], how="anti").with_columns(points=lit(3))

months = pl.LazyFrame({"month": range(1, 13)}, schema={"month": pl.Int8})
held = of("training").group_by("team", month=col("ts").dt.month()).agg(held=pl.len().cast(pl.Int64))
held = team.join(months, how="cross").join(held, on=["team", "month"], how="left")
r5 = held.select(points=5 * (2 - col("held").fill_null(0))).filter(col("points") > 0)

published = of("published").select("event_id", "content_id", "actor", "ts")
reviews = of("review_approved").filter(col("role").is_in(["manager", "director"]))
reviews = published.join(reviews.select("content_id", "role", by="actor", at="ts"), on="content_id")
reviews = reviews.filter(col("by") != col("actor"), col("at") <= col("ts"))
both = reviews.group_by("event_id").agg(roles=col("role").n_unique()).filter(col("roles") == 2)
r6 = published.join(both, on="event_id", how="anti").with_columns(points=lit(15))

compared = of("comparison").select("event_id", "enterprise", "ts")
plans = compared.join(of("plan_filed").select("enterprise", at="ts"), on="enterprise")
plans = plans.filter(col("at").is_between(col("ts").dt.offset_by("-3mo"), col("ts").dt.offset_by("-1mo")))
r7 = compared.join(plans, on="event_id", how="anti").with_columns(points=lit(8))

missed = of("call_missed").with_columns(due=col("ts") + minutes(20))
r8 = unanswered(missed, of("call_back"), "actor").with_columns(points=lit(5))

ranges = {"f1": (6, 9), "f2": (0, 40), "f3": (0, 500), "f4": (0, 45), "f5": (0, 10000), "f6": (0, 200), "f7": (0, 300)}
good = [col(f).cast(pl.Float64, strict=False).is_between(*bounds) for f, bounds in ranges.items()]
good.append(col("f8").is_in(["N", "D", "M", "C"]))
wrong = pl.sum_horizontal((~g.fill_null(False)).cast(pl.Int32) for g in good)
r9 = of("record").select(points=wrong).filter(col("points") > 0)

sums = of("report_submitted").group_by("station", month=col("ts").dt.month())
sums = sums.agg(col("received", "expected").cast(pl.Int64).sum())
r10 = sums.filter(col("received") * 10 < col("expected") * 8).with_columns(points=lit(10))

norms = [r1, r2, r3, r4, r5, r6, r7, r8, r9, r10]
totals = pl.collect_all(
    [norm.select(number=pl.len(), points=col("points").sum()) for norm in norms], engine="streaming"
)
for number, total in enumerate(totals, 1):
    print(f"R{number},{total['number'][0]},{total['points'][0]}")
